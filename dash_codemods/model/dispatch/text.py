"""The source text behind a function's tree."""

from __future__ import annotations

import io
import re
import tokenize

from dash_codemods.model.patching.text import Text
from dash_codemods.model.places import Position, Span, between
from dash_codemods.model.strings import lines_in_strings


class SourceText(Text):
    """A file's text, asked for by places."""

    def source(self, where: Span) -> str:
        """What stands on a span."""
        return self._between(where.start, where.end)

    def line(self, number: int) -> str:
        """A line without its end; nothing where there is none."""
        return self._lines[number - 1].rstrip("\r\n") if 0 < number <= len(self._lines) else ""

    def margin(self, line: int) -> str:
        """The white space that a line starts with."""
        text = self.line(line)
        return text[: len(text) - len(text.lstrip())]

    def bracketed(self, where: Span) -> Span:
        """An expression with the brackets that stand around it alone."""
        start, end = where.start, where.end
        while True:
            before = self.line(start.line)[: start.column - 1].rstrip()
            behind = self.line(end.line)[end.column - 1 :]
            rest = behind.lstrip()
            if not before.endswith("(") or not rest.startswith(")"):
                return between(start, end)
            start = Position(start.line, len(before))
            end = Position(end.line, end.column + len(behind) - len(rest) + 1)

    def has_lines_to_itself(self, where: Span) -> bool:
        """Whether nothing but a comment follows a statement on its last line."""
        rest = self.line(where.end_line)[where.end_column - 1 :].strip()
        return not rest or rest.startswith("#")


def comments_in(code: str) -> list[str]:
    """The comments of a piece of a bracket."""
    found: list[str] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(f"(\n{code}\n)").readline):
            if token.type == tokenize.COMMENT:
                found.append(token.string)
    except (tokenize.TokenError, SyntaxError):
        pass
    return found


def moved(code: str, old: str, new: str) -> str:
    """The lines of a piece of a bracket behind the first, with another margin.

    Those that start inside a string stay: their white space is its value.
    """
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", code)
    inside = lines_in_strings("(" + "".join(line.rstrip("\r\n") + "\n" for line in lines) + ")")
    return lines[0] + "".join(
        new + line.removeprefix(old)
        if number not in inside and line.startswith(old) and line.strip()
        else line
        for number, line in enumerate(lines[1:], 2)
    )
