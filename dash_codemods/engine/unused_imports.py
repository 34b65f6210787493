"""Imports that a rewrite left without a use go with it."""

from __future__ import annotations

import ast
import re

from dash_codemods.model.edits import RemoveImport
from dash_codemods.model.facts import Import
from dash_codemods.model.project import Project


def newly_unused(project: Project, path: str, before: str, after: str) -> list[RemoveImport]:
    """Edits (to the text before) that remove the imports which only the rewrite made unused.

    An import stays in an `__init__`, where `__all__` or an alias re-exports it, under
    `try` or `if TYPE_CHECKING`, on a line with a `noqa` comment, and where another module
    of the project takes the name from here.
    """
    facts = project.sources.facts(path)
    if facts is None or path.endswith("__init__.py") or facts.dynamic_all:
        return []
    candidates = [one for one in facts.imports if _may_go(one, facts.exported, before)]
    if not candidates:
        return []
    used_before, used_after = _used_names(before), _used_names(after)
    gone = [c for c in candidates if c.bound in used_before and c.bound not in used_after]
    return [
        RemoveImport(path, one.statement, one.bound)
        for one in gone
        if not _taken_from_here(project, path, one.bound)
    ]


def _may_go(one: Import, exported: tuple[str, ...] | None, text: str) -> bool:
    if one.scope != 0 or one.guarded or one.explicit_alias or one.bound in (exported or ()):
        return False
    lines = text.splitlines()[one.statement.start.line - 1 : one.statement.end.line]
    return not any("noqa" in line for line in lines)


def _used_names(text: str) -> set[str]:
    tree = ast.parse(text)
    used: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            used.add(node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            # A quoted annotation uses names too; prose in a longer string does not.
            if len(node.value) < 80 and re.fullmatch(r"[\w.\[\], |]+", node.value):
                used.update(re.findall(r"\w+", node.value) if "[" in node.value
                            or "|" in node.value or "." in node.value else [])
                used.add(node.value)
    return used


def _taken_from_here(project: Project, path: str, name: str) -> bool:
    for other in project.sources.context():
        facts = project.sources.facts(other)
        if facts is None or other == path:
            continue
        for module, level in facts.stars:
            if project.sources.find_module(other, module, level) == path:
                return True
        for one in facts.imports:
            if one.name == name and one.module is not None:
                if project.sources.find_module(other, one.module, one.level) == path:
                    return True
            if not one.name or one.name:
                continue
    stem = path.rpartition("/")[2].removesuffix(".py")
    return any(f"{stem}.{name}" in project.sources.text(p) for p in project.sources.context())
