"""Where something stands in a file."""

from __future__ import annotations

from typing import NamedTuple


class Position(NamedTuple):
    """A place in a text: line and column count from 1, columns are characters."""

    line: int
    column: int


class Span(NamedTuple):
    """A stretch of a text; the end is exclusive.

    Four numbers, not two places: there is one of them for every expression that is read, and
    making, sending and storing them takes a good part of the time of a run.
    """

    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def start(self) -> Position:
        """Where it starts."""
        return Position(self.line, self.column)

    @property
    def end(self) -> Position:
        """Where what comes behind it starts."""
        return Position(self.end_line, self.end_column)

    def contains(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self[:2] <= other[:2] and other[2:] <= self[2:]


def between(start: Position, end: Position) -> Span:
    """What stands from one place up to another."""
    return Span(*start, *end)
