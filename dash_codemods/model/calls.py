"""What a function calls, and what those functions call: where a callback's context may be seen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from dash_codemods.model.facts import Function, Reveal
from dash_codemods.model.names import Definition
from dash_codemods.model.project import Project

COMMON_METHODS = frozenset(name for kind in (dict, list, str, set) for name in dir(kind))
"""Methods of Python's own containers: a call of one says nothing about its object."""


_SEEING = ("ctx", "callback_context", "request", "f_locals")
"""What methods see of a callback, whatever object they are of."""


class Calls:
    """The calls between the functions of a project, each followed once."""

    def __init__(self, project: Project) -> None:
        """Take the project; nothing is looked up before it is asked for."""
        self.project = project
        self._calls: dict[tuple[str, int], list[tuple[str, Function]]] = {}
        self._by_file: dict[str, dict[str, list[tuple[str, Function]]]] = {}

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

    def functions(self, path: str, scope: int, dotted: str) -> list[tuple[str, Function]]:
        """The functions of the analysed code that a dotted name stands for."""
        resolved = self.project.names.resolve(path, scope, dotted)
        if not isinstance(resolved, Definition) or resolved.rest:
            return []
        facts = self.project.sources.facts(resolved.path)
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
            known = self._methods.get(method, [])
            return [*known, *(m for m in self._methods_in(path).get(method, []) if m not in known)]
        return self.functions(path, caller.body, name)

    @cached_property
    def _methods(self) -> dict[str, list[tuple[str, Function]]]:
        """The methods of all classes of the context, by name: who `self` is, is not known."""
        found: dict[str, list[tuple[str, Function]]] = {}
        for path in self.project.sources.context():
            for name, methods in self._methods_in(path).items():
                found.setdefault(name, []).extend(methods)
        return found

    def _methods_in(self, path: str) -> dict[str, list[tuple[str, Function]]]:
        """The methods of the classes of a file, by name."""
        if path not in self._by_file:
            facts = self.project.sources.facts(path)
            found = self._by_file[path] = {}
            for function in facts.functions if facts else ():
                if facts and facts.scopes[function.scope].kind == "class":
                    found.setdefault(function.name, []).append((path, function))
        return self._by_file[path]

    def unknown_methods(self, path: str, function: Function) -> Iterator[str]:
        """The methods of `self` that a body calls and that no class of its file or the context has.

        They come from a base class outside the analysed code, or are no methods at all.
        """
        for name in sorted(function.calls):
            base, _, method = name.rpartition(".")
            if base != "self" or method in self._methods or method in self._methods_in(path):
                continue
            if self._has_outer_base(path):
                yield method

    def _has_outer_base(self, path: str) -> bool:
        """Whether a class of a file inherits from a class that is not analysed."""
        facts = self.project.sources.facts(path)
        for scope in facts.scopes if facts else ():
            for base in scope.bases:
                resolved = self.project.names.resolve(path, scope.parent, base)
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
                    if reveal.what.startswith(_SEEING):
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
        return {name: place for name, place in found.items() if name not in COMMON_METHODS}
