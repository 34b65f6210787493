"""Whether a new text is what was promised, and if not, where."""

from __future__ import annotations

import ast

from dash_codemods.proving.added_imports import without_found, without_promised
from dash_codemods.proving.difference import Difference
from dash_codemods.proving.equality import Pair, first_difference, lost_names
from dash_codemods.proving.tree import UNREADABLE, Leeway, Module

_WIDTH = 90
_NOTHING = "nothing"


def same_tree(promised: ast.Module, actual: ast.Module) -> Difference | None:
    """Compare the promised tree with that of the new text; None if they are the same."""
    leeway, before, after = Leeway(), promised.body, actual.body
    if isinstance(promised, Module):
        leeway, before = promised.leeway, without_promised(promised)
        found = without_found(actual, leeway.imports.values())
        if isinstance(found, Difference):
            return found
        after = found
    pair = first_difference(before, after, leeway)
    return _difference(pair, leeway) if pair else None


def _difference(pair: Pair, leeway: Leeway) -> Difference:
    names = lost_names(pair.promised, leeway)
    if names and pair.promised:
        entries = ", ".join(f"`{name}`" for name in sorted(names))
        message = f"the docstring does not lose what it says of {entries}, and nothing else"
        return Difference(message, pair.promised.lineno)
    promised, actual = _shown(pair.promised), _shown(pair.actual)
    one, other = _first_unequal(promised, actual)
    place = pair.promised or pair.previous
    message = f"the edits promise {one}, the new text has {other}"
    return Difference(message, place.lineno if place else 0)


def _shown(statement: ast.stmt | None) -> list[str]:
    if statement is None:
        return []
    try:
        return ast.unparse(statement).splitlines()
    except UNREADABLE:  # too deep to be written out
        return [f"a {type(statement).__name__} statement"]


def _first_unequal(one: list[str], other: list[str]) -> tuple[str, str]:
    """Return the first lines that differ, cut to the part that does."""
    lines = max(len(one), len(other))
    for at in range(lines):
        left = one[at] if at < len(one) else None
        right = other[at] if at < len(other) else None
        if left != right:
            return _cut(left, right), _cut(right, left)
    return _cut(one[0], None) if one else _NOTHING, _cut(other[0], None) if other else _NOTHING


def _cut(text: str | None, other: str | None) -> str:
    """Return a line for the message, shortened around what is different in it."""
    if text is None:
        return _NOTHING
    text, other = text.strip(), (other or "").strip()
    same = next((i for i, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), 0)
    start = max(0, min(same - _WIDTH // 3, len(text) - _WIDTH))
    cut = text[start : start + _WIDTH]
    front, back = "..." if start else "", "..." if start + _WIDTH < len(text) else ""
    return f"`{front}{cut}{back}`"
