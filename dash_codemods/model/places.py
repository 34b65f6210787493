"""Where something stands in a file."""

from __future__ import annotations

from typing import NamedTuple


class Position(NamedTuple):
    """A place in a text: line and column count from 1, columns are characters."""

    line: int
    column: int


class Span(NamedTuple):
    """A stretch of a text; the end is exclusive."""

    start: Position
    end: Position

    def contains(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


def span(line: int, column: int, end_line: int, end_column: int) -> Span:
    """Build a Span from four numbers that count from 1."""
    return Span(Position(line, column), Position(end_line, end_column))
