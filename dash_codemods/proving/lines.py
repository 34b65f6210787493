"""Places in a text, between how edits name them and how the syntax tree does.

Edits count characters from 1. The tree counts lines from 1 and columns from 0, in bytes of
UTF-8. Both split lines as Python's tokenizer does: a form feed or U+2028 ends no line.
"""

from __future__ import annotations

import re

from dash_codemods.model.places import Position, Span

Place = tuple[int, int]
"""A line and a column as the tree counts them."""
Key = tuple[int, int, int, int]
"""A start and an end as the tree counts them."""

_LINE_END = re.compile(r"\r\n|\r|\n")


class Lines:
    """The lines of a text."""

    def __init__(self, source: str) -> None:
        self._lines = _LINE_END.split(source)

    def place(self, position: Position) -> Place | None:
        """Return a position as the tree counts it; None if the text does not reach it."""
        if not 1 <= position.line <= len(self._lines):
            return None
        line, column = self._lines[position.line - 1], position.column - 1
        if not 0 <= column <= len(line):
            return None
        return position.line, len(line[:column].encode())

    def key(self, span: Span) -> Key | None:
        """Return a span as the tree counts it; None if the text does not reach it."""
        start, end = self.place(span.start), self.place(span.end)
        return (*start, *end) if start and end else None

    def between(self, start: Place, end: Place) -> str:
        """Return the text from one place to another."""
        if start[0] == end[0]:
            return self._bytes(start[0])[start[1] : end[1]].decode()
        first = self._bytes(start[0])[start[1] :].decode()
        last = self._bytes(end[0])[: end[1]].decode()
        return "\n".join([first, *self._lines[start[0] : end[0] - 1], last])

    def decorator_start(self, line: int) -> Place:
        """Return the place of the `@` before the decorator that begins on a line.

        The `@` opens its line; only brackets, comments and backslashes may lie between it
        and the decorator's own first token.
        """
        for number in range(line, 0, -1):
            text = self._lines[number - 1]
            bare = text.lstrip(" \t\f")
            if bare.startswith("@"):
                return number, len(text) - len(bare)
        raise ValueError(f"no decorator on line {line}")

    def _bytes(self, line: int) -> bytes:
        return self._lines[line - 1].encode()
