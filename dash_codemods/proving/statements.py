"""What edits of whole statements promise."""

from __future__ import annotations

import ast

from dash_codemods.model.edits import Edit, InsertStatements, ReplaceStatements
from dash_codemods.proving.change import Change, contradiction
from dash_codemods.proving.difference import PromiseError, line_of
from dash_codemods.proving.locate import Baseline
from dash_codemods.proving.tree import UNREADABLE, parse, settle_at


def change_of(baseline: Baseline, edit: ReplaceStatements | InsertStatements) -> Change:
    """Find what an edit of statements speaks of."""
    if isinstance(edit, ReplaceStatements):
        return _replace(baseline, edit)
    return _insert(baseline, edit)


def _replace(baseline: Baseline, edit: ReplaceStatements) -> Change:
    """Promise that other statements, or none, stand in the place of a run of them."""
    old = baseline.statements(edit, edit.statements)
    new = _parse(edit)
    parent, block = baseline.parent(old[0]), baseline.block(old[0])

    def make() -> None:
        at = block.index(old[0]) if old[0] in block else len(block)
        if block[at : at + len(old)] != old:
            raise contradiction(edit)
        block[at : at + len(old)] = new

    return Change(edit, make, (parent,), lambda: check_filled(edit, parent, block))


def _insert(baseline: Baseline, edit: InsertStatements) -> Change:
    """Promise statements before or behind a statement, before any statement is replaced.

    What several edits put at the same statement stands in the order of these edits.
    """
    anchor = baseline.statement(edit, edit.statement)
    new = _parse(edit)
    parent, block = baseline.parent(anchor), baseline.block(anchor)

    def make() -> None:
        at = block.index(anchor)
        if edit.after:
            at += 1 + baseline.behind[anchor]
            baseline.behind[anchor] += len(new)
        block[at:at] = new

    return Change(edit, make, (parent,), step=0)


def check_filled(edit: Edit, parent: ast.AST, block: list[ast.stmt]) -> None:
    """Raise if an edit left a block without a statement, which only a module may be."""
    if not block and not isinstance(parent, ast.Module):
        raise PromiseError(edit, "a block would be left empty")


def _parse(edit: ReplaceStatements | InsertStatements) -> list[ast.stmt]:
    try:
        new = parse(edit.source).body
    except UNREADABLE as error:
        raise PromiseError(edit, f"the source is no run of statements: {error}") from error
    for statement in new:
        settle_at(statement, line_of(edit))
    return new
