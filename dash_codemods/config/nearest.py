"""The right word nearest to a wrong one."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that was most likely meant, letters' case aside; None: none is near."""
    from difflib import get_close_matches

    by_lowercase = {choice.lower(): choice for choice in choices}
    found = get_close_matches(word.lower(), by_lowercase, n=1, cutoff=0.6)
    return by_lowercase[found[0]] if found else None


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """The end of an error message: the nearest choice, or nothing where none is near."""
    near = nearest(word, choices)
    return f"; did you mean `{near}`?" if near else ""
