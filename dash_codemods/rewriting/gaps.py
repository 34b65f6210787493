"""Gaps: what stands between the elements of a comma-separated sequence.

A gap is white space, line ends, comments and at most one comma. Every kind of sequence has
the same gaps, so one set of rules lays out calls, displays, signatures and imports.
"""

from __future__ import annotations

import re

from dash_codemods.rewriting.source import LINE_END

_PIECE = re.compile(r"#[^\r\n]*|,|[^#,]+")
_COMMENT = re.compile(r"#[^\r\n]*")


def lines_of(gap: str) -> list[str]:
    """A gap's lines with their line ends; the last has none and may be empty."""
    lines, done = [], 0
    for end in LINE_END.finditer(gap):
        lines.append(gap[done : end.end()])
        done = end.end()
    return [*lines, gap[done:]]


def comments_in(gap: str) -> list[str]:
    """The comments of a gap, in order."""
    return _COMMENT.findall(gap)


def comma_at(gap: str) -> int:
    """Where a gap's comma is; -1 if it has none."""
    return next((p.start() for p in _PIECE.finditer(gap) if p.group() == ","), -1)


def with_comma(gap: str, wanted: bool) -> str:
    """The gap with exactly one comma, or with none."""
    commas = [piece.start() for piece in _PIECE.finditer(gap) if piece.group() == ","]
    if wanted and not commas:
        return "," + gap
    for comma in reversed(commas[1:] if wanted else commas):
        gap = _without_comma(gap, comma)
    return gap


def _without_comma(gap: str, comma: int) -> str:
    """The gap without a comma; a line that held nothing else goes with it."""
    lines = lines_of(gap)
    start = 0
    for number, line in enumerate(lines):
        if start <= comma < start + len(line):
            if 0 < number < len(lines) - 1 and line.strip() == ",":
                return gap[:start] + gap[start + len(line) :]
            break
        start += len(line)
    return gap[:comma] + gap[comma + 1 :]


def without_comment(line: str) -> str:
    """A line without its comment and the white space before it."""
    comment = _COMMENT.search(line)
    if comment is None:
        return line
    return line[: comment.start()].rstrip(" \t\f") + line[comment.end() :]


def _is_blank(line: str) -> bool:
    return not line.strip()


def split_above(gap: str) -> tuple[str, str]:
    """The comment lines directly above the element that follows the gap, and the gap without."""
    lines = lines_of(gap)
    start = len(lines) - 1
    while start > 1 and lines[start - 1].lstrip().startswith("#"):
        start -= 1
    return "".join(lines[start:-1]), "".join((*lines[:start], lines[-1]))


def with_comments(gap: str, behind: str, comments: list[str]) -> str:
    """The gap with comments on lines of their own above an element that has its lines alone."""
    lines = lines_of(gap)
    if not comments or len(lines) == 1 or len(lines_of(behind)) == 1:
        return gap
    new = (f"{lines[-1]}{comment}{_end(lines)}" for comment in comments)
    return "".join((*lines[:-1], *new, lines[-1]))


def close(left: str, right: str, *, first: bool, last: bool, many_lines: bool) -> str:
    """The gap that is left when the element between two gaps goes.

    `first` and `last` say that a bracket, not an element, stands at that side; `many_lines`
    that the element spans several lines.
    """
    before, after = lines_of(left), lines_of(right)
    starts_line, ends_line = len(before) > 1, len(after) > 1
    if ends_line and (starts_line or first or many_lines):
        after[0] = without_comment(after[0])
    if starts_line and ends_line:
        gap = _whole_lines(before, after, first=first, last=last)
    elif starts_line:
        gap = _line_start(before, right, last=last)
    elif ends_line:
        gap = _line_end(left, after, first=first, last=last)
    else:
        gap = "" if first and last else right if last else left
    if first and last and not comments_in(gap):
        return ""
    return with_comma(gap, not first and (not last or comma_at(right) >= 0))


def _whole_lines(before: list[str], after: list[str], *, first: bool, last: bool) -> str:
    """The element stood alone on its lines: they go, and blank lines that set it off with it."""
    above, below = before[:-1], after[1:]
    if first and comma_at(below[-1]) >= 0:
        below[-1] = before[-1]
    if last and len(below) == 1:
        while len(above) > 1 and _is_blank(above[-1]):
            above.pop()
    if first or (len(above) > 1 and _is_blank(above[-1])):
        while len(below) > 1 and _is_blank(below[0]):
            below.pop(0)
    return "".join(above + below)


def _line_start(before: list[str], right: str, *, last: bool) -> str:
    """The element was the first on its line, and something follows it there."""
    if last and not comments_in("".join(before)):
        return right
    return "".join(before) + (right.strip() if last else "")


def _line_end(left: str, after: list[str], *, first: bool, last: bool) -> str:
    """Something stands before the element on its line, and nothing behind it."""
    if last or not first:
        return "".join(after)
    if not comments_in("".join(after)):
        return left
    return with_comma(after[0], False).lstrip(" \t") + "".join(after[1:])


def open_up(around: list[str], at: int) -> list[str]:
    """The two gaps around a new element in the place of gap `at` of a sequence's gaps.

    Where each element has a line of its own the new one gets one too.
    """
    gap = around[at]
    first, last = at == 0, at == len(around) - 1
    if first and last:
        return _into_empty(gap)
    if last:
        return _behind_all(around)
    alone = at + 2 == len(around) or len(lines_of(around[at + 1])) > 1
    return _between(gap, first=first, alone=alone)


def _into_empty(gap: str) -> list[str]:
    if not comments_in(gap):
        return ["", ""]
    lines = lines_of(gap)
    return [gap + "    ", "," + _end(lines) + lines[-1]]


def _behind_all(around: list[str]) -> list[str]:
    """Behind the last element; with a trailing comma if that had one."""
    before, lines = (lines_of(with_comma(gap, False)) for gap in around[-2:])
    comma = comma_at(around[-1]) >= 0
    if len(before) == 1:
        return [", ", around[-1]]
    if len(lines) == 1:
        return ["," + _end(before) + before[-1], around[-1]]
    first = with_comma(lines[0], True) + before[-1]
    return [first, ("," if comma else "") + _end(lines) + "".join(lines[1:])]


def _between(gap: str, *, first: bool, alone: bool) -> list[str]:
    """Before an element: on a line of its own if that one is alone on its line."""
    lines = lines_of(gap)
    if len(lines) == 1 or not alone:
        return [gap, ", "]
    lines = lines_of(with_comma(gap, False))
    left = lines[0] if first else with_comma(lines[0], True)
    return [left + lines[-1], "," + _end(lines) + "".join(lines[1:])]


def _end(lines: list[str]) -> str:
    """The line end that the first of some lines has."""
    found = LINE_END.search(lines[0])
    return found.group() if found else "\n"
