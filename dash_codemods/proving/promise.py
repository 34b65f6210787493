"""The tree that the edits of a file promise."""

from __future__ import annotations

from collections.abc import Sequence

from dash_codemods.model.edits import (
    AddImport,
    Edit,
    InsertStatements,
    MoveToBrowser,
    RemoveArgument,
    RemoveDependency,
    RemoveElement,
    RemoveImport,
    RemoveKeyword,
    RemoveParameter,
    RemoveParameterDocs,
    RenameParameter,
    ReplaceDependency,
    ReplaceExpression,
    ReplaceStatements,
    SetKeyword,
    SplitCallback,
)
from dash_codemods.proving import (
    calls,
    clientside,
    dependencies,
    imports,
    signatures,
    splitting,
    statements,
)
from dash_codemods.proving.added_imports import add_import
from dash_codemods.proving.change import Change, check_kept
from dash_codemods.proving.difference import PromiseError
from dash_codemods.proving.locate import Baseline
from dash_codemods.proving.tree import Module


def promised_tree(source: str, edits: Sequence[Edit]) -> Module:
    """Return the tree of a text as the edits promise to leave it.

    All edits speak of one file, as it is; an edit given twice counts once. Raise
    PromiseError where one names nothing or two contradict each other, and one of
    `tree.UNREADABLE` where the text is not Python.
    """
    unique = tuple(dict.fromkeys(edits))
    baseline = Baseline(source, unique)
    for edit in unique:
        if edit.path != unique[0].path:
            raise PromiseError(edit, f"it is of another file than {unique[0].path}")
    _make(baseline, [_change(baseline, edit) for edit in unique])
    for edit in unique:
        if isinstance(edit, AddImport):
            add_import(baseline.module, edit)
    return baseline.module


def _make(baseline: Baseline, changes: list[Change]) -> None:
    for change in sorted(changes, key=lambda change: change.step):
        change.make()
    for change in changes:
        check_kept(baseline, change)
    for change in changes:
        change.clear_up()


def _change(baseline: Baseline, edit: Edit) -> Change:
    """Find what an edit speaks of."""
    match edit:
        case RemoveDependency():
            return dependencies.remove_dependency(baseline, edit)
        case ReplaceDependency():
            return calls.replace_dependency(baseline, edit)
        case RemoveElement():
            return calls.remove_element(baseline, edit)
        case RemoveArgument() | ReplaceExpression() | SetKeyword() | RemoveKeyword():
            return calls.change_of(baseline, edit)
        case RemoveParameter() | RenameParameter() | RemoveParameterDocs():
            return signatures.change_of(baseline, edit)
        case ReplaceStatements() | InsertStatements():
            return statements.change_of(baseline, edit)
        case SplitCallback():
            return splitting.change_of(baseline, edit)
        case MoveToBrowser():
            return clientside.move_to_browser(baseline, edit)
        case RemoveImport():
            return imports.remove_import(baseline, edit)
        case AddImport():  # when all else is done: another edit may remove the same import
            return Change(edit, lambda: None, ())
