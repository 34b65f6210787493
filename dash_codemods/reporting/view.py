"""How a result is to be shown, and the colours of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple


class View(NamedTuple):
    """What the command line and the terminal ask of a report."""

    preview: bool = False
    """Nothing was written: show what would be."""
    diffs: bool = False
    """Show the diffs to people too."""
    colour: bool = False
    terminal: bool = False
    """A person looks at it: control characters must not reach the screen."""
    verbose: bool = False
    unsafe_taken: frozenset[str] = frozenset()
    """The files whose unsafe fixes are taken, whether the user or their project says so."""


_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """A text on one line, with control characters as escapes.

    Line ends would break the one-line form that editors read; escape sequences and marks that
    turn the direction of writing could show something else than what is there.
    """
    return _CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


class Paint:
    """Colours a piece of text, or leaves it as it is."""

    def __init__(self, colour: bool) -> None:
        def style(code: str) -> Callable[[str], str]:
            return partial(_wrapped, code) if colour else _plain

        self.bold = style("1")
        self.red = style("31")
        self.green = style("32")
        self.yellow = style("33")
        self.cyan = style("36")
        self.error = style("1;31")
        self.marked_red = style("31;7")
        self.marked_green = style("32;7")


def _wrapped(code: str, text: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if text else text


def _plain(text: str) -> str:
    return text


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """`1 fix`, `2 fixes`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
