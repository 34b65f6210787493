"""Places inside a JSON value: `x["a"][0]` is the path ("a", 0) of `x`."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Final


class _Any:
    """A key that is not known."""

    def __repr__(self) -> str:
        return "*"


ANY: Final = _Any()
Path = tuple[object, ...]


@dataclass(frozen=True)
class Place:
    """A chain of subscripts on a name, in a program."""

    name: ast.Name
    keys: tuple[ast.expr, ...]

    @property
    def path(self) -> Path:
        """The keys that are literal, ANY for the others."""
        return tuple(key_of(key) for key in self.keys)


def place_of(node: ast.expr) -> Place | None:
    """The place that an expression names; None where it is no chain of plain subscripts."""
    keys: list[ast.expr] = []
    while isinstance(node, ast.Subscript):
        if isinstance(node.slice, ast.Slice | ast.Tuple):
            return None
        keys.append(node.slice)
        node = node.value
    return Place(node, tuple(reversed(keys))) if isinstance(node, ast.Name) else None


def key_of(node: ast.expr) -> object:
    """A literal key's value, or ANY."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        operand = node.operand
        if isinstance(operand, ast.Constant) and isinstance(operand.value, int):
            return -operand.value
    return ANY


def may_equal(one: object, other: object) -> bool:
    """Whether two keys can name the same item."""
    if one is ANY or other is ANY:
        return True
    if isinstance(one, int) and isinstance(other, int) and (one < 0) != (other < 0):
        return True
    # JSON makes texts of a dict's keys.
    return one == other or str(one) == str(other)


def overlap(one: Path, other: Path) -> bool:
    """Whether one of two places may hold the other."""
    return all(may_equal(a, b) for a, b in zip(one, other, strict=False))


def may_lie_in(inner: Path, outer: Path) -> bool:
    """Whether a place may be another one, or inside it."""
    return len(inner) >= len(outer) and overlap(inner, outer)


@dataclass(frozen=True)
class Write:
    """What a statement changes: the container, and the place in it (or all of it)."""

    container: Path
    location: Path


def moves(write: Write, place: Path) -> bool:
    """Whether a change further up may put something else in a place."""
    return len(write.container) < len(place) and overlap(write.location, place)
