"""Functions that look at a callback's context, and that run without any call that can be followed.

A property, a filter of a logger, the wrapper that a decorator makes, a function in a table: what
runs them does not name them, so that every callback of their project may.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from dash_codemods.model.calls import COMMON_METHODS
from dash_codemods.model.facts import FileFacts, Function, NameUse, Reveal
from dash_codemods.model.files import is_test
from dash_codemods.model.names import Definition
from dash_codemods.model.project import Project
from dash_codemods.model.uses import Uses

_DEPENDENCIES = frozenset(
    {
        "ctx.states",
        "ctx.states_list",
        "ctx.inputs",
        "ctx.inputs_list",
        "ctx.args_grouping",
        "ctx.using_args_grouping",
        "ctx.get",
    }
)
"""What of the context tells of dependencies, `context_value.get()` included."""

_FOLLOWED = ("ctx", "callback_context")
"""What `Calls.revealing_methods` knows of."""


class HiddenReader(NamedTuple):
    """A place that looks at the context, and the file whose functions lead to it."""

    path: str
    name: str
    """The function; "" where it is a lambda of the module."""
    reveal: Reveal
    led_from: str

    def __str__(self) -> str:
        """What it is called in a message."""
        return f"`{self.name}`" if self.name else "a lambda or object of the module"


Reads = Callable[[FileFacts | Function], Iterable[Reveal]]


class HiddenReaders:
    """The hidden readers of a project, found once."""

    def __init__(self, project: Project) -> None:
        """Take the project; nothing is looked for before it is asked for."""
        self._project = project

    def of_dependencies(self, path: str) -> Iterator[HiddenReader]:
        """Those that may see what a callback of a file depends on."""
        return self._near(path, self._dependencies)

    def of_triggers(self, path: str) -> Iterator[HiddenReader]:
        """Those that may ask what triggered a callback of a file."""
        return self._near(path, self._triggers)

    def _near(self, path: str, readers: Iterable[HiddenReader]) -> Iterator[HiddenReader]:
        """Those of the same project; what stands in a test serves tests alone."""
        root_of = self._project.sources.root_of
        for reader in readers:
            serves = is_test(path) or not is_test(reader.led_from)
            if serves and root_of(reader.led_from) == root_of(path):
                yield reader

    @cached_property
    def _dependencies(self) -> list[HiddenReader]:
        return _Search(self._project, _dependency_reads, on_any_object=True).hidden()

    @cached_property
    def _triggers(self) -> list[HiddenReader]:
        return _Search(self._project, _trigger_reads, on_any_object=False).hidden()


def _dependency_reads(of: FileFacts | Function) -> Iterable[Reveal]:
    if isinstance(of, Function):
        # What sees variables (`map(eval, rules)`) sees those of the function that it stands in.
        reveals = tuple(r for r in of.reveals if not r.what.endswith("() handed on"))
    else:
        reveals = of.outside_reveals
    return [r for r in reveals if r.what in _DEPENDENCIES or r.what.endswith(" handed on")]


def _trigger_reads(of: FileFacts | Function) -> Iterable[Reveal]:
    return of.trigger_reads if isinstance(of, Function) else of.outside_trigger_reads


class _Waiting(NamedTuple):
    """A function that leads to a read, and whose callers are not known yet."""

    function: Function
    is_method: bool
    reader: HiddenReader
    on_any_object: bool
    """Whether its callers find it by its name on any object, as it is a method's."""


class _Search:
    """Follows the functions that read something to those that call them."""

    def __init__(self, project: Project, reads: Reads, *, on_any_object: bool) -> None:
        """Take what they read, and whether methods that do are followed on any object."""
        self._project = project
        self._on_any_object = on_any_object
        self._uses = project.once(Uses)
        self._reads = reads
        self._seen: set[tuple[str, int]] = set()
        self._bodies: dict[str, set[int]] = {}
        """The bodies of the callbacks of each file."""

    def hidden(self) -> list[HiddenReader]:
        found: list[HiddenReader] = []
        waiting: list[_Waiting] = []
        for path in self._project.sources.context():
            facts = self._project.sources.facts(path)
            if facts is not None:
                found += [HiddenReader(path, "", read, path) for read in self._reads(facts)]
                waiting += self._readers_in(path, facts)
        while waiting:
            self._project.sources.find_words({each.function.name for each in waiting})
            calling: list[_Waiting] = []
            for each in waiting:
                callers = self._callers(each)
                if callers is None:
                    found.append(each.reader)
                on_any_object = each.on_any_object and each.is_method
                for path, caller, is_method in callers or ():
                    if self._is_new(path, caller):
                        reader = each.reader._replace(led_from=path)
                        calling.append(_Waiting(caller, is_method, reader, on_any_object))
            waiting = calling
        return found

    def _readers_in(self, path: str, facts: FileFacts) -> Iterator[_Waiting]:
        """The functions of a file that read it themselves, and belong to no callback."""
        for function in facts.functions:
            if not self._reads(function) or self._is_of_callback(path, facts, function.body):
                continue
            nested = [f for f in facts.functions if function.body in _around(facts, f.scope)]
            theirs = {read for f in nested for read in self._reads(f)}
            own = [read for read in self._reads(function) if read not in theirs]
            if own and self._is_new(path, function):
                reader = HiddenReader(path, function.name, own[0], path)
                is_method = facts.scopes[function.scope].kind == "class"
                named = all(read.what.startswith(_FOLLOWED) for read in own)
                yield _Waiting(function, is_method, reader, self._on_any_object and named)

    def _is_new(self, path: str, function: Function) -> bool:
        new = (path, function.body) not in self._seen
        self._seen.add((path, function.body))
        return new

    def _is_of_callback(self, path: str, facts: FileFacts, scope: int) -> bool:
        """Whether a scope lies in a callback's function: what that sees is looked at anyway."""
        if path not in self._bodies:
            registered = {r.function for r in facts.registrations if r.function is not None}
            callbacks = self._project.callbacks_in(path)
            self._bodies[path] = {facts.functions[index].body for index in registered}
            self._bodies[path] |= {c.function.body for c in callbacks if c.function is not None}
        return not self._bodies[path].isdisjoint(_around(facts, scope))

    def _callers(self, called: _Waiting) -> list[tuple[str, Function, bool]] | None:
        """The functions that call a function, and which are methods.

        None where something else may run it, too.
        """
        function = called.function
        uses, possible = self._uses.of_function(called.reader.led_from, function)
        if called.is_method:
            uses = [*uses, *possible]
            if not self._is_plain_method(called, uses):
                return None
        elif possible or function.decorators:
            return None
        callers: list[tuple[str, Function, bool]] = []
        for use in uses:
            facts = self._project.sources.facts(use.path)
            caller = _function_around(facts, use.scope) if facts is not None else None
            if use.call is None or facts is None or caller is None:
                return None
            if not self._is_of_callback(use.path, facts, use.scope):
                is_method = facts.scopes[caller.scope].kind == "class"
                callers.append((use.path, caller, is_method))
        return callers

    def _is_plain_method(self, called: _Waiting, uses: list[NameUse]) -> bool:
        """Whether a method is called by its name alone, as `Calls` follows methods."""
        method, path = called.function, called.reader.led_from
        facts = self._project.sources.facts(path)
        holder = facts.scopes[method.scope] if facts is not None else None
        for base in holder.bases if holder is not None else ():
            resolved = self._project.names.resolve(path, holder.parent if holder else 0, base)
            if not isinstance(resolved, Definition) and base not in ("object", "ABC"):
                return False  # what it is made for calls it
        written = {getattr(each, "dotted", "") for each in method.decorators}
        if method.name in COMMON_METHODS or not written <= {"staticmethod", "classmethod"}:
            return False
        called_on = {use.dotted.rpartition(".")[0] for use in uses}
        known = not any(base == "" or base.startswith("?") for base in called_on)
        return bool(uses) and (called_on <= {"self", "cls"} or (called.on_any_object and known))


def _around(facts: FileFacts, scope: int) -> Iterator[int]:
    """A scope and those that it stands in."""
    while scope >= 0:
        yield scope
        scope = facts.scopes[scope].parent


def _function_around(facts: FileFacts, scope: int) -> Function | None:
    """The innermost function that a scope stands in."""
    return next((f for s in _around(facts, scope) if (f := facts.function_of(s))), None)
