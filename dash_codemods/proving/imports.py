"""What RemoveImport promises."""

from __future__ import annotations

import ast

from dash_codemods.model.edits import RemoveImport
from dash_codemods.proving.change import Change
from dash_codemods.proving.difference import PromiseError
from dash_codemods.proving.locate import Baseline
from dash_codemods.proving.statements import check_filled
from dash_codemods.proving.tree import detach


def remove_import(baseline: Baseline, edit: RemoveImport) -> Change:
    """Promise that a statement binds a name less; it goes when it binds none any more."""
    statement = baseline.statement(edit, edit.statement)
    if not isinstance(statement, ast.Import | ast.ImportFrom):
        raise PromiseError(edit, "the statement is no import")
    found = [alias for alias in statement.names if _bound(statement, alias) == edit.bound]
    if len(found) != 1:
        raise PromiseError(edit, f"the statement binds `{edit.bound}` {len(found)} times")
    parent, block = baseline.parent(statement), baseline.block(statement)

    def clear_up() -> None:
        if not statement.names:
            detach(parent, statement)
        check_filled(edit, parent, block)

    return Change(edit, lambda: statement.names.remove(found[0]), (statement,), clear_up)


def _bound(statement: ast.Import | ast.ImportFrom, alias: ast.alias) -> str:
    name = alias.name.partition(".")[0] if isinstance(statement, ast.Import) else alias.name
    return alias.asname or name
