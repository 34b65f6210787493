"""Who else uses a callback's function: calls, references and imports in all files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.calls import COMMON_METHODS
from dash_codemods.model.expressions import Call
from dash_codemods.model.facts import Function, NameUse
from dash_codemods.model.files import is_test, stem
from dash_codemods.model.imported_words import imported_words
from dash_codemods.model.names import Definition, External, LocalModule
from dash_codemods.model.project import Project

_IMPORTING = ("import_module", "__import__", "reload")
"""Functions that give a module."""

_MADE = re.compile(r"(?:\w+\.)*[A-Z]\w*\(")
"""An object that is made where its method is called."""


class Uses:
    """The uses of the functions of a project, each name looked for once."""

    def __init__(self, project: Project) -> None:
        """Take the project; nothing is looked up before it is asked for."""
        self.project = project
        self._uses: dict[str, Sequence[NameUse]] = {}

    def of(self, callback: Callback) -> tuple[list[NameUse], list[NameUse]]:
        """Uses of a callback's function: (those that surely are, those that may be).

        Registrations of the function are left out.
        """
        assert callback.function is not None
        return self.of_function(callback.path, callback.function)

    def of_function(self, path: str, function: Function) -> tuple[list[NameUse], list[NameUse]]:
        """The same for any function of a file."""
        sure: list[NameUse] = []
        possible: list[NameUse] = []
        words = [function.name]
        for word in words:
            for use in self.of_word(word):
                if self._is_registration(use, path, function):
                    continue
                answer = self._refers_to(use, path, function)
                if answer is False:
                    continue
                if not use.imported_as:
                    (sure if answer else possible).append(use)
                elif use.imported_as not in words:
                    words.append(use.imported_as)
        return sure, possible

    def imports_of(self, callback: Callback) -> Iterator[tuple[str, int]]:
        """Where other files import a callback's function, or perhaps do."""
        function = callback.function
        assert function is not None
        for path in self.project.sources.mentions(function.name):
            facts = self.project.sources.facts(path) if path != callback.path else None
            for one in facts.imports if facts is not None else ():
                use = NameUse(path, one.scope, one.bound, one.statement)
                if one.name == function.name and (
                    self._refers_to(use, callback.path, function) is not False
                ):
                    yield path, one.statement.line

    def of_word(self, word: str) -> Sequence[NameUse]:
        """All uses of a name in any file of the projects at hand, found once."""
        if word not in self._uses:
            self._uses[word] = self.project.sources.uses(word)
        return self._uses[word]

    def _is_registration(self, use: NameUse, path: str, function: Function) -> bool:
        if not use.applies_to or use.path != path:
            return False
        return any(
            c.function is not None
            and c.function.span == function.span
            and c.registration.target is not None
            and c.registration.target.span == use.span
            for c in self.project.callbacks_in(path)
        )

    def _refers_to(self, use: NameUse, path: str, function: Function) -> bool | None:
        """True, False, or None for perhaps."""
        facts = self.project.sources.facts(path)
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
            if use.dotted.startswith("?module."):
                return None
            made_here = _MADE.match(self._line(use))
            return None if not made_here and self._may_come_from(use, path, function) else False
        base = use.dotted.rpartition(".")[0]
        resolved = self.project.names.resolve(use.path, use.scope, use.dotted)
        if isinstance(resolved, Definition):
            if not resolved.rest:
                return self._same_function(resolved, path, function)
            if _may_hold_module(resolved, use.path) and function.name not in COMMON_METHODS:
                return None
            if self._may_be_given(resolved) and self._may_come_from(use, path, function):
                return None
        last = base.rpartition(".")[2]
        module = stem(path)
        return None if last == module else False

    def _line(self, use: NameUse) -> str:
        """The line that a use begins on, from there."""
        lines = self.project.sources.text(use.path).splitlines()[use.span.line - 1 :]
        return lines[0][use.span.column - 1 :] if lines else ""

    def _may_come_from(self, use: NameUse, path: str, function: Function) -> bool:
        """Whether what is called may be a function of a module, as its file imports that."""
        if use.call is None or use.path == path or function.name in COMMON_METHODS:
            return False
        memo = self.project.sources.memo(use.path)
        if "imported words" not in memo:
            memo["imported words"] = imported_words(self.project.sources.text(use.path))
        return stem(path) in memo["imported words"]

    def _may_be_given(self, resolved: Definition) -> bool:
        """Whether a name may stand for a module that was handed to it, or handed on in an object.

        `self.pages.update()`, with `pages` a module; an object of a known class has methods.
        """
        binding = resolved.binding
        if resolved.name in ("self", "cls"):
            return "." in resolved.rest
        if isinstance(binding.value, Call):
            made_by = self.project.names.resolve(
                resolved.path, resolved.scope, binding.value.function
            )
            if isinstance(made_by, Definition):
                return made_by.binding.kind == "function" or "." in resolved.rest
            return "." in resolved.rest
        return binding.kind in ("parameter", "other", "value")

    def _name_refers_to(self, use: NameUse, path: str, function: Function) -> bool | None:
        module = stem(path)
        if self.project.sources.facts(use.path) is None:
            # It does not parse, here; whether it imports the module can still be seen.
            named = re.search(rf"\b{re.escape(module)}\b", self.project.sources.text(use.path))
            return None if named else False
        resolved = self.project.names.resolve(use.path, use.scope, use.dotted)
        if isinstance(resolved, LocalModule):
            return False
        if isinstance(resolved, Definition):
            return self._same_function(resolved, path, function)
        if isinstance(resolved, External):
            # An import of a module that was not found may still be this one.
            return None if module in resolved.name.split(".")[:-1] else False
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
        if isinstance(self.project.names.resolve(use.path, use.scope, base), External):
            return False
        return None

    def methods_named(self, name: str) -> int:
        """How often the context gives classes, or their objects, something of this name."""
        count = 0
        later = re.compile(
            rf"\.{name}\s*=[^=]|setattr\([^)\n]*[\"']{name}[\"']|\btype\(.*[\"']{name}[\"']\s*:"
        )
        for path in self.project.sources.mentions(name):
            facts = self.project.sources.facts(path)
            if facts is None:
                continue
            holding = [f.scope for f in facts.functions if f.name == name]
            holding = [scope for scope in holding if facts.scopes[scope].kind == "class"]
            count += len(holding)
            count += sum(
                scope.kind == "class" and name in scope.bindings and index not in holding
                for index, scope in enumerate(facts.scopes)
            )
            count += len(later.findall(self.project.sources.text(path)))
        return count


def _may_hold_module(resolved: Definition, used_in: str) -> bool:
    """Whether a name may stand for a module that some function gave: an import by its text, or
    a fixture of a test.
    """
    binding = resolved.binding
    if binding.kind == "parameter":
        return is_test(used_in) and resolved.name not in ("self", "cls")
    if not isinstance(binding.value, Call):
        return False
    return binding.value.function.rpartition(".")[2] in _IMPORTING
