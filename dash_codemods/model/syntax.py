"""Syntax trees of whole files."""

from __future__ import annotations

import ast
import warnings
from functools import lru_cache


# A rewrite asks for the trees of the text before and of the new one, many times each.
@lru_cache(maxsize=4)
def parsed(text: str) -> ast.Module:
    """The syntax tree of a text, as `parse` gives it; it is shared: do not change it."""
    return parse(text)


def parse(text: str) -> ast.Module:
    """A syntax tree of a text, without a byte order mark.

    Raises what `ast.parse` raises: SyntaxError, ValueError, RecursionError or MemoryError.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text.removeprefix("\ufeff"))
