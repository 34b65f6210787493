"""Which statements differ between two versions of a file."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from dash_codemods.rewriting.errors import CannotRewrite
from dash_codemods.rewriting.source import Source, blocks_of


@dataclass(frozen=True)
class Change:
    """The lines of a statement before and after, and where they start afterwards."""

    old: str
    new: str
    start: int
    depth: int
    """How many blocks the statement is in."""


class _Restructured(Exception):
    """Something changed that is not inside one statement."""


@dataclass(frozen=True)
class _Lines:
    """Some lines of a file, and the blocks of statements in them."""

    source: Source
    first: int
    last: int
    blocks: list[list[ast.stmt]]

    @property
    def text(self) -> str:
        source = self.source
        return source.text[source.line_start(self.first) : source.line_start(self.last + 1)]

    @property
    def is_definition(self) -> bool:
        """Whether a function or class stands there, decorated or not."""
        return self.text.lstrip().startswith(("@", "def ", "async def ", "class "))

    @property
    def is_elif(self) -> bool:
        """Whether it is a branch, which the tree has for an `if` inside of one."""
        return self.text.lstrip().startswith("elif")

    @property
    def levels(self) -> int:
        """How much deeper its blocks are."""
        if self.is_elif:
            return 0
        # Each block is a case of it; what has blocks and starts so is no name.
        return 2 if self.text.lstrip().startswith("match") else 1

    def split(self) -> tuple[list[str], list[_Lines]]:
        """The lines between the statements, and the statements."""
        source, line = self.source, self.first
        between: list[str] = []
        inside: list[_Lines] = []
        for statement in (statement for block in self.blocks for statement in block):
            first, last = source.first_line(statement), source.last_line(statement)
            if first < line:
                raise _Restructured
            between.append(source.text[source.line_start(line) : source.line_start(first)])
            inside.append(_Lines(source, first, last, blocks_of(statement)))
            line = last + 1
        between.append(source.text[source.line_start(line) : source.line_start(self.last + 1)])
        return between, inside


def changed_statements(before: str, after: str) -> list[Change] | None:
    """The smallest statements that differ; None if more than the inside of some changed."""
    old, new = Source(before), Source(after)
    try:
        return list(
            _changes(
                _Lines(old, 1, old.lines, [old.tree.body]),
                _Lines(new, 1, new.lines, [new.tree.body]),
                0,
            )
        )
    except (_Restructured, CannotRewrite):
        return None


def statements_gone(before: str, after: str) -> list[str]:
    """The lines of each top-level statement that stands nowhere afterwards."""
    source = Source(before)
    try:
        _, statements = _Lines(source, 1, source.lines, [source.tree.body]).split()
    except (_Restructured, CannotRewrite):
        return []
    return [one.text for one in statements if one.text not in after]


def _changes(old: _Lines, new: _Lines, depth: int) -> Iterator[Change]:
    """The changes in two statements' blocks; raises if something else changed."""
    if not old.blocks or not new.blocks:
        raise _Restructured
    between, statements = old.split()
    between_new, statements_new = new.split()
    if between != between_new or len(statements) != len(statements_new):
        raise _Restructured
    for one, other in zip(statements, statements_new, strict=True):
        if one.text == other.text:
            continue
        if one.is_definition != other.is_definition:
            # The blank lines around it may be others.
            raise _Restructured
        try:
            yield from list(_changes(one, other, depth + one.levels))
        except _Restructured:
            if one.is_elif:
                raise  # it is no statement alone
            start = other.source.line_start(other.first)
            yield Change(one.text, other.text, start, depth)
