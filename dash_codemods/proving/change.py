"""A change to the tree: an edit whose nodes are found, and which is not made yet."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass

from dash_codemods.model.edits import Edit
from dash_codemods.proving.difference import PromiseError
from dash_codemods.proving.locate import Baseline


def _nothing() -> None:
    """Do nothing."""


@dataclass(frozen=True)
class Change:
    """An edit with the nodes it speaks of.

    All changes are found first, then all are made, in the order of their `step`; then
    what each `holds` must still be there; then each clears up what it left empty.
    """

    edit: Edit
    make: Callable[[], None]
    holds: tuple[ast.AST, ...]
    """What the change was made to; if another edit took that away, the two contradict."""
    clear_up: Callable[[], None] = _nothing
    step: int = 1


def check_kept(baseline: Baseline, change: Change) -> None:
    """Raise if another edit took away what a change was made to."""
    if not all(baseline.is_attached(node) for node in change.holds):
        raise contradiction(change.edit)


def contradiction(edit: Edit) -> PromiseError:
    """Return the error of an edit whose code another edit changes too."""
    return PromiseError(edit, "another edit changes or removes the same code")
