"""Import statements: a name out, a name in."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field

import libcst as cst

from dash_codemods.model.edits import AddImport, RemoveImport
from dash_codemods.model.walking import walk
from dash_codemods.rewriting.blocks import block_of, remove_run
from dash_codemods.rewriting.draft import Draft
from dash_codemods.rewriting.elements import Elements, Wrap
from dash_codemods.rewriting.patches import Patch
from dash_codemods.rewriting.source import Source


def remove_import(draft: Draft, edit: RemoveImport) -> None:
    """Take one bound name out of an import; the whole statement where it was the last."""
    where = draft.source.range(edit.statement)
    elements = _import_at(draft, where)
    found = [i for i, alias in enumerate(elements.nodes) if _bound(alias) == edit.bound]
    if len(found) != 1:
        raise draft.refuse("no-such-import", f"{edit.bound} is not bound there once", where[0])
    elements.removed.add(found[0])
    elements.when_emptied = lambda: remove_run(draft, *where)


def add_import(draft: Draft, edit: AddImport) -> None:
    """Import a name in the file's own import of the module, or on a new line."""
    source = draft.source
    head = _head(source.tree)
    froms = [
        n for n in source.tree.body if isinstance(n, ast.ImportFrom) and _names(n, edit.module)
    ]
    names = [alias for node in froms for alias in node.names]
    if any(alias.name == edit.name and alias.asname in (None, edit.name) for alias in names):
        return
    own = [node for node in froms if node in head and node.names[0].name != "*"]
    if own:
        where = source.start_of(own[-1]), source.end_of(own[-1])
        elements = _import_at(draft, where)
        _insert(elements, edit.name)
        if source.line_at(where[0]) == source.line_at(where[1]):
            line = source.line_at(where[0])
            elements.wrap = Wrap(draft.line_length, where[0], where[1], source.line_end(line))
        return
    at = _behind_imports(source, head, edit.module)
    if source.tree.body:
        block_of(draft, source.tree.body, top=True).inserted.add(at)
    draft.part(f"{at} {edit.module}", _NewImport(source, at, edit.module)).names.append(edit.name)


@dataclass(slots=True)
class _NewImport:
    """A new line that imports names from a module."""

    source: Source
    at: int
    module: str
    names: list[str] = field(default_factory=list)

    def patches(self, text: str) -> list[Patch]:
        """The line, before what stands there or at the end of a text without a last line end."""
        names = ", ".join(sorted(set(self.names), key=_by_kind))
        line = f"from {self.module} import {names}"
        end = self.source.line_end(max(1, self.source.line_at(self.at) - 1))
        closed = not self.at or text[self.at - 1] in "\r\n"
        if self._is_behind_docstring(text):
            line = end + line
        return [Patch(self.at, self.at, line + end if closed else end + line, whole_lines=True)]

    def _is_behind_docstring(self, text: str) -> bool:
        """Whether a blank line belongs before it."""
        body = self.source.tree.body
        if not body or not _is_docstring(body[0]):
            return False
        return not text[self.source.end_of(body[0]) : self.at].strip()


def _import_at(draft: Draft, where: tuple[int, int]) -> Elements:
    printed = draft.units.holding(*where)
    for node in printed.at(where):
        if isinstance(node, cst.Import | cst.ImportFrom):
            elements = draft.elements(printed, node)
            if elements is not None:
                return elements
    raise draft.refuse("no-such-import", "no import of names stands there", where[0])


def _bound(alias: cst.CSTNode) -> str:
    """The name that an alias binds."""
    if not isinstance(alias, cst.ImportAlias):
        return ""
    return alias.evaluated_alias or alias.evaluated_name.split(".")[0]


def _names(node: ast.ImportFrom, module: str) -> bool:
    return "." * node.level + (node.module or "") == module


def _head(tree: ast.Module) -> list[ast.stmt]:
    """The module's statements before its first function or class, however deep that stands."""
    defining = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    for index, node in enumerate(tree.body):
        if any(isinstance(inner, defining) for inner in walk(node)):
            return tree.body[:index]
    return tree.body


def _by_kind(name: str) -> tuple[int, str]:
    """isort's own order: CONSTANTS, Classes, functions."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return kind, name


_ORDERS: tuple[Callable[[str], tuple[int, str]], ...] = (
    _by_kind,
    lambda name: (_by_kind(name)[0], name.lower()),
    lambda name: (0, name),
    lambda name: (0, name.lower()),
)


def _insert(elements: Elements, name: str) -> None:
    """Add a name where the order of the others wants it; last if they have none."""
    if any(new == name for _, new in elements.added):
        return
    names = [a.evaluated_name for a in elements.nodes if isinstance(a, cst.ImportAlias)]
    for order in _ORDERS:
        keys = [order(known) for known in names]
        if keys == sorted(keys):
            elements.added.append((bisect_left(keys, order(name)), name))
            elements.added.sort(key=lambda new: (new[0], order(new[1])))
            return
    elements.added.append((len(names), name))


def _behind_imports(source: Source, head: list[ast.stmt], module: str) -> int:
    """Where a new import line goes: behind those of the same package, or behind all."""
    package = module.split(".")[0]
    imports = [node for node in head if isinstance(node, ast.Import | ast.ImportFrom)]
    own = [node for node in imports if package in _packages(node)]
    docstring = [node for node in head[:1] if _is_docstring(node)]
    anchor = next(reversed(own or imports or docstring), None)
    if anchor is None:
        line = 1
        while source.line_text(line).startswith("#") and line < source.lines:
            line += 1
        return source.line_start(line)
    return source.line_start(source.last_line(anchor) + 1)


def _packages(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [(node.module or "").split(".")[0]] if not node.level else []
    return [alias.name.split(".")[0] for alias in node.names]


def _is_docstring(node: ast.stmt) -> bool:
    value = node.value if isinstance(node, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str)
