"""The smallest stretch of whole lines that holds an edit and parses on its own.

For an edit in the head of a compound statement (a function's decorators and signature) that
is the head alone: a long body costs nothing. The lines are parsed as they stand: indented
ones below an `if 1:`, heads with a `pass` for their body.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

import libcst as cst

from dash_codemods.rewriting.errors import CannotRewrite
from dash_codemods.rewriting.printed import Printed
from dash_codemods.rewriting.source import Source, blocks_of


@dataclass(frozen=True)
class _Lines:
    first: int
    last: int
    body: str | None = None
    """The indentation of the body that was left away."""


def _joined(source: Source, block: list[ast.stmt], first: int, last: int) -> list[ast.stmt]:
    """The statements of a block that touch these lines, and those that share lines with them."""
    low = high = -1
    for index, statement in enumerate(block):
        if source.last_line(statement) < first:
            continue
        if source.first_line(statement) > last:
            break
        low, high = (index if low < 0 else low), index
    if low < 0:
        return []
    while low and source.last_line(block[low - 1]) == source.first_line(block[low]):
        low -= 1
    while high + 1 < len(block) and source.first_line(block[high + 1]) == source.last_line(
        block[high]
    ):
        high += 1
    return block[low : high + 1]


def _candidates(source: Source, first: int, last: int) -> list[_Lines]:
    """Line ranges that hold the lines, from the outermost statement inwards."""
    found: list[_Lines] = []
    blocks = [source.tree.body]
    while blocks:
        group = next((g for block in blocks if (g := _joined(source, block, first, last))), None)
        if not group:
            break
        start, end = source.first_line(group[0]), source.last_line(group[-1])
        if source.text[source.line_start(start) : source.start_of(group[0])].strip(" \t\f") == "":
            found.append(_Lines(start, end))
        blocks = blocks_of(group[0]) if len(group) == 1 else []
        body = source.first_line(blocks[0][0]) if blocks else 0
        if first >= start and last < body and not isinstance(group[0], ast.Match):
            found.append(_Lines(start, body - 1, source.indentation(body)))
            break
    return found


def _print(source: Source, lines: _Lines) -> Printed:
    start, end = source.line_start(lines.first), source.line_start(lines.last + 1)
    newline = source.line_end(lines.first)
    prefix = f"if 1:{newline}" if source.indentation(lines.first) else ""
    suffix = "" if lines.body is None else f"{lines.body}pass{newline}"
    return Printed(prefix, source.text[start:end], suffix, start)


class Units:
    """The parsed stretches of a file, each parsed once."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._printed: dict[_Lines, Printed] = {}

    def holding(self, start: int, end: int) -> Printed:
        """The smallest stretch around these offsets that LibCST parses and keeps as it is."""
        source = self._source
        first, last = source.line_at(start), source.line_at(max(start, end - 1))
        reason, message = "no-statement", "no statement stands there"
        for lines in reversed(_candidates(source, first, last)):
            try:
                if lines not in self._printed:
                    self._printed[lines] = _print(source, lines)
                return self._printed[lines]
            except cst.ParserSyntaxError as error:
                reason, message = "cannot-parse", f"LibCST does not parse this: {error.message}"
            except CannotRewrite as error:
                reason, message = error.reason, error.message
        raise CannotRewrite(reason, message, first)

    def comments(self) -> dict[int, str]:
        """All comments seen so far, by offset."""
        units = self._printed.values()
        return {offset: text for unit in units for offset, text in unit.comments.items()}
