"""A file's text, with the places of its lines and statements."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from functools import cached_property

from dash_codemods.model.places import Position, Span
from dash_codemods.model.syntax import parsed
from dash_codemods.model.walking import walk
from dash_codemods.rewriting.errors import CannotRewrite

LINE_END = re.compile(r"\r\n|\r|\n")
"""What ends a line for Python; `str.splitlines` knows more (form feeds, U+2028)."""


class Source:
    """A text whose places can be given as line and column or as an offset."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts_of: dict[ast.stmt, int] = {}
        self.starts = [0, *(end.end() for end in LINE_END.finditer(text))]

    @cached_property
    def tree(self) -> ast.Module:
        """The text's syntax tree; it only serves to find statements."""
        try:
            return parsed(self.text)
        except (SyntaxError, ValueError, RecursionError) as error:
            line = getattr(error, "lineno", None) or 1
            raise CannotRewrite("syntax-error", f"the file does not parse: {error}", line) from None

    @cached_property
    def newline(self) -> str:
        """The line end that most lines of the file have."""
        ends = [end.group() for end in LINE_END.finditer(self.text)]
        return max(sorted(set(ends)), key=ends.count, default="\n")

    @cached_property
    def indent_unit(self) -> str:
        """What the file's first indented block is indented by."""
        for node in walk(self.tree):
            if isinstance(node, ast.stmt) and (blocks := blocks_of(node)):
                inner, outer = blocks[0][0], self.indentation(self.first_line(node))
                indentation = self.indentation(self.first_line(inner))
                if self.first_line(inner) > node.lineno and indentation.startswith(outer):
                    return indentation[len(outer) :] or "    "
        return "    "

    @property
    def lines(self) -> int:
        """How many lines there are, an empty one after the last line end included."""
        return len(self.starts)

    def offset(self, position: Position) -> int:
        """Where a line and column are in the text."""
        if not 1 <= position.line <= self.lines:
            raise CannotRewrite("no-such-place", "the edit speaks of a line beyond the file", 1)
        return min(self.starts[position.line - 1] + position.column - 1, len(self.text))

    def range(self, span: Span) -> tuple[int, int]:
        """A span as two offsets."""
        return self.offset(span.start), self.offset(span.end)

    def line_at(self, offset: int) -> int:
        """The line, counted from 1, that holds an offset."""
        return bisect_right(self.starts, offset)

    def line_start(self, line: int) -> int:
        """The offset at which a line starts; the end of the text for the line after the last."""
        return self.starts[line - 1] if line <= self.lines else len(self.text)

    def line_text(self, line: int) -> str:
        """A line without its line end."""
        return self.text[self.line_start(line) : self.line_start(line + 1)].rstrip("\r\n")

    def line_end(self, line: int) -> str:
        """A line's own line end, or the file's where it has none."""
        end = LINE_END.search(self.text, self.line_start(line))
        return end.group() if end else self.newline

    def indentation(self, line: int) -> str:
        """The white space that a line starts with."""
        text = self.line_text(line)
        return text[: len(text) - len(text.lstrip(" \t\f"))]

    def place(self, line: int, column: int) -> int:
        """The offset of a place as `ast` gives it: its columns are UTF-8 bytes."""
        text = self.line_text(line)
        if not text.isascii():
            column = len(text.encode()[:column].decode(errors="replace"))
        return self.line_start(line) + column

    def first_line(self, statement: ast.stmt) -> int:
        """The line on which a statement starts, decorators included."""
        return self.line_at(self.start_of(statement))

    def last_line(self, statement: ast.stmt) -> int:
        """The line on which a statement ends."""
        return statement.end_lineno or statement.lineno

    def start_of(self, statement: ast.stmt) -> int:
        """The offset at which a statement starts, at the `@` of its first decorator."""
        start = self._starts_of.get(statement)
        if start is None:
            decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
            first = decorators[0] if decorators else statement
            start = self.place(first.lineno, first.col_offset)
            if decorators:
                start = self.text.rindex("@", 0, start)
            self._starts_of[statement] = start
        return start

    def end_of(self, statement: ast.stmt) -> int:
        """The offset at which a statement ends."""
        return self.place(self.last_line(statement), statement.end_col_offset or 0)


def blocks_of(statement: ast.AST) -> list[list[ast.stmt]]:
    """The blocks directly inside a compound statement, in the order of the text."""
    blocks: list[list[ast.stmt]] = [getattr(statement, "body", [])]
    for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        blocks.append(part.body)
    blocks += [getattr(statement, name, []) for name in ("orelse", "finalbody")]
    return [block for block in blocks if isinstance(block, list) and block]
