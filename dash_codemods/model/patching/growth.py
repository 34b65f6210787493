"""Expressions that are the whole value with something added or taken away."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

from dash_codemods.model.patching.shapes import IsWhole, Whole, whole


@dataclass(frozen=True)
class Step:
    """One thing that is done: append, prepend, extend, concat, update, set or drop (with a key).

    `concat` is what `x + value` adds, which only a list (or a sum of numbers) can; `drop` takes
    the first or the last item away, as `x[1:]` and `x[:-1]` do.
    """

    method: str
    value: ast.expr
    key: ast.expr | None = None
    """`set`: the key. `extend`, `update`: None."""
    values: tuple[ast.expr, ...] = ()
    """`extend`: the items of a display."""


@dataclass(frozen=True)
class Grown:
    """An expression that is the whole value with something added."""

    whole: Whole
    steps: tuple[Step, ...]


def grown(node: ast.expr, is_whole: IsWhole) -> Grown | None:
    """The value with something added, as an expression gives it, or None."""
    if isinstance(node, ast.List):
        return _spread(node, is_whole)
    if isinstance(node, ast.Dict):
        return _merged(node, is_whole)
    if isinstance(node, ast.BinOp):
        return _sum(node, is_whole)
    if isinstance(node, ast.Subscript):
        return _shortened(node, is_whole)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict":
        return _dict_call(node, is_whole)
    return None


def _inside(node: ast.expr, is_whole: IsWhole) -> Grown | None:
    """The whole value, or one that grew already: `x + [a] + [b]`."""
    base = whole(node, is_whole)
    return Grown(base, ()) if base is not None else grown(node, is_whole)


def _sum(node: ast.BinOp, is_whole: IsWhole) -> Grown | None:
    left, right = _inside(node.left, is_whole), _inside(node.right, is_whole)
    if isinstance(node.op, ast.BitOr) and left is not None and right is None:
        return _more(left, (Step("update", node.right),), "dict")
    if not isinstance(node.op, ast.Add) or (left is None) == (right is None):
        return None
    if left is not None:
        return _more(left, _behind(node.right), "list")
    assert right is not None
    if isinstance(node.left, ast.List):
        return _more(right, _before(node.left.elts), "list")
    return None


def _more(found: Grown, steps: tuple[Step, ...] | None, kind: str) -> Grown | None:
    if steps is None:
        return None
    return Grown(replace(found.whole, kind=found.whole.kind or kind), (*found.steps, *steps))


def _behind(node: ast.expr) -> tuple[Step, ...] | None:
    """What `x + node` adds."""
    if not isinstance(node, ast.List):
        return (Step("concat", node),)
    return _items(node.elts)


def _items(elements: list[ast.expr]) -> tuple[Step, ...]:
    """What stands behind `*x` in a display."""
    steps: list[Step] = []
    plain: list[ast.expr] = []
    for element in [*elements, None]:
        if element is not None and not isinstance(element, ast.Starred):
            plain.append(element)
            continue
        if len(plain) == 1:
            steps.append(Step("append", plain[0]))
        elif plain:
            steps.append(Step("extend", plain[0], values=tuple(plain)))
        plain = []
        if element is not None:
            steps.append(Step("extend", element.value))
    return tuple(steps)


def _before(elements: list[ast.expr]) -> tuple[Step, ...] | None:
    if any(isinstance(e, ast.Starred) for e in elements):
        return None
    return tuple(Step("prepend", e) for e in reversed(elements))


def _shortened(node: ast.Subscript, is_whole: IsWhole) -> Grown | None:
    """`x[:-1]` and `x[1:]`"""
    if not isinstance(node.slice, ast.Slice) or node.slice.step is not None:
        return None
    lower, upper = node.slice.lower, node.slice.upper
    bounds = (lower and ast.unparse(lower), upper and ast.unparse(upper))
    at = -1 if bounds == (None, "-1") else 0 if bounds == ("1", None) else None
    found = _inside(node.value, is_whole) if at is not None else None
    if found is None or at is None:
        return None
    key = ast.Constant(0) if at == 0 else ast.UnaryOp(ast.USub(), ast.Constant(1))
    return _more(found, (Step("drop", key, key),), "list")


def _spread(node: ast.List, is_whole: IsWhole) -> Grown | None:
    stars = [
        (index, found)
        for index, e in enumerate(node.elts)
        if isinstance(e, ast.Starred) and (found := _inside(e.value, is_whole)) is not None
    ]
    if len(stars) != 1 or len(node.elts) == 1:
        return None
    index, found = stars[0]
    before = _before(node.elts[:index])
    if before is None:
        return None
    return _more(found, (*before, *_items(node.elts[index + 1 :])), "list")


def _merged(node: ast.Dict, is_whole: IsWhole) -> Grown | None:
    if not node.keys or node.keys[0] is not None or len(node.keys) == 1:
        return None
    found = _inside(node.values[0], is_whole)
    if found is None:
        return None
    steps = tuple(
        Step("update", value) if key is None else Step("set", value, key)
        for key, value in zip(node.keys[1:], node.values[1:], strict=True)
    )
    return _more(found, steps, "dict")


def _dict_call(node: ast.Call, is_whole: IsWhole) -> Grown | None:
    if len(node.args) != 1 or not node.keywords:
        return None
    found = _inside(node.args[0], is_whole)
    if found is None:
        return None
    steps = tuple(
        Step("update", k.value) if k.arg is None else Step("set", k.value, ast.Constant(k.arg))
        for k in node.keywords
    )
    return _more(found, steps, "dict")
