"""Whole words in a text: `str.find` is many times faster here than a regular expression."""

from __future__ import annotations

from collections.abc import Iterator


def line_at(text: str, at: int) -> int:
    """The number of the line that a place in a text is on."""
    return text.count("\n", 0, at) + 1


def holds(word: str, text: str) -> bool:
    """Whether a name stands anywhere in a text."""
    return next(places_of(word, text), None) is not None


def is_used(word: str, text: str) -> bool:
    """Whether a name stands anywhere in a text but where a function of that name is defined."""
    return any(text[max(at - 4, 0) : at] != "def " for at in places_of(word, text))


def places_of(word: str, text: str) -> Iterator[int]:
    """Where a name stands in a text, not as a part of a longer name."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not (_is_name(text[at - 1 : at]) or _is_name(text[end : end + 1])):
            yield at
        at = text.find(word, end)


def _is_name(char: str) -> bool:
    return char.isalnum() or char == "_"
