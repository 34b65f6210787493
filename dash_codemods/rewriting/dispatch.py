"""From a file's text and its edits to its new text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dash_codemods.model import edits as kinds
from dash_codemods.rewriting import (
    calls,
    clientside,
    docstrings,
    expressions,
    imports,
    signatures,
    splitting,
    statements,
)
from dash_codemods.rewriting.draft import Draft
from dash_codemods.rewriting.source import Source

_MAKERS: dict[type[Any], Callable[[Draft, Any], None]] = {
    kinds.RemoveDependency: calls.remove_dependency,
    kinds.ReplaceDependency: expressions.replace_dependency,
    kinds.RemoveElement: calls.remove_element,
    kinds.RemoveArgument: calls.remove_argument,
    kinds.RemoveKeyword: calls.remove_keyword,
    kinds.SetKeyword: calls.set_keyword,
    kinds.RemoveParameter: signatures.remove_parameter,
    kinds.RenameParameter: signatures.rename_parameter,
    kinds.RemoveParameterDocs: docstrings.remove_parameter_docs,
    kinds.ReplaceExpression: expressions.replace_expression,
    kinds.RemoveImport: imports.remove_import,
    kinds.AddImport: imports.add_import,
    kinds.ReplaceStatements: statements.replace_statements,
    kinds.InsertStatements: statements.insert_statements,
    kinds.SplitCallback: splitting.split_callback,
    kinds.MoveToBrowser: clientside.move_to_browser,
}


@dataclass(frozen=True)
class Rewritten:
    """A file's new text, and the comments that went with the code that they spoke of."""

    text: str
    dropped_comments: tuple[str, ...]
    moved_comments: tuple[str, ...] = ()
    """Comments that stand in another language now."""


def rewrite(text: str, edits: Sequence[kinds.Edit], *, line_length: int = 88) -> Rewritten:
    """Make all edits at once; nothing that they do not speak of changes.

    Raises CannotRewrite where that is not possible.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""  # no part of the first line's columns
    draft = Draft(Source(text.removeprefix(mark)), line_length)
    for edit in dict.fromkeys(edits):
        _MAKERS[type(edit)](draft, edit)
    new, dropped = draft.finish()
    return Rewritten(mark + new, dropped, tuple(draft.moved))
