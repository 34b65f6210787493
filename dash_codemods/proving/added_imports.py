"""What AddImport promises, and how the import is found in the new text.

Which statement takes the name is left to the rewriting. So that everything else can be
compared strictly, in order, the added names are taken out of both trees first.
"""

from __future__ import annotations

import ast
from collections.abc import Collection
from typing import TypeGuard

from dash_codemods.model.edits import AddImport
from dash_codemods.proving.difference import Difference, PromiseError
from dash_codemods.proving.tree import ImportedName, Module, settle_at, text_of


def add_import(module: Module, edit: AddImport) -> None:
    """Promise an imported name at the margin; nothing if it is there under its own name.

    It goes to the file's own import of that module, else behind the first imports.
    """
    origin = edit.module.lstrip(".")
    wanted = (origin, len(edit.module) - len(origin), edit.name)
    if not edit.name.isidentifier() or not edit.module:
        raise PromiseError(edit, f"`{edit.name}` is no name of a module")
    own = [statement for statement in module.body if _takes(statement, wanted)]
    if any(_is(alias, edit.name) for statement in own for alias in statement.names):
        return
    alias = ast.alias(name=edit.name, asname=None)
    if own:
        own[0].names.append(alias)
        settle_at(alias, own[0].lineno)
    else:
        _insert(module, ast.ImportFrom(module=origin or None, names=[alias], level=wanted[1]))
    module.leeway.imports[alias] = wanted


def without_promised(module: Module) -> list[ast.stmt]:
    """Return the statements of a promised tree without the names that it adds."""
    return _without(module.body, module.leeway.imports)


def without_found(
    module: ast.Module, wanted: Collection[ImportedName]
) -> list[ast.stmt] | Difference:
    """Return a new text's statements without the names that were to be added to them."""
    found = []
    for name in wanted:
        place = _find(module.body, name)
        if isinstance(place, Difference):
            return place
        found.append(place)
    body = _without(module.body, found)
    if body and text_of(body[0]) is not None and body[0] is not module.body[0]:
        return Difference("an import stands before the module's docstring", 1)
    return body


def _find(body: list[ast.stmt], wanted: ImportedName) -> ast.alias | Difference:
    """Find an added name; it must be bound before any statement that mentions it."""
    shown = f"from {'.' * wanted[1]}{wanted[0]} import {wanted[2]}"
    for statement in body:
        for alias in statement.names if _takes(statement, wanted) else ():
            if _is(alias, wanted[2]):
                return alias
        if any(isinstance(n, ast.Name) and n.id == wanted[2] for n in ast.walk(statement)):
            return Difference(f"`{wanted[2]}` is used before `{shown}`", 0)
    return Difference(f"`{shown}` is promised and not there", 0)


def _takes(statement: ast.stmt, wanted: ImportedName) -> TypeGuard[ast.ImportFrom]:
    """Whether a statement imports single names from a name's module."""
    return (
        isinstance(statement, ast.ImportFrom)
        and (statement.module or "", statement.level) == wanted[:2]
        and statement.names[0].name != "*"
    )


def _is(alias: ast.alias, name: str) -> bool:
    return alias.name == name and alias.asname is None


def _without(body: list[ast.stmt], gone: Collection[ast.alias]) -> list[ast.stmt]:
    """Return statements without some aliases; the tree stays as it is."""
    return [rest for statement in body if (rest := _less(statement, gone)) is not None]


def _less(statement: ast.stmt, gone: Collection[ast.alias]) -> ast.stmt | None:
    if not isinstance(statement, ast.ImportFrom):
        return statement
    left = [alias for alias in statement.names if alias not in gone]
    if len(left) == len(statement.names):
        return statement
    shorter = ast.ImportFrom(module=statement.module, names=left, level=statement.level)
    return ast.copy_location(shorter, statement) if left else None


def _insert(module: ast.Module, new: ast.ImportFrom) -> None:
    at = 0
    while at < len(module.body) and _is_head(module.body[at]):
        at += 1
    settle_at(new, module.body[at - 1].lineno if at else 1)
    module.body.insert(at, new)


def _is_head(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Import | ast.ImportFrom) or text_of(statement) is not None
