"""Statements on their way into another function: their lines, with the comments that are theirs."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass

from dash_codemods.model.edits import Called, Kept, Narrowed, Piece
from dash_codemods.model.strings import lines_in_strings
from dash_codemods.rewriting.above import (
    Line,
    blank,
    blank_above,
    comments_above,
    comments_below,
    set_apart,
)
from dash_codemods.rewriting.comments import FOR_TOOLS, comments_of
from dash_codemods.rewriting.errors import CannotRewrite
from dash_codemods.rewriting.helpers import call_of, fitted
from dash_codemods.rewriting.source import LINE_END, Source, blocks_of

_ASKING = re.compile(r"(?i)trigger|callback.?context|which (button|input|component)")
"""What a comment says that speaks of the test alone, which goes."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class _Home:
    """Where a statement stands: its block, the statement that holds that, and its place in it."""

    block: list[ast.stmt]
    parent: ast.stmt | None
    index: int


class Mover:
    """Takes statements out of a function."""

    def __init__(self, source: Source, function: Function, unit: str, room: int) -> None:
        """Take the function, what it is indented by, and the room that its lines have."""
        self.source, self.function, self.unit, self.room = source, function, unit, room
        self.statements: dict[int, ast.stmt] = {}
        self.homes: dict[ast.stmt, _Home] = {}
        self.narrowed: set[ast.stmt] = set()
        """Statements whose heads are written, with what is said there."""
        self._visit(function.body, None)

    def _visit(self, block: list[ast.stmt], parent: ast.stmt | None) -> None:
        for index, statement in enumerate(block):
            self.statements[self.source.start_of(statement)] = statement
            # Below a decorator an edit may name the `def` itself.
            at = self.source.place(statement.lineno, statement.col_offset)
            self.statements.setdefault(at, statement)
            self.homes[statement] = _Home(block, parent, index)
            for inner in blocks_of(statement):
                self._visit(inner, statement)

    def dedented(self, code: str, margin: str) -> list[Line]:
        """The lines of some code that stood behind a margin."""
        lines = re.split(LINE_END, code)
        inside = self._in_strings(code, margin)
        return [
            Line(line, verbatim=True)
            if number in inside
            else Line(line.removeprefix(margin))
            if line.strip()
            else blank(line, margin)
            for number, line in enumerate(lines, 1)
        ]

    @staticmethod
    def _in_strings(code: str, margin: str) -> set[int]:
        if not margin:
            return lines_in_strings(code)
        return {line - 1 for line in lines_in_strings(f"if 1:\n{margin}{code}")}

    def body(self, pieces: Sequence[Piece]) -> list[Line]:
        """The body of a part."""
        self.narrowed.clear()
        return self.block(pieces)

    def block(self, pieces: Sequence[Piece]) -> list[Line]:
        """Pieces below each other."""
        lines: list[Line] = []
        before: ast.stmt | None = None
        for piece in pieces:
            statement = self._statement(piece)
            above, top = self._lead(statement)
            if isinstance(piece, Kept) and self.homes[statement].parent is None:
                apart, top = set_apart(self.source, top, self.source.indentation(top))
                above = [*apart, *above]
            if lines:
                margin = self.source.indentation(top)
                between = blank_above(self.source, self._top(statement, top), margin)
                lines += between or self._blank_behind(before, statement)
            before = None if isinstance(piece, Called) else statement
            if isinstance(piece, Called):
                head, _, _ = call_of(piece.helper).partition("(")
                items = piece.helper.parameters
                lines += map(Line, fitted(f"{head}(", items, ")", self.unit, self.room))
                continue
            lines += above
            if isinstance(piece, Kept):
                lines += self._kept(piece, statement)
            else:
                lines += self._narrowed(piece, statement)
        return lines

    def _blank_behind(self, before: ast.stmt | None, statement: ast.stmt) -> list[Line]:
        """The blank lines between two statements of a block that stood above others, which go."""
        home = self.homes[statement]
        if before is None or self.homes[before].block is not home.block:
            return []
        gone = home.block[self.homes[before].index + 1 : home.index]
        if not gone:
            return []
        top = self._above(self.source.first_line(gone[0]))[1]
        return blank_above(self.source, top, self.source.indentation(top))

    def _top(self, statement: ast.stmt, line: int) -> int:
        """The line above which a blank one parts a statement from others: of `elif`, the `if`'s."""
        parent = self.homes[statement].parent
        if parent is None or not self.source.text.startswith(
            "elif", self.source.start_of(statement)
        ):
            return line
        return self._top(parent, self.source.first_line(parent))

    def is_compound(self, piece: Piece) -> bool:
        """Whether a statement has blocks."""
        return bool(blocks_of(self._statement(piece)))

    def below_docstring(self) -> list[Line]:
        """The blank line below the docstring, if there is one."""
        docstring = self.function.body[0]
        text = self.source.line_text(self.source.last_line(docstring) + 1)
        margin = self.source.indentation(docstring.lineno)
        return [] if text.strip() else [blank(text, margin)]

    def comment_behind_head(self) -> str:
        """The comment on the last line of the function's head, with the space before it."""
        return self._comment_on(self._head_end(self.function.lineno, self.function.body[0]))

    def _code_of(self, line: int) -> bool:
        text = self.source.line_text(line).strip()
        return bool(text) and not text.startswith("#")

    def _comment_on(self, line: int) -> str:
        said = comments_of(self.source.line_text(line).strip())
        return f"  {said[-1]}" if said else ""

    def _statement(self, piece: Piece) -> ast.stmt:
        start = self.source.offset(piece.statement.start)
        found = self.statements.get(start)
        if found is None:
            line = self.source.line_at(start)
            raise CannotRewrite("no-such-statement", "no whole statement stands there", line)
        return found

    # -- comments

    def _lead(self, statement: ast.stmt) -> tuple[list[Line], int]:
        """The comments above a statement, those of the arm that it opens too; and the top line."""
        first = self.source.first_line(statement)
        own, top = self._above(first)
        home = self.homes[statement]
        if self._is_on_head(statement):  # `if this: return that`
            own = []
        if home.index or not isinstance(home.parent, ast.If | ast.Match):
            return own, top
        if home.parent in self.narrowed:
            return own, top
        parent = home.parent
        heads, head_top = self._head_comments(parent, home.block, top)
        return [*heads, *own], head_top

    def _is_on_head(self, statement: ast.stmt) -> bool:
        """Whether a statement stands on the line of the head that it stands below."""
        line = self.source.first_line(statement)
        before = self.source.text[self.source.line_start(line) : self.source.start_of(statement)]
        return bool(before.strip())

    def _head_comments(
        self, parent: ast.If | ast.Match, block: list[ast.stmt], top: int
    ) -> tuple[list[Line], int]:
        """What is said above and behind the `if`, `elif`, `else` or `case` of an arm."""
        if isinstance(parent, ast.If) and block is parent.orelse:
            if self.source.text.startswith("elif", self.source.start_of(block[0])):
                return [], top
            return self._of_head(block[0])
        if isinstance(parent, ast.Match):
            return self._of_head(block[0])
        assert isinstance(parent, ast.If)
        last = self._head_end(parent.lineno, block[0])
        above, upper = self._lead(parent)
        above = [line for line in above if not _ASKING.search(line.text)]
        said = self._behind(last) if not self._is_on_head(block[0]) else []
        return [*above, *said], upper

    def _of_head(self, inner: ast.stmt) -> tuple[list[Line], int]:
        """What is said above and behind the head that a block's first statement stands below."""
        head = self._head_end(0, inner)
        above, upper = self._above(head)
        return [*above, *(self._behind(head) if not self._is_on_head(inner) else [])], upper

    def _behind(self, line: int) -> list[Line]:
        comment = self._comment_on(line).strip()
        return [Line(comment)] if comment and not FOR_TOOLS.match(comment) else []

    def _above(self, line: int) -> tuple[list[Line], int]:
        """The comment lines directly above a line, and the first of them."""
        return comments_above(self.source, line, self.source.indentation(line))

    def _below(self, statement: ast.stmt, line: int) -> list[Line]:
        """The comments that end a block, below its last statement; or that end others' lines.

        `line`: the one behind the statement.
        """
        home = self.homes[statement]
        margin = self.source.indentation(self.source.first_line(statement))
        if home.index + 1 < len(home.block):
            return comments_below(self.source, line, margin) if home.parent is None else []
        found: list[Line] = []
        waiting: list[Line] = []
        while line <= self.source.lines:
            text = self.source.line_text(line)
            if not text.strip():
                waiting.append(blank(text, margin))
            elif text.startswith(f"{margin}#"):
                found += [*waiting, Line(text.strip())]
                waiting = []
            else:
                break
            line += 1
        return found

    # -- code

    def _kept(self, piece: Kept, statement: ast.stmt) -> list[Line]:
        start, end = self.source.start_of(statement), self.source.end_of(statement)
        last = self.source.line_at(end)
        rest = self.source.line_text(last)[end - self.source.line_start(last) :].rstrip()
        code, at = "", start
        for span, new in sorted(piece.replaced):
            first, behind = self.source.range(span)
            code += self.source.text[at:first] + new
            at = behind
        code += self.source.text[at:end] + rest
        if code.startswith("elif") and isinstance(statement, ast.If):
            code = code.removeprefix("el")
        margin = self.source.indentation(self.source.line_at(start))
        deeper, below = self._deeper(last + 1, margin)
        return [*self.dedented(code, margin), *deeper, *self._below(statement, below)]

    def _deeper(self, line: int, margin: str) -> tuple[list[Line], int]:
        """The comments from a line on that end an inner block, and the line behind them."""
        found: list[Line] = []
        waiting: list[Line] = []
        below = line
        while line <= self.source.lines:
            text = self.source.line_text(line)
            inner = text.strip() and text.startswith((f"{margin} ", f"{margin}\t"))
            if inner and text.lstrip().startswith("#"):
                found += [*waiting, Line(text.removeprefix(margin))]
                waiting, below = [], line + 1
            elif text.strip():
                break
            else:
                waiting.append(blank(text, margin))
            line += 1
        return found, below

    def _narrowed(self, piece: Narrowed, statement: ast.stmt, word: str = "if") -> list[Line]:
        assert isinstance(statement, ast.If)
        self.narrowed.add(statement)
        test = self.dedented(piece.test, self.source.indentation(statement.lineno))
        lines = [Line(f"{word} {test[0].text}"), *test[1:]]
        said = self._said_behind(statement.lineno, statement.body[0])
        lines[-1] = Line(f"{lines[-1].text}:{said}", lines[-1].verbatim)
        lines += [line.indented(self.unit) for line in self.block(piece.body)]
        if piece.orelse:
            lines += self._orelse(piece, statement)
        return lines

    def _orelse(self, piece: Narrowed, statement: ast.If) -> list[Line]:
        """What stands below the `else` of an `if`, or its `elif`."""
        inner = self._statement(piece.orelse[0])
        written_so = self.source.text.startswith("elif", self.source.start_of(inner))
        if written_so and len(piece.orelse) == 1:
            # An arm between the two may be another part's.
            above = self._above(inner.lineno)[0]
            if isinstance(piece.orelse[0], Narrowed):
                return [*above, *self._narrowed(piece.orelse[0], inner, "elif")]
            assert isinstance(piece.orelse[0], Kept)
            rest = self._kept(piece.orelse[0], inner)
            return [*above, Line(f"el{rest[0].text}"), *rest[1:]]
        if inner is not statement.orelse[0]:
            rest = self.block(piece.orelse)
            return [Line("else:"), *(line.indented(self.unit) for line in rest)]
        if written_so:
            head_lines = [Line("else:")]
        else:
            head = self._head_end(0, inner)
            head_lines = [*self._above(head)[0], Line(f"else:{self._said_behind(0, inner)}")]
        return [*head_lines, *(line.indented(self.unit) for line in self.block(piece.orelse))]

    def _said_behind(self, first: int, inner: ast.stmt) -> str:
        """The comment behind a head; what stands behind a statement on its line is that one's."""
        return "" if self._is_on_head(inner) else self._comment_on(self._head_end(first, inner))

    def _head_end(self, first: int, inner: ast.stmt) -> int:
        """The last line of the head that a block's first statement stands below."""
        line = self.source.first_line(inner)
        if self._is_on_head(inner):
            return line
        line -= 1
        while line > first and not self._code_of(line):
            line -= 1
        return line
