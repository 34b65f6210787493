"""Imports that a rewrite left without a use go with it."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from dash_codemods.engine.plan import place
from dash_codemods.model.edits import Edit, RemoveImport
from dash_codemods.model.facts import FileFacts, Import
from dash_codemods.model.project import Project
from dash_codemods.model.syntax import parsed
from dash_codemods.model.walking import walk
from dash_codemods.model.words import places_of

_QUOTED = re.compile(r"[\w.\[\], |\"']+")
"""What a quoted annotation is made of."""


def newly_unused(
    project: Project, path: str, before: str, after: str, edits: Sequence[Edit]
) -> list[RemoveImport]:
    """Edits (to the text before) that remove the imports which only the rewrite made unused.

    An import stays in an `__init__`, where `__all__` or an alias re-exports it, under
    `try` or `if TYPE_CHECKING`, on a line with a `noqa` comment, in a class, where another module
    of the project takes the name from here, and where it may be there for what importing does.
    One in what the edits replace is theirs.
    """
    facts = project.sources.facts(path)
    if facts is None or path.endswith("__init__.py") or facts.dynamic_all:
        return []
    gone = _words_of_lines_gone(before, after)
    candidates = [
        one
        for one in facts.imports
        if one.bound in gone
        and not any(
            replaced.contains(one.statement) for replaced in filter(None, map(place, edits))
        )
        and _may_go(one, facts, before)
        and not _is_called(one.bound, after)
    ]
    if not candidates:
        return []
    used_before = _used_names(before, quoted=False)
    used_after = _used_names(after, quoted=True)
    unused = [
        one
        for one in candidates
        if one.bound in used_before
        and one.bound not in used_after
        and (one.scope != 0 or not _taken_from_here(project, path, one.bound))
    ]
    left = {one.statement for one in facts.imports if one.name and one not in unused}
    return [
        RemoveImport(path, one.statement, one.bound)
        for one in unused
        if not _does_something(project, path, one, is_left=one.statement in left)
    ]


def _words_of_lines_gone(before: str, after: str) -> set[str]:
    """The words of all lines that are not there any more: no other name can have lost a use."""
    gone = Counter(before.split("\n")) - Counter(after.split("\n"))
    return {word for line in gone for word in re.findall(r"\w+", line)}


def _may_go(one: Import, facts: FileFacts, text: str) -> bool:
    if one.guarded or one.explicit_alias or one.bound in (facts.exported or ()):
        return False
    scope = facts.scopes[one.scope]
    if one.scope != 0 and (scope.kind != "function" or one.bound not in scope.bindings):
        return False
    lines = text.split("\n")[one.statement.line - 1 : one.statement.end_line]
    return not any("noqa" in line for line in lines)


def _is_called(name: str, text: str) -> bool:
    """Whether a name is called, by a look at the text, which need not be parsed then."""
    for at in places_of(name, text):
        before = text[text.rfind("\n", 0, at) + 1 : at]
        # An attribute may stand on another line than what it is one of.
        attribute = text[max(at - 200, 0) : at].rstrip(" \t\r\n\\").endswith(".")
        called = text.startswith("(", at + len(name)) and not attribute
        if called and not set(before) & set("#'\"") and not _in_long_text(text, at):
            return True
    return False


def _in_long_text(text: str, at: int) -> bool:
    """Whether a place may stand between triple quotes, as code in a page of documentation does."""
    return any(text.count(quotes, 0, at) % 2 for quotes in ('"""', "'''"))


@lru_cache(maxsize=4)
def _used_names(text: str, *, quoted: bool) -> set[str]:
    """The names that a module uses; those in quoted annotations count only if asked for."""
    used: set[str] = set()
    for node in walk(parsed(text)):
        if isinstance(node, ast.Name):
            used.add(node.id)
        elif (
            quoted
            and isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and len(node.value) < 200
            and _QUOTED.fullmatch(node.value)
        ):
            used.update(re.findall(r"\w+", node.value))
    return used


def _does_something(project: Project, path: str, one: Import, *, is_left: bool) -> bool:
    """Whether importing a module of the project may be wanted for more than its names.

    `is_left`: the statement imports the module all the same, for other names.
    """
    find = project.sources.find_module
    inner = find(path, f"{one.module}.{one.name}".strip("."), one.level)
    outer = None if is_left else find(path, one.module, one.level)
    for module in {inner, outer} - {None}:
        assert module is not None
        facts = project.sources.facts(module)
        if facts is None or facts.registrations or facts.objects:
            return True
        if any(find(module, i.module, i.level) is not None for i in facts.imports):
            return True
    return False


def _taken_from_here(project: Project, path: str, name: str) -> bool:
    """Whether another module of the project takes a name from this one."""
    stem = _stem(path)
    attribute = re.compile(rf"\b{re.escape(stem)}\.{re.escape(name)}\b")

    def is_this(module: str, level: int, other: str) -> bool:
        """Whether a module that another file imports is this one, whose name it must have."""
        named = module.rpartition(".")[2] == stem
        return named and project.sources.find_module(other, module, level) == path

    for other in project.sources.context():
        facts = project.sources.facts(other)
        if facts is None or other == path:
            continue
        if any(is_this(module, level, other) for module, level in facts.stars):
            return True
        text = project.sources.text(other)
        for one in facts.imports:
            if one.name == name and is_this(one.module, one.level, other):
                return True
            inner = f"{one.module}.{one.name}".strip(".")
            if is_this(inner, one.level, other) and f"{one.bound}.{name}" in text:
                return True
        # `app.callback` is no name of the module `app` where `app` is the app itself.
        whole = {part for i in facts.imports if not i.name for part in i.module.split(".")}
        if stem in whole and attribute.search(text):
            return True
    return False


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".py")
