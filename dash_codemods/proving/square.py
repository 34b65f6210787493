"""The first half of the square: a new text's tree is the one that the edits promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dash_codemods.model.edits import Edit
from dash_codemods.model.syntax import parsed
from dash_codemods.proving.compare import same_tree
from dash_codemods.proving.difference import Difference, PromiseError
from dash_codemods.proving.promise import promised_tree
from dash_codemods.proving.tree import UNREADABLE, check_compiles


def prove(before: str, after: str, edits: Sequence[Edit]) -> Difference | None:
    """Compare a rewritten text with what its edits promise; None if it keeps the promise.

    Whatever stands in the way of the proof is a Difference too.
    """
    try:
        promised = promised_tree(before, edits)
    except PromiseError as error:
        return Difference(str(error), error.line)
    except UNREADABLE as error:
        return _not_python("the text before", error)
    try:
        difference = same_tree(promised, parsed(after))
    except UNREADABLE as error:
        return _not_python("the new text", error)
    return difference or _compiles(before, after, edits[0].path if edits else "<text>")


def _compiles(before: str, after: str, path: str) -> Difference | None:
    """Say what Python has against the new text, and whether that is new."""
    try:
        check_compiles(after, path)
    except UNREADABLE as error:
        try:
            check_compiles(before, path)
        except UNREADABLE as earlier:
            return replace(_not_python("the file", earlier), before_too=True)
        return _not_python("the new text", error)
    return None


def _not_python(what: str, error: BaseException) -> Difference:
    line = error.lineno or 0 if isinstance(error, SyntaxError) else 0
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    why = text or type(error).__name__
    return Difference(f"{what} is not Python: {why}", line)
