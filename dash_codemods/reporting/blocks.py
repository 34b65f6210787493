"""Where two lists of lines differ: what diffs and edits are both made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple


class Block(NamedTuple):
    """Lines `start:end` of the one text that became lines `new_start:new_end` of the other."""

    start: int
    end: int
    new_start: int
    new_end: int


def changed_blocks(before: Sequence[str], after: Sequence[str]) -> list[Block]:
    """The blocks that differ, from the top down, with at least one equal line between two.

    First the lines that occur once in both texts are matched (patience diff): that is fast on
    long files, and it does not tie a blank line of one function to one of another. difflib does
    the short rest between those anchors.
    """
    found: list[Block] = []
    todo = [Block(0, len(before), 0, len(after))]
    while todo:
        block = _trimmed(before, after, todo.pop())
        if block.start == block.end and block.new_start == block.new_end:
            continue
        if block.start == block.end or block.new_start == block.new_end:
            found.append(block)
            continue
        parts = _split_at_anchors(before, after, block)
        if parts:
            todo.extend(parts)
        else:
            found.extend(_compared(before, after, block))
    return _joined(sorted(found))


def _trimmed(before: Sequence[str], after: Sequence[str], block: Block) -> Block:
    """Without the equal lines at both ends."""
    start, end, new_start, new_end = block
    while start < end and new_start < new_end and before[start] == after[new_start]:
        start, new_start = start + 1, new_start + 1
    while start < end and new_start < new_end and before[end - 1] == after[new_end - 1]:
        end, new_end = end - 1, new_end - 1
    return Block(start, end, new_start, new_end)


def _split_at_anchors(before: Sequence[str], after: Sequence[str], block: Block) -> list[Block]:
    """The parts between lines that occur exactly once on both sides, in the same order."""
    old = _unique(before, block.start, block.end)
    new = _unique(after, block.new_start, block.new_end)
    pairs = [(place, new[line]) for line, place in old.items() if line in new]
    anchors = _longest_rising(pairs)
    parts: list[Block] = []
    start, new_start = block.start, block.new_start
    for place, new_place in anchors:
        parts.append(Block(start, place, new_start, new_place))
        start, new_start = place + 1, new_place + 1
    return [*parts, Block(start, block.end, new_start, block.new_end)] if anchors else []


def _unique(lines: Sequence[str], start: int, end: int) -> dict[str, int]:
    counts = Counter(lines[start:end])
    return {lines[at]: at for at in range(start, end) if counts[lines[at]] == 1}


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs (rising in the first number) that rises in the second as well."""
    from bisect import bisect_left

    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, new_place) in enumerate(pairs):
        length = bisect_left(tops, new_place)
        before.append(ends[length - 1] if length else -1)
        tops[length : length + 1] = [new_place]
        ends[length : length + 1] = [index]
    found: list[tuple[int, int]] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]


def _compared(before: Sequence[str], after: Sequence[str], block: Block) -> list[Block]:
    start, end, new_start, new_end = block
    from difflib import SequenceMatcher

    # It leaves lines aside that occur very often, without which it could take minutes.
    opcodes = SequenceMatcher(None, before[start:end], after[new_start:new_end]).get_opcodes()
    return [
        Block(start + i1, start + i2, new_start + j1, new_start + j2)
        for tag, i1, i2, j1, j2 in opcodes
        if tag != "equal"
    ]


def _joined(blocks: list[Block]) -> list[Block]:
    """Blocks that touch are one block."""
    joined: list[Block] = []
    for block in blocks:
        if joined and joined[-1].end == block.start and joined[-1].new_end == block.new_start:
            last = joined.pop()
            block = Block(last.start, block.end, last.new_start, block.new_end)
        joined.append(block)
    return joined


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
