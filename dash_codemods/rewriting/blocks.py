"""Runs of whole statements in a block, and the lines that they stand on."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from dash_codemods.rewriting.draft import Draft
from dash_codemods.rewriting.patches import Patch
from dash_codemods.rewriting.source import Source, blocks_of


@dataclass(frozen=True, slots=True)
class Run:
    """Statements that follow each other in one block."""

    source: Source
    block: list[ast.stmt]
    first: int
    last: int
    parent: ast.stmt | None

    @property
    def lines(self) -> tuple[int, int]:
        """The first line and the last, decorators included."""
        source = self.source
        return source.first_line(self.block[self.first]), source.last_line(self.block[self.last])

    @property
    def range(self) -> tuple[int, int]:
        """Where the first statement starts and the last one ends."""
        source = self.source
        return source.start_of(self.block[self.first]), source.end_of(self.block[self.last])

    @property
    def shares_lines(self) -> bool:
        """Whether something else than a comment stands on its lines."""
        source, (start, end) = self.source, self.range
        first, last = self.lines
        before = source.text[source.line_start(first) : start]
        behind = source.text[end : source.line_start(last + 1)]
        return bool(before.strip()) or not _is_comment(behind)

    @property
    def unit(self) -> str:
        """What code is indented by hereabouts."""
        source, line = self.source, self.lines[0]
        here = source.indentation(line)
        for block in blocks_of(self.block[self.first]):
            inner = source.indentation(source.first_line(block[0]))
            if inner.startswith(here) and inner != here:
                return inner[len(here) :]
        outer = source.indentation(source.first_line(self.parent)) if self.parent else here
        return here[len(outer) :] or source.indent_unit if here.startswith(outer) else here


def _is_comment(text: str) -> bool:
    return not text.strip() or text.lstrip().startswith("#")


def find_run(draft: Draft, start: int, end: int) -> Run:
    """The statements that start and end there."""
    source = draft.source
    block, parent = source.tree.body, None
    while True:
        starts = [source.start_of(node) for node in block]
        bare = [source.place(node.lineno, node.col_offset) for node in block]
        ends = [source.end_of(node) for node in block]
        first = next((i for i in range(len(block)) if start in (starts[i], bare[i])), None)
        last = next((i for i in range(len(block)) if end == ends[i]), None)
        if first is not None and last is not None:
            return Run(source, block, first, last, parent)
        around = [i for i in range(len(block)) if starts[i] <= start and end <= ends[i]]
        inner = blocks_of(block[around[0]]) if around else []
        inside = [
            b for b in inner if source.start_of(b[0]) <= start and end <= source.end_of(b[-1])
        ]
        if not inside:
            raise draft.refuse("no-such-statement", "no whole statements stand there", start)
        block, parent = inside[0], block[around[0]]


def owned_run(draft: Draft, start: int, end: int) -> Run:
    """Statements that have their lines for themselves."""
    run = find_run(draft, start, end)
    if run.shares_lines:
        raise draft.refuse("shared-line", "other code stands on the same line", start)
    return run


@dataclass(slots=True)
class Block:
    """A block from which statements go."""

    source: Source
    statements: list[ast.stmt]
    top: bool
    removed: set[int] = field(default_factory=set)
    inserted: bool = False

    def patches(self, text: str) -> list[Patch]:
        """The removed statements' lines; `pass` where nothing would be left."""
        del text
        if not self.removed:
            return []
        count = len(self.statements)
        if len(self.removed) == count and not self.inserted and not self.top:
            start, end = self.source.start_of(self.statements[0]), self._line_after(count - 1)
            end = start + len(self.source.text[start:end].rstrip("\r\n"))
            return [Patch(start, end, "pass", whole_lines=True)]
        firsts = [i for i in sorted(self.removed) if i - 1 not in self.removed]
        return [self._without(first) for first in firsts]

    def _line_after(self, index: int) -> int:
        return self.source.line_start(self.source.last_line(self.statements[index]) + 1)

    def _without(self, first: int) -> Patch:
        """The lines of a run, with blank lines that would pile up."""
        source, last = self.source, first
        while last + 1 in self.removed:
            last += 1
        start = source.first_line(self.statements[first])
        end = source.last_line(self.statements[last]) + 1
        above, below = blank_lines(source, start - 1, -1), blank_lines(source, end, 1)
        if not self.inserted:
            opens = (
                first == 0 and not above and start > 1 and not _is_comment_line(source, start - 1)
            )
            extra = (
                below if opens or (first == 0 and self.top and start == 1) else min(above, below)
            )
            end += extra
            if end > source.lines or source.line_start(end) == len(source.text):
                start -= above
        return Patch(source.line_start(start), source.line_start(end), "", whole_lines=True)


def _is_comment_line(source: Source, line: int) -> bool:
    return source.line_text(line).lstrip().startswith("#")


def blank_lines(source: Source, line: int, step: int) -> int:
    """How many blank lines follow each other from a line on, upwards or downwards."""
    count = 0
    while 1 <= line <= source.lines and not source.line_text(line).strip():
        if source.line_start(line) == len(source.text):
            break
        count, line = count + 1, line + step
    return count


def block_of(draft: Draft, run: Run) -> Block:
    """The block of a run, as the draft knows it."""
    key = run.source.start_of(run.block[0])
    return draft.part(key, Block(run.source, run.block, run.parent is None))


def remove_run(draft: Draft, start: int, end: int) -> None:
    """Take statements out of their block."""
    run = owned_run(draft, start, end)
    block_of(draft, run).removed.update(range(run.first, run.last + 1))
