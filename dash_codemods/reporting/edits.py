"""The smallest edits that turn one text into another."""

from __future__ import annotations

import re

from dash_codemods.model.places import Position
from dash_codemods.model.results import TextEdit
from dash_codemods.reporting.blocks import Block, changed_blocks, equal_end, equal_start

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_LINE_END = re.compile(r"\r\n|\r|\n")


def edits_between(before: str, after: str, path: str = "") -> tuple[TextEdit, ...]:
    """Edits of `before`, in order and apart from each other, that make exactly `after` of it.

    Lines end with \\n, \\r\\n or \\r and with nothing else, as for Python and for editors. No
    edit begins or ends between the two characters of a \\r\\n.
    """
    if before == after:
        return ()
    old, new = _LINE.findall(before), _LINE.findall(after)
    return tuple(_edit(old, new, block, path) for block in changed_blocks(old, new))


def _edit(old: list[str], new: list[str], block: Block, path: str) -> TextEdit:
    was = "".join(old[block.start : block.end])
    becomes = "".join(new[block.new_start : block.new_end])
    start = _common_start(was, becomes)
    end = _common_end(was, becomes, start)
    changed, rest = was[start : len(was) - end], becomes[start : len(becomes) - end]
    begin = _moved(Position(block.start + 1, 1), was[:start])
    return TextEdit(path, begin, _moved(begin, changed), rest)


def _moved(position: Position, text: str) -> Position:
    """Where one stands after reading a text from a position on."""
    last = 0
    count = 0
    for match in _LINE_END.finditer(text):
        count += 1
        last = match.end()
    if count:
        return Position(position.line + count, len(text) - last + 1)
    return Position(position.line, position.column + len(text))


def _common_start(one: str, other: str) -> int:
    length = equal_start(one, other)
    cut = _inside_line_end(one, length) or _inside_line_end(other, length)
    return length - 1 if cut else length


def _common_end(one: str, other: str, start: int) -> int:
    """The length of the common end, of what follows the common start."""
    length = equal_end(one[start:], other[start:])
    cut = _inside_line_end(one, len(one) - length) or _inside_line_end(other, len(other) - length)
    return length - 1 if cut and length else length


def _inside_line_end(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1] == "\r" and text[at] == "\n"
