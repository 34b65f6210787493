"""Runs of whole statements in a block, and the lines that they stand on."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field

from dash_codemods.rewriting.draft import Draft
from dash_codemods.rewriting.errors import CannotRewrite
from dash_codemods.rewriting.patches import Patch
from dash_codemods.rewriting.source import Source, blocks_of

_BETWEEN = re.compile(r"(?:[\s;\\]|#[^\r\n]*)*")


@dataclass(frozen=True)
class Run:
    """Statements that follow each other in one block."""

    source: Source
    block: list[ast.stmt]
    first: int
    last: int
    parent: ast.stmt | None
    before: int = 0
    """How many characters of comments and white space above them are theirs."""
    behind: int = 0

    @property
    def lines(self) -> tuple[int, int]:
        """The first line and the last, decorators included."""
        start, end = self.range
        return self.source.line_at(start), self.source.line_at(end - 1)

    @property
    def range(self) -> tuple[int, int]:
        """Where the first statement starts and the last one ends."""
        start = self.source.start_of(self.block[self.first]) - self.before
        return start, self.source.end_of(self.block[self.last]) + self.behind

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
    text = text.strip().removeprefix(";").lstrip()
    return not text or text.startswith("#")


def find_run(draft: Draft, start: int, end: int) -> Run:
    """The statements of one block from one offset to another; comments around them are theirs."""
    source = draft.source
    block, parent = source.tree.body, None
    while True:
        places = [(source.start_of(node), source.end_of(node)) for node in block]
        for index, node in enumerate(block):
            if source.place(node.lineno, node.col_offset) == start:
                start = places[index][0]
        inside = [i for i, place in enumerate(places) if start <= place[0] and place[1] <= end]
        if inside:
            before = source.text[start : places[inside[0]][0]]
            behind = source.text[places[inside[-1]][1] : end]
            if not _BETWEEN.fullmatch(before) or not _BETWEEN.fullmatch(behind):
                break
            if source.text.startswith("elif", places[inside[0]][0]):
                raise draft.refuse("inside-elif", "an elif is no statement of its own", start)
            return Run(source, block, inside[0], inside[-1], parent, len(before), len(behind))
        outer = next((i for i, p in enumerate(places) if p[0] <= start and end <= p[1]), None)
        inner = blocks_of(block[outer]) if outer is not None else []
        within = [b for b in inner if source.end_of(b[-1]) > start and source.start_of(b[0]) < end]
        if outer is None or not within:
            break
        block, parent = within[0], block[outer]
    raise draft.refuse("no-such-statement", "no whole statements stand there", start)


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
    runs: list[tuple[int, int]] = field(default_factory=list)
    """The lines that go, each run from its first line to its last."""
    inserted: set[int] = field(default_factory=set)
    """Where statements are put in."""

    def remove(self, run: Run) -> None:
        """Take the lines of some statements out."""
        self.removed.update(range(run.first, run.last + 1))
        self.runs.append(run.lines)

    def patches(self, text: str) -> list[Patch]:
        """The removed statements' lines."""
        del text
        if len(self.removed) == len(self.statements) and not self.inserted and not self.top:
            line = self.source.first_line(self.statements[0])
            raise CannotRewrite("empty-block", "no statement would be left in the block", line)
        return [self._without(first, last) for first, last in self._merged()]

    def _merged(self) -> list[tuple[int, int]]:
        """The runs, as one where only blank lines stand between two."""
        merged: list[tuple[int, int]] = []
        for first, last in sorted(set(self.runs)):
            if merged:
                start, end = merged[-1]
                between = self.source.line_start(end + 1), self.source.line_start(first)
                blank = not self.source.text[slice(*between)].strip()
                if blank and not self._inserts_in(*between):
                    merged[-1] = (start, max(end, last))
                    continue
            merged.append((first, last))
        return merged

    def _without(self, start: int, last: int) -> Patch:
        """The lines of a run, with blank lines that would pile up."""
        source, end, cut = self.source, last + 1, 0
        above, below = blank_lines(source, start - 1, -1), blank_lines(source, end, 1)
        first = start <= source.first_line(self.statements[0])
        opens = first and not above and start > 1 and not _is_comment_line(source, start - 1)
        extra = below if opens or (first and self.top and start == 1) else min(above, below)
        if not self._inserts_in(source.line_start(start - above), source.line_start(end + extra)):
            end += extra
            if end > source.lines or source.line_start(end) == len(source.text):
                start -= above
                if start > 1 and not source.text.endswith(("\n", "\r")):
                    # The line that is the last one now is to end as the file ended.
                    cut = len(source.line_end(start - 1))
        return Patch(source.line_start(start) - cut, source.line_start(end), "", whole_lines=True)

    def _inserts_in(self, start: int, end: int) -> bool:
        return any(start <= place <= end for place in self.inserted)


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


def block_of(draft: Draft, statements: list[ast.stmt], top: bool) -> Block:
    """A block as the draft knows it."""
    key = draft.source.start_of(statements[0])
    return draft.part(key, Block(draft.source, statements, top))


def remove_run(draft: Draft, start: int, end: int) -> None:
    """Take statements out of their block."""
    run = owned_run(draft, start, end)
    block_of(draft, run.block, run.parent is None).remove(run)
