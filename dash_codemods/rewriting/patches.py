"""Patches: the stretches of a text that an edit replaces."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dash_codemods.rewriting.errors import CannotRewrite
from dash_codemods.rewriting.source import Source


@dataclass(frozen=True)
class Patch:
    """Put `text` in the place of what stands from offset `start` to `end`."""

    start: int
    end: int
    text: str
    swallows: bool = False
    """It takes whole nodes out: edits inside them are done with."""
    whole_lines: bool = False
    """Both the old text and the new one are statements, not parts of one."""


def apply(source: Source, patches: Iterable[Patch]) -> tuple[str, list[Patch]]:
    """Make all patches at once; say which were made.

    Those at one place land in the order given; those in a stretch that goes are not made.
    """
    pieces: list[str] = []
    made: list[Patch] = []
    done = 0
    for patch in sorted(dict.fromkeys(patches), key=_order):
        if patch.start < done:
            if made[-1].swallows and patch.end <= done:
                continue
            line = source.line_at(patch.start)
            raise CannotRewrite("overlapping-edits", "two edits change the same code", line)
        pieces += (source.text[done : patch.start], patch.text)
        done = patch.end
        made.append(patch)
    pieces.append(source.text[done:])
    return "".join(pieces), made


def _order(patch: Patch) -> tuple[int, int]:
    """Insertions first; of two stretches the longer one, which may swallow the other."""
    return patch.start, -patch.end if patch.end > patch.start else -(1 << 62)
