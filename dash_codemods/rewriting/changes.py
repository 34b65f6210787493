"""Which statements differ between two versions of a file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate

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


_KINDS = re.compile(
    r"""(?P<definition>@|(?:async\s+)?def\s|class\s)|(?P<import>import\s|from\s)|(?P<string>[ruRU]?["'])"""
)


def kind_of(statement: str) -> str:
    """`definition`, `import` or `string` (Black takes the first one for a docstring), or empty."""
    found = _KINDS.match(statement.lstrip())
    return found.lastgroup or "" if found else ""


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
    def kind(self) -> str:
        """What the blank lines around a statement depend on."""
        return kind_of(self.text)

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


@dataclass(frozen=True)
class Region:
    """Top-level statements that differ, with what stays on both sides of them."""

    ahead: str
    """The statement before them; empty at the start of the file."""
    old: str
    new: str
    behind: str
    """The statement behind them; empty at the end of the file."""
    start: int
    """Where they begin afterwards."""
    is_second: bool
    """The statement before them is the first of the file."""
    gone: tuple[str, ...]
    """The statements of `old`."""


def changed_regions(before: str, after: str) -> list[Region] | None:
    """The top-level statements that differ; None where lines hold more than one of them."""
    try:
        old, new = _top_level(before), _top_level(after)
    except (_Restructured, CannotRewrite):
        return None
    matcher = SequenceMatcher(None, list(map("".join, old)), list(map("".join, new)), False)
    starts = [0, *accumulate(len(between) + len(text) for between, text in new)]
    return [
        Region(
            ahead=old[i1 - 1][1] if i1 else "",
            old=_joined(old[i1:i2]) + _between(old, i2),
            new=_joined(new[j1:j2]) + _between(new, j2),
            behind=old[i2][1] if i2 < len(old) else "",
            start=starts[j1],
            is_second=i1 == 1,
            gone=tuple(text for _, text in old[i1:i2] if text),
        )
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
    ]


def _top_level(text: str) -> list[tuple[str, str]]:
    """What stands before each statement, and the statement; at the end what is behind all."""
    source = Source(text)
    between, statements = _Lines(source, 1, source.lines, [source.tree.body]).split()
    return list(zip(between, (*(one.text for one in statements), ""), strict=True))


def _joined(items: list[tuple[str, str]]) -> str:
    return "".join(between + text for between, text in items)


def _between(items: list[tuple[str, str]], at: int) -> str:
    """What stands before the statement behind: how much is left free there may change."""
    return items[at][0] if at < len(items) else ""


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
        if one.kind != other.kind:
            # The blank lines around it may be others.
            raise _Restructured
        try:
            yield from list(_changes(one, other, depth + one.levels))
        except _Restructured:
            if one.is_elif:
                raise  # it is no statement alone
            start = other.source.line_start(other.first)
            yield Change(one.text, other.text, start, depth)
