"""Lines of code, and what stands above one or below: comments and blank lines."""

from __future__ import annotations

from dataclasses import dataclass

from dash_codemods.rewriting.source import Source


@dataclass(frozen=True)
class Line:
    """A line of code; `verbatim`: it starts inside a string, so its white space is a value."""

    text: str
    verbatim: bool = False
    spaced: bool = False
    """A blank line of white space, which is indented as its neighbours are."""

    def indented(self, by: str) -> Line:
        """The line, further in."""
        if self.verbatim or not (self.text or self.spaced):
            return self
        return Line(by + self.text, spaced=self.spaced)


def blank(text: str, margin: str) -> Line:
    """A blank line that stood among lines behind a margin."""
    if not text.startswith(margin) or not text:
        return Line(text, verbatim=True)
    return Line(text.removeprefix(margin), spaced=True)


def blank_above(source: Source, line: int, margin: str) -> list[Line]:
    """The blank lines directly above a line, as they are."""
    found: list[Line] = []
    while line > 1 and not (text := source.line_text(line - 1)).strip():
        found.insert(0, blank(text, margin))
        line -= 1
    return found


def comments_above(source: Source, line: int, margin: str) -> tuple[list[Line], int]:
    """The comment lines at a margin directly above a line, and the first of them."""
    found: list[Line] = []
    while line > 1:
        text = source.line_text(line - 1)
        if not text.startswith(f"{margin}#"):
            break
        found.insert(0, Line(text.strip()))
        line -= 1
    return found, line


def set_apart(source: Source, line: int, margin: str) -> tuple[list[Line], int]:
    """The comments that stand above a line with blank lines between, and the first of them."""
    found: list[Line] = []
    while between := blank_above(source, line, margin):
        above, top = comments_above(source, line - len(between), margin)
        if not above or source.line_text(top - 1).strip():  # it ends what stands above it
            break
        found = [*above, *between, *found]
        line = top
    return found, line


def comments_below(source: Source, line: int, margin: str) -> list[Line]:
    """The comments from a line on, directly below others, and with a blank line below them."""
    found: list[Line] = []
    while (text := source.line_text(line)).startswith(f"{margin}#"):
        found.append(Line(text.strip()))
        line += 1
    return found if not text.strip() else []
