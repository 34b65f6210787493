"""The Project: what rules ask their questions of.

Files are read when a question leads to them. The files that the user named are `selected`;
the rest of their project is the context, and is only looked at when a claim needs it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, TypeVar, cast

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.components import App, Component
from dash_codemods.model.dash_names import APP_CLASSES
from dash_codemods.model.expressions import Call, Constant, Expression, Name, Starred
from dash_codemods.model.facts import FileFacts, Function, NameUse, Reveal
from dash_codemods.model.ids import ComponentId, Symbol, TextId, may_be_same
from dash_codemods.model.names import Definition, External, Names
from dash_codemods.model.registrations import CallbackBuilder

T = TypeVar("T")
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef

_COMMON_METHODS = frozenset(name for kind in (dict, list, str, set) for name in dir(kind))
"""Methods of Python's own containers: a call of one says nothing about its object."""

CALLBACK_TABLES = ("callback_map", "_dash-update-component")
"""What stands in code that calls callbacks by their outputs: a test, say."""

OFTEN_SOUGHT = (*CALLBACK_TABLES, "set_props", "prevent_initial_callbacks")
"""Words that many rules look for in all files."""

_IMPORTING = ("import_module", "__import__", "reload")
"""Functions that give a module."""


class Sources(Protocol):
    """Where a Project gets its files from."""

    def facts(self, path: str) -> FileFacts | None:
        """The facts of a file, or None if it cannot be read."""

    def find_module(self, path: str, module: str, level: int) -> str | None:
        """The file of a module imported in `path`, or None if it is not analysed code."""

    def root_of(self, path: str) -> str:
        """The root folder of a file's project."""

    def may_change(self, path: str) -> bool:
        """Whether a file lies within the paths that the user named."""

    def context(self) -> Sequence[str]:
        """All files of the projects at hand that concern Dash, the selected ones included."""

    def find_words(self, words: Sequence[str]) -> None:
        """Look for several words at once, so that `uses` and `mentions` are quick for each."""

    def uses(self, word: str) -> Sequence[NameUse]:
        """All uses of a name in any file of the projects at hand."""

    def uses_in(self, path: str, word: str) -> Sequence[NameUse]:
        """All uses of a name in one file."""

    def mentions(self, word: str) -> Sequence[str]:
        """The paths of all files of the projects at hand that hold a word."""

    def tree(self, path: str) -> ast.Module:
        """The syntax tree of a file that was read."""

    def text(self, path: str) -> str:
        """The text of a file that was read."""

    def memo(self, path: str) -> dict[object, Any]:
        """What was worked out of a file's text alone; emptied when the text changes."""


@dataclass(frozen=True)
class RuleSettings:
    """What the configuration says to rules."""

    stores: tuple[str, ...] = ()
    transparent_decorators: tuple[str, ...] = ()
    callback_decorators: tuple[str, ...] = ()
    initial_call: str = "preserve"
    duplicates: str = "all"
    target_version: tuple[int, ...] = (4, 4, 1)


class Project:
    """A codebase, as far as it concerns Dash."""

    def __init__(
        self,
        selected: Sequence[str],
        sources: Sources,
        settings: Callable[[str], RuleSettings] = lambda _: RuleSettings(),
    ) -> None:
        """Take the paths that the user named, and where files come from."""
        self.selected = tuple(selected)
        self.sources = sources
        self.settings = settings
        self.names = Names(sources.facts, sources.find_module)
        self._callbacks: dict[str, tuple[Callback, ...]] = {}
        self._components: dict[str, tuple[Component, ...]] = {}
        self._uses: dict[str, Sequence[NameUse]] = {}
        self._calls: dict[tuple[str, int], list[tuple[str, Function]]] = {}
        self._kept: dict[object, object] = {}

    def once(self, make: Callable[[Project], T]) -> T:
        """What a function or class makes of this project, made once and kept."""
        if make not in self._kept:
            self._kept[make] = make(self)
        return cast(T, self._kept[make])

    # -- callbacks

    @cached_property
    def callbacks(self) -> tuple[Callback, ...]:
        """The callbacks in the selected files, in the order of the files."""
        return self._all(self.selected)

    @cached_property
    def all_callbacks(self) -> tuple[Callback, ...]:
        """The callbacks of the whole context; looking costs a reading of all its files."""
        return self._all(self.sources.context())

    def _all(self, paths: Iterable[str]) -> tuple[Callback, ...]:
        return tuple(callback for path in paths for callback in self.callbacks_in(path))

    def callbacks_in(self, path: str) -> tuple[Callback, ...]:
        """The callbacks registered in one file."""
        if path not in self._callbacks:
            facts = self.sources.facts(path)
            found: list[Callback] = []
            if facts is not None:
                wrappers = self.settings(path).callback_decorators
                builder = CallbackBuilder(path, facts, self.names, wrappers)
                built = map(builder.build, facts.registrations)
                found = [callback for callback in built if callback is not None]
            self._callbacks[path] = tuple(found)
        return self._callbacks[path]

    def registrations_of(self, callback: Callback) -> tuple[Callback, ...]:
        """All registrations of a callback's function, the callback itself included."""
        if callback.function is None:
            return (callback,)
        span = callback.function.span
        return tuple(
            other
            for other in self.callbacks_in(callback.path)
            if other.function is not None and other.function.span == span
        )

    def function_tree(self, callback: Callback) -> FunctionNode:
        """The syntax tree of a callback's function, with the line numbers of its file.

        It is shared: do not change it.
        """
        assert callback.function is not None
        return self.tree_of(callback.path, callback.function)

    def tree_of(self, path: str, function: Function) -> FunctionNode:
        """The syntax tree of any function of a file, as `function_tree` gives it.

        Raises LookupError where the facts are not those of the file's text.
        """
        memo = self.sources.memo(path)
        key = ("function", function.def_span)
        if key not in memo:
            memo[key] = self._parse_function(path, function)
        found: FunctionNode = memo[key]
        return found

    def _parse_function(self, path: str, function: Function) -> FunctionNode:
        """Parse a function's own lines; the whole file only where these do not stand alone."""
        first, last = function.span.start.line, function.span.end.line
        lines = self._lines_of(path)[first - 1 : last]
        indented = function.def_span.start.column > 1
        source = ("if 1:\n" if indented else "") + "\n".join(lines)
        try:
            module = ast.parse(source)
        except SyntaxError:
            module = self.sources.tree(path)
        else:
            ast.increment_lineno(module, first - 1 - indented)
        for node in ast.walk(module):
            if (
                isinstance(node, FunctionNode)
                and node.lineno == function.def_span.start.line
                and node.name == function.name
            ):
                return node
        raise LookupError(f"{path}:{first}: no such function")

    def _lines_of(self, path: str) -> list[str]:
        memo = self.sources.memo(path)
        if "lines" not in memo:
            text = self.sources.text(path)
            # Where Python ends lines, and nowhere else.
            memo["lines"] = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        found: list[str] = memo["lines"]
        return found

    # -- components and apps

    @cached_property
    def components(self) -> tuple[Component, ...]:
        """Every component with an id in the whole context."""
        return tuple(c for path in self.sources.context() for c in self.components_in(path))

    def components_in(self, path: str) -> tuple[Component, ...]:
        """The components with an id that one file makes."""
        if path not in self._components:
            facts = self.sources.facts(path)
            builder = CallbackBuilder(path, facts, self.names) if facts else None
            found = []
            for made in facts.components if facts else ():
                call = made.call
                kind, known = self._kind(path, made.scope, call.function)
                identifier = call.keyword("id")
                if identifier is None and kind == "dash.dcc.Store" and call.args:
                    identifier = call.args[0]
                if identifier is None or isinstance(identifier, Starred) or builder is None:
                    continue
                place = f"{path}@{call.span.start.line}" if call.span else path
                component_id = builder.component_id(path, made.scope, identifier, place)
                found.append(Component(path, kind, known, component_id, call, made.scope))
            self._components[path] = tuple(found)
        return self._components[path]

    def _kind(self, path: str, scope: int, written: str) -> tuple[str, bool]:
        resolved = self.names.resolve(path, scope, written)
        if isinstance(resolved, External):
            return resolved.name, True
        return written, False

    def components_with(self, identifier: ComponentId) -> tuple[Component, ...]:
        """The components that surely or possibly carry an id; never those with unknown ids."""
        if isinstance(identifier, TextId | Symbol):
            # Such an id is the same as an equal one only.
            return self._components_by_id.get(identifier, ())
        return tuple(
            c
            for other, components in self._components_by_id.items()
            if not isinstance(other, Symbol) and may_be_same(other, identifier)
            for c in components
        )

    @cached_property
    def _components_by_id(self) -> dict[ComponentId, tuple[Component, ...]]:
        found: dict[ComponentId, list[Component]] = {}
        for component in self.components:
            found.setdefault(component.component_id, []).append(component)
        return {identifier: tuple(components) for identifier, components in found.items()}

    @cached_property
    def apps(self) -> tuple[App, ...]:
        """Every Dash() object of the context."""
        found = []
        for path in self.sources.context():
            facts = self.sources.facts(path)
            for made in facts.objects if facts else ():
                name = self.names.external(path, made.scope, made.call.function)
                if name in APP_CLASSES:
                    found.append(
                        App(
                            path, made.assigned, APP_CLASSES[name], made.call, made.scope, made.line
                        )
                    )
        return tuple(found)

    def apps_near(self, path: str) -> list[App]:
        """The Dash() objects of the same project as a file."""
        root = self.sources.root_of(path)
        return [app for app in self.apps if self.sources.root_of(app.path) == root]

    def expect_uses(self, names: Iterable[str]) -> None:
        """Say which names will be asked for, so that the files are searched once for all."""
        words = set(names)
        self.sources.find_words(sorted(words | set(CALLBACK_TABLES)) if words else ())

    @cached_property
    def pages(self) -> frozenset[str]:
        """The files that register themselves as pages."""
        return frozenset(
            path
            for path in self.sources.context()
            for made in getattr(self.sources.facts(path), "objects", ())
            if made.call.function.rpartition(".")[2] == "register_page"
        )

    # -- values

    def constant(self, path: str, scope: int, expression: Expression | None) -> Constant | None:
        """The literal that an expression surely evaluates to."""
        return self.names.constant(path, scope, expression) if expression is not None else None

    def keyword_value(self, callback: Callback, name: str) -> Constant | None:
        """The literal value of a callback's keyword, names followed; None if absent or unknown."""
        keyword = callback.keyword(name)
        if keyword is None:
            return None
        return self.constant(callback.path, callback.registration.scope, keyword.value)

    def external_name(self, path: str, scope: int, expression: Expression) -> str | None:
        """The canonical external name of a name or of what a call calls."""
        if isinstance(expression, Call):
            return self.names.external(path, scope, expression.function)
        if isinstance(expression, Name):
            return self.names.external(path, scope, expression.dotted)
        return None

    # -- who else uses a function

    def uses_of(self, callback: Callback) -> tuple[list[NameUse], list[NameUse]]:
        """Uses of a callback's function: (those that surely are, those that may be).

        Registrations of the function are left out.
        """
        function = callback.function
        assert function is not None
        sure: list[NameUse] = []
        possible: list[NameUse] = []
        words = [function.name]
        for word in words:
            for use in self.uses_of_word(word):
                if self._is_registration(use, callback.path, function):
                    continue
                answer = self._refers_to(use, callback.path, function)
                if answer is False:
                    continue
                if not use.imported_as:
                    (sure if answer else possible).append(use)
                elif use.imported_as not in words:
                    words.append(use.imported_as)
        return sure, possible

    def uses_of_word(self, word: str) -> Sequence[NameUse]:
        """All uses of a name in any file of the projects at hand, found once."""
        if word not in self._uses:
            self._uses[word] = self.sources.uses(word)
        return self._uses[word]

    def _is_registration(self, use: NameUse, path: str, function: Function) -> bool:
        if not use.applies_to or use.path != path:
            return False
        return any(
            c.function is not None
            and c.function.span == function.span
            and c.registration.target is not None
            and c.registration.target.span == use.span
            for c in self.callbacks_in(path)
        )

    def _refers_to(self, use: NameUse, path: str, function: Function) -> bool | None:
        """True, False, or None for perhaps."""
        facts = self.sources.facts(path)
        assert facts is not None
        holder = facts.scopes[function.scope]
        if holder.kind == "class":
            # A method: reached through objects, whose classes reading does not know.
            return self._may_be_method(use, path, function)
        if "." not in use.dotted:
            return self._name_refers_to(use, path, function)
        if holder.kind == "function":
            return False
        if use.dotted.startswith("?"):
            return None if use.dotted.startswith("?module.") else False
        base = use.dotted.rpartition(".")[0]
        resolved = self.names.resolve(use.path, use.scope, use.dotted)
        if isinstance(resolved, Definition):
            if not resolved.rest:
                return self._same_function(resolved, path, function)
            if _may_hold_module(resolved, use.path) and function.name not in _COMMON_METHODS:
                return None
        last = base.rpartition(".")[2]
        stem = path.rpartition("/")[2].removesuffix(".py")
        return None if last == stem else False

    def _name_refers_to(self, use: NameUse, path: str, function: Function) -> bool | None:
        stem = path.rpartition("/")[2].removesuffix(".py")
        if self.sources.facts(use.path) is None:
            # It does not parse, here; whether it imports the module can still be seen.
            named = re.search(rf"\b{re.escape(stem)}\b", self.sources.text(use.path))
            return None if named else False
        resolved = self.names.resolve(use.path, use.scope, use.dotted)
        if isinstance(resolved, Definition):
            return self._same_function(resolved, path, function)
        if isinstance(resolved, External):
            # An import of a module that was not found may still be this one.
            return None if stem in resolved.name.split(".")[:-1] else False
        return None

    def _same_function(self, resolved: Definition, path: str, function: Function) -> bool | None:
        if resolved.path != path or resolved.scope != function.scope:
            return False
        if resolved.name != function.name:
            return False
        if resolved.binding.kind == "function":
            return resolved.binding.child == function.body
        return None

    def _may_be_method(self, use: NameUse, path: str, function: Function) -> bool | None:
        if "." not in use.dotted:
            inside = use.path == path and use.scope == function.scope
            return None if inside else False
        base = use.dotted.rpartition(".")[0]
        if isinstance(self.names.resolve(use.path, use.scope, base), External):
            return False
        return None

    def methods_named(self, name: str) -> int:
        """In how many classes of the context a method of this name is defined."""
        count = 0
        for path in self.sources.mentions(name):
            facts = self.sources.facts(path)
            for function in facts.functions if facts else ():
                if function.name == name and facts and facts.scopes[function.scope].kind == "class":
                    count += 1
        return count

    # -- helpers that look at a callback's context

    def reached_from(self, path: str, function: Function) -> list[tuple[str, Function]]:
        """All functions of the analysed code that a function calls, and those that they call.

        Only calls of names that can be followed count: an object's method is followed for
        `self` alone.
        """
        reached: list[tuple[str, Function]] = []
        seen = {(path, function.body)}
        waiting = [(path, function)]
        while waiting:
            for found_path, found in self._called_by(*waiting.pop()):
                if (found_path, found.body) not in seen:
                    seen.add((found_path, found.body))
                    reached.append((found_path, found))
                    waiting.append((found_path, found))
        return reached

    def _called_by(self, path: str, caller: Function) -> list[tuple[str, Function]]:
        """What a function itself calls."""
        key = (path, caller.body)
        if key not in self._calls:
            self._calls[key] = [
                found for name in sorted(caller.calls) for found in self._called(path, caller, name)
            ]
        return self._calls[key]

    def functions_called(self, path: str, scope: int, dotted: str) -> list[tuple[str, Function]]:
        """The functions of the analysed code that a dotted name stands for."""
        resolved = self.names.resolve(path, scope, dotted)
        if not isinstance(resolved, Definition) or resolved.rest:
            return []
        facts = self.sources.facts(resolved.path)
        functions = facts.functions if facts else ()
        if resolved.binding.kind == "class":
            # What making an object runs is not followed: any method of its may.
            inside = resolved.binding.child
            return [(resolved.path, function) for function in functions if function.scope == inside]
        return [
            (resolved.path, function)
            for function in functions
            if function.scope == resolved.scope and function.name == resolved.name
        ]

    def _called(self, path: str, caller: Function, name: str) -> list[tuple[str, Function]]:
        base, _, method = name.rpartition(".")
        if base in ("self", "cls"):
            return self._methods.get(method, [])
        return self.functions_called(path, caller.body, name)

    @cached_property
    def _methods(self) -> dict[str, list[tuple[str, Function]]]:
        """The methods of all classes of the context, by name: who `self` is, is not known."""
        found: dict[str, list[tuple[str, Function]]] = {}
        for path in self.sources.context():
            facts = self.sources.facts(path)
            for function in facts.functions if facts else ():
                if facts and facts.scopes[function.scope].kind == "class":
                    found.setdefault(function.name, []).append((path, function))
        return found

    def unknown_methods(self, path: str, function: Function) -> Iterator[str]:
        """The methods of `self` that a body calls and that no class of the context defines.

        They come from a base class outside the analysed code, or are no methods at all.
        """
        for name in sorted(function.calls):
            base, _, method = name.rpartition(".")
            if base == "self" and method not in self._methods and self._has_outer_base(path):
                yield method

    def _has_outer_base(self, path: str) -> bool:
        """Whether a class of a file inherits from a class that is not analysed."""
        facts = self.sources.facts(path)
        for scope in facts.scopes if facts else ():
            for base in scope.bases:
                resolved = self.names.resolve(path, scope.parent, base)
                if not isinstance(resolved, Definition) and base not in ("object", "ABC"):
                    return True
        return False

    @cached_property
    def revealing_methods(self) -> dict[str, tuple[str, Reveal]]:
        """Methods, by name, that look at a callback's context, themselves or through others.

        An object's class is not known, so a call of such a name on any object counts.
        """
        found: dict[str, tuple[str, Reveal]] = {}
        for name, methods in self._methods.items():
            for path, method in methods:
                for reveal in method.reveals:
                    if reveal.what.startswith(("ctx", "callback_context", "request")):
                        found.setdefault(name, (path, reveal))
        grown = True
        while grown:
            grown = False
            for name, methods in self._methods.items():
                for _, method in methods:
                    called = {call.rpartition(".")[2] for call in method.calls} & found.keys()
                    if called and name not in found:
                        found[name] = found[min(called)]
                        grown = True
        return {name: place for name, place in found.items() if name not in _COMMON_METHODS}


def _may_hold_module(resolved: Definition, used_in: str) -> bool:
    """Whether a name may stand for a module that some function gave: an import by its text, or
    a fixture of a test.
    """
    binding = resolved.binding
    if binding.kind == "parameter":
        from dash_codemods.model.files import is_test

        return is_test(used_in) and resolved.name not in ("self", "cls")
    if not isinstance(binding.value, Call):
        return False
    return binding.value.function.rpartition(".")[2] in _IMPORTING
