"""Where two lists of lines differ: what diffs and edits are both made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Block(NamedTuple):
    """Lines `start:end` of the one text that became lines `new_start:new_end` of the other."""

    start: int
    end: int
    new_start: int
    new_end: int


def changed_blocks(before: Sequence[str], after: Sequence[str]) -> list[Block]:
    """The blocks that differ, from the top down, with at least one equal line between two."""
    start, end = _equal_lines(before, after)
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if not old or not new:
        whole = Block(start, start + len(old), start, start + len(new))
        return [whole] if old or new else []
    from difflib import SequenceMatcher

    # It leaves lines aside that occur very often, without which a long file could take minutes.
    # (10,000 lines of real code with changes from end to end: 0.1 s.)
    return [
        Block(start + i1, start + i2, start + j1, start + j2)
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new).get_opcodes()
        if tag != "equal"
    ]


def _equal_lines(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """How many lines are equal at the start and, of the rest, at the end."""
    limit = min(len(before), len(after))
    start = 0
    while start < limit and before[start] == after[start]:
        start += 1
    end = 0
    while end < limit - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return start, end


def equal_start(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    low, high = 0, min(len(one), len(other))
    # Comparing halves leaves the work to the interpreter's string comparison.
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def equal_end(one: str, other: str) -> int:
    """How many characters two texts end with in common."""
    return equal_start(one[::-1], other[::-1])
