"""What the square says when it does not commute."""

from __future__ import annotations

from dataclasses import dataclass, fields

from dash_codemods.model.edits import Edit
from dash_codemods.model.places import Span


@dataclass(frozen=True)
class Difference:
    """One place where the new text is not what the edits promised."""

    message: str
    line: int
    """The line in the text before, counted from 1; 0 where it is not known."""
    before_too: bool = False
    """The text before was no program either: nobody's rewrite is at fault."""


class PromiseError(Exception):
    """An edit that cannot be kept: it names nothing, or contradicts another edit."""

    def __init__(self, edit: Edit, message: str) -> None:
        super().__init__(f"{type(edit).__name__}: {message}")
        self.edit = edit
        self.message = message

    @property
    def line(self) -> int:
        """The line that the edit speaks of; 0 if it names none."""
        return line_of(self.edit)


def line_of(edit: Edit) -> int:
    """Return the line of what an edit changes, 0 if it names no place.

    The innermost span comes last in every edit.
    """
    values = [getattr(edit, field.name) for field in fields(edit)]
    return next((v.line for v in reversed(values) if isinstance(v, Span)), 0)
