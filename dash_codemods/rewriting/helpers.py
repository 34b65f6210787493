"""The function that several parts of a callback call: its text, and that of the call."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dash_codemods.model.edits import Helper
from dash_codemods.rewriting.source import Source

_RULER = re.compile(r"#\s*(%%|In\[|[^\w\s]{4,}\s*$)|#+\s*[^\w\s]{3,}.*[^\w\s]{3,}$")
"""A comment that opens a section, or a cell: it speaks of more than what stands below it."""


def call_of(helper: Helper) -> str:
    """The statement that calls a helper, on one line."""
    return f"{_handed_back(helper)} = {helper.name}({', '.join(helper.parameters)})"


def return_of(helper: Helper) -> str:
    """The statement that ends a helper."""
    return f"return {_handed_back(helper)}"


def _handed_back(helper: Helper) -> str:
    return ", ".join(helper.returned)


def fitted(head: str, items: Sequence[str], tail: str, unit: str, room: int) -> list[str]:
    """What stands in brackets on one line; where there is no room, as Black would break it."""
    whole = f"{head}{', '.join(items)}{tail}"
    if len(whole) <= room or not items:
        return [whole]
    together = f"{unit}{', '.join(items)}"
    if len(together) <= room:
        return [head, together, tail]
    return [head, *(f"{unit}{item}," for item in items), tail]


def line_above(source: Source, line: int) -> int:
    """The line that a helper of what starts on a line goes before: the comments above are its."""
    top = line
    while top > 1 and source.line_text(top - 1).startswith(f"{source.indentation(line)}#"):
        top -= 1
    said = [source.line_text(number).strip() for number in range(top, line)]
    return line if any(map(_RULER.match, said)) else top
