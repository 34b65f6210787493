"""Whether a docstring lost the entries of some parameters and nothing else.

Docstrings come in many shapes, so this is a judgement with two bounds: lines that have to
go (entries written as Sphinx, Google or NumPy have it) and lines that may go besides
(looser forms, and headings that are left without an entry). All other lines stay.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dash_codemods.proving.entries import Entries, find_entries


def without_margin(text: str) -> list[str]:
    """Return a docstring's lines as Python's tools show them, none left out.

    The margin of all lines but the first goes, and blanks at the ends of lines.
    """
    lines = [_expand(line).rstrip() for line in text.split("\n")]
    margins = [len(line) - len(line.lstrip()) for line in lines[1:] if line]
    margin = min(margins, default=0)
    return [lines[0].lstrip(), *(line[margin:] for line in lines[1:])]


def same_docstring(one: str, other: str) -> bool:
    """Whether two docstrings differ in their margin and in blank lines around them only."""
    return one == other or _trim(without_margin(one)) == _trim(without_margin(other))


def lost_only(before: str, after: str, names: Collection[str]) -> bool:
    """Whether a docstring lost the entries of some parameters and nothing else."""
    old, new = without_margin(before), without_margin(after)
    entries = find_entries(old, names)
    as_written = [[line.rstrip() for line in text.strip().split("\n")] for text in (before, after)]
    skipped = before[: len(before) - len(before.lstrip())].count("\n")
    old_as_written = [""] * skipped + as_written[0]
    return _agree(old, new, entries) or _agree(old_as_written, as_written[1], entries)


def _agree(old: Sequence[str], new: Sequence[str], entries: Entries) -> bool:
    """Whether the new lines are the old ones less what had to go and some that may go.

    Blank lines that lie beside a removed line may go with it.
    """
    left = _with_gaps(new)
    gone: set[int] = set()
    at = blanks = 0
    removed = not any(old[:1])  # blank lines before the first text do not matter
    for number, line in enumerate(old):
        if not line:
            blanks += 1
            continue
        gap, text = left[at] if at < len(left) else (0, None)
        stays = number not in entries.must and text in (line, entries.shorter.get(number, line))
        if stays and (gap == blanks or (removed and gap < blanks)):
            at, blanks, removed = at + 1, 0, False
        elif number in entries.must or number in entries.may:
            removed = True
            gone.add(number)
        else:
            return False
    whole = all(not gone & lines or lines <= gone for lines in entries.together)
    return whole and at == len(left)


def _with_gaps(lines: Sequence[str]) -> list[tuple[int, str]]:
    """Return the lines that are not blank, each with the number of blank ones before it."""
    found, blanks = [], 0
    for line in lines:
        if line:
            found.append((blanks, line))
        blanks = 0 if line else blanks + 1
    return found


def _trim(lines: Sequence[str]) -> list[str]:
    """Return lines without the blank ones at both ends."""
    filled = [number for number, line in enumerate(lines) if line]
    return list(lines[filled[0] : filled[-1] + 1]) if filled else []


def _expand(line: str) -> str:
    """Return a line with blanks for the tabs of its indentation."""
    text = line.lstrip()
    return line[: len(line) - len(text)].expandtabs() + text
