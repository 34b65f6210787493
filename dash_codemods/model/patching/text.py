"""The source text behind a syntax tree: where nodes stand, and how they are written."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Mapping
from functools import lru_cache

from dash_codemods.model.places import Position, Span
from dash_codemods.model.walking import walk

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)?")


# The callbacks of one file come one after the other.
@lru_cache(maxsize=4)
def _lines_of(text: str) -> list[str]:
    return [line for line in _LINE.findall(text) if line]


class Text:
    """A file's text, asked for by the nodes of its tree."""

    def __init__(self, text: str) -> None:
        """Take the text that the tree was parsed from."""
        self._lines = _lines_of(text)

    @property
    def quote(self) -> str:
        """The quotation mark that the file uses more."""
        text = "".join(self._lines)
        return "'" if text.count("'") > text.count('"') else '"'

    def _character(self, line: int, offset: int) -> int:
        content = self._lines[line - 1]
        if content.isascii():
            return offset
        return len(content.encode("utf-8", "surrogatepass")[:offset].decode("utf-8", "replace"))

    def span(self, node: ast.expr | ast.stmt | ast.keyword) -> Span:
        """Where a node stands."""
        end_line = node.end_lineno or node.lineno
        start = self._character(node.lineno, node.col_offset)
        end = self._character(end_line, node.end_col_offset or 0)
        return Span(node.lineno, start + 1, end_line, end + 1)

    def _between(self, start: Position, end: Position) -> str:
        if start.line == end.line:
            return self._lines[start.line - 1][start.column - 1 : end.column - 1]
        lines = self._lines[start.line - 1 : end.line]
        first, last = lines[0][start.column - 1 :], lines[-1][: end.column - 1]
        return first + "".join(lines[1:-1]) + last

    def written(self, node: ast.expr | ast.stmt, other: Mapping[ast.expr, str]) -> str:
        """A node as it is written, with other text in the place of some expressions in it.

        Lines behind the first start at the margin if they start where the first one's does.
        """
        where = self.span(node)
        inside = sorted(
            ((self.span(inner), text) for inner, text in other.items() if _holds(node, inner)),
            key=lambda item: item[0].start,
        )
        pieces: list[str] = []
        at = where.start
        for place, text in inside:
            if place.start >= at:
                pieces += [self._between(at, place.start), text]
                at = place.end
        pieces.append(self._between(at, where.end))
        return self._at_margin("".join(pieces), where.line)

    def _at_margin(self, code: str, line: int) -> str:
        lines = re.split(r"\r\n|\n|\r", code)
        if len(lines) == 1:
            return code
        first = self._lines[line - 1]
        margin = first[: len(first) - len(first.lstrip(" \t"))]
        inside = _inside_strings(code)
        return "\n".join(
            one if number in inside else one.removeprefix(margin)
            for number, one in enumerate(lines, 1)
        )

    def comments_in(self, node: ast.stmt) -> bool:
        """Whether a comment stands inside a node (not behind it)."""
        where = self.span(node)
        return "#" in self._between(where.start, where.end)

    def ends_line(self, node: ast.stmt) -> bool:
        """Whether nothing but a comment follows a statement on its line."""
        where = self.span(node)
        rest = self._lines[where.end_line - 1][where.end_column - 1 :].strip()
        return not rest or rest.startswith("#")

    def starts_line(self, node: ast.stmt) -> bool:
        """Whether a statement is the first thing on its line."""
        where = self.span(node)
        return not self._lines[where.line - 1][: where.column - 1].strip()


def _holds(outer: ast.AST, inner: ast.AST) -> bool:
    return any(node is inner for node in walk(outer))


def _inside_strings(code: str) -> set[int]:
    """The lines, counted from 1, that start inside a string: their white space is its value."""
    found: set[int] = set()
    opened: list[int] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(f"(\n{code}\n)").readline):
            name = tokenize.tok_name[token.type]
            if name in ("FSTRING_START", "TSTRING_START"):
                opened.append(token.start[0])
            elif name in ("FSTRING_END", "TSTRING_END"):
                found.update(range(opened.pop() + 1, token.end[0] + 1))
            elif token.type == tokenize.STRING:
                found.update(range(token.start[0] + 1, token.end[0] + 1))
    except (tokenize.TokenError, SyntaxError):
        pass
    return {line - 1 for line in found}
