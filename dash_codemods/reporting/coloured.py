"""A diff for a terminal: coloured, and with what differs within a line marked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from dash_codemods.reporting.blocks import equal_end, equal_start
from dash_codemods.reporting.view import Paint, View, visible


def coloured_diff(diff: str, view: View) -> str:
    """A unified diff of one file, as it is to be shown to a person."""
    lines = [_shown(line) for line in diff.split("\n")[:-1]]
    return "".join(f"{line}\n" for line in _coloured(lines, Paint(view.colour)))


def _shown(line: str) -> str:
    # The carriage return of a Windows line end would only show as noise on every line.
    return "\t".join(visible(part) for part in line.removesuffix("\r").split("\t"))


def _coloured(lines: Sequence[str], paint: Paint) -> Iterator[str]:
    yield from (paint.bold(line) for line in lines[:2])
    at = 2
    while at < len(lines):
        end = at
        while end < len(lines) and lines[end][:1] in {"-", "+", "\\"}:
            end += 1
        yield from _change(lines[at:end], paint)
        if end < len(lines):
            line = lines[end]
            yield paint.cyan(line) if line.startswith("@@") else line
        at = end + 1


def _change(lines: Sequence[str], paint: Paint) -> Iterator[str]:
    """Removed and added lines; where as many went as came, they are compared in pairs."""
    old = [line[1:] for line in lines if line.startswith("-")]
    new = [line[1:] for line in lines if line.startswith("+")]
    alike = len(old) == len(new)
    pairs = iter([*zip(old, new, strict=True), *zip(new, old, strict=True)] if alike else [])
    for line in lines:
        if line.startswith("\\"):
            yield line
            continue
        gone = line.startswith("-")
        plain = paint.red if gone else paint.green
        marked = paint.marked_red if gone else paint.marked_green
        start, end = _difference(*next(pairs)) if alike else (0, 0)
        yield _marked(line, start + 1, end + 1, plain, marked)


def _difference(line: str, other: str) -> tuple[int, int]:
    """Where a line differs from another: from the first character to behind the last one.

    Nothing is marked where less than half of the line is in both, for it is another line then.
    """
    start = equal_start(line, other)
    same = equal_end(line[start:], other[start:])
    indent = re.match(r"\s*", line)
    common = start + same - (indent.end() if indent else 0)
    if 2 * common < len(line.strip()):
        return 0, 0
    end = len(line) - same
    # Whole words are easier to read than the letters in which they differ.
    while start > 0 and _in_word(line, start):
        start -= 1
    while end < len(line) and _in_word(line, end):
        end += 1
    return start, end


def _in_word(line: str, at: int) -> bool:
    """Whether a place lies between two characters of one word."""
    return re.fullmatch(r"\w\w", line[at - 1 : at + 1]) is not None


def _marked(
    line: str, start: int, end: int, plain: Callable[[str], str], marked: Callable[[str], str]
) -> str:
    return plain(line[:start]) + marked(line[start:end]) + plain(line[end:])
