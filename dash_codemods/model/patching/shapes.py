"""Expressions that are the whole value, copied or not."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, replace

from dash_codemods.model.patching.values import Apart

IsWhole = Callable[[str], bool]
"""Whether a name stands for the whole value."""


@dataclass(frozen=True)
class Whole:
    """An expression that is the whole value: `x`, `x.copy()`, `x or []`, `list(x or [])`."""

    name: ast.Name
    copied: Apart = "no"
    empty: str | None = None
    """The kind of the empty value that stands in for None."""
    truth: bool = False
    """It stands in for everything falsy, not for None alone."""
    kind: str | None = None
    """The kind that the value must be, by the way it is copied."""
    figure: bool = False
    fails: bool = False
    """Copying it like that fails where it is None."""


def empty_kind(node: ast.expr) -> str | None:
    """`list` or `dict` for an empty one."""
    if isinstance(node, ast.List) and not node.elts:
        return "list"
    if isinstance(node, ast.Dict) and not node.keys:
        return "dict"
    if isinstance(node, ast.Call) and not node.args and not node.keywords:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        return name if name in ("list", "dict") else None
    return None


def whole(node: ast.expr, is_whole: IsWhole) -> Whole | None:
    """The whole value as an expression gives it, or None."""
    if isinstance(node, ast.Name):
        return Whole(node) if is_whole(node.id) else None
    if isinstance(node, ast.Call):
        return _copied_by_call(node, is_whole)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        parts = (node.slice.lower, node.slice.upper, node.slice.step)
        inner = whole(node.value, is_whole) if parts == (None, None, None) else None
        return _copy(inner, "shallow", "list")
    if isinstance(node, ast.List) and len(node.elts) == 1:
        only = node.elts[0]
        return (
            _copy(whole(only.value, is_whole), "shallow", "list")
            if isinstance(only, ast.Starred)
            else None
        )
    if isinstance(node, ast.Dict) and node.keys == [None]:
        return _copy(whole(node.values[0], is_whole), "shallow", "dict")
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or) and len(node.values) == 2:
        return _or_empty(whole(node.values[0], is_whole), node.values[1], truth=True)
    if isinstance(node, ast.IfExp):
        return _chosen(node, is_whole)
    return None


def _copy(
    inner: Whole | None, how: Apart, kind: str | None = None, *, fails: bool = True
) -> Whole | None:
    if inner is None:
        return None
    copied: Apart = "deep" if "deep" in (how, inner.copied) else "shallow"
    return replace(inner, copied=copied, kind=kind or inner.kind, fails=fails or inner.fails)


def _or_empty(inner: Whole | None, other: ast.expr, *, truth: bool) -> Whole | None:
    kind = empty_kind(other)
    if inner is None or kind is None or inner.empty is not None:
        return None
    return replace(inner, empty=kind, truth=truth)


def _copied_by_call(node: ast.Call, is_whole: IsWhole) -> Whole | None:
    function = node.func
    last = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if isinstance(function, ast.Attribute) and not node.args and not node.keywords:
        if function.attr == "copy":
            return _copy(whole(function.value, is_whole), "shallow")
        return None
    if len(node.args) != 1 or node.keywords:
        return None
    inner = whole(node.args[0], is_whole)
    if isinstance(function, ast.Name) and last in ("list", "dict"):
        return _copy(inner, "shallow", last)
    dotted = ast.unparse(function)
    if dotted in ("copy.deepcopy", "deepcopy"):
        return _copy(inner, "deep", fails=False)
    if dotted in ("copy.copy", "copy"):
        return _copy(inner, "shallow", fails=False)
    if dotted in ("go.Figure", "graph_objects.Figure", "graph_objs.Figure", "Figure"):
        made = _copy(inner, "deep", "dict", fails=False)
        return replace(made, figure=True) if made is not None and made.empty is None else None
    return None


def _chosen(node: ast.IfExp, is_whole: IsWhole) -> Whole | None:
    """`x if x else []`, `[] if x is None else x`."""
    tested = absence_test(node.test, is_whole)
    if tested is None:
        return None
    name, absent, truth = tested
    kept, other = (node.orelse, node.body) if absent else (node.body, node.orelse)
    inner = whole(kept, is_whole)
    if inner is None or inner.name.id != name:
        return None
    return _or_empty(inner, other, truth=truth)


def absence_test(node: ast.expr, is_whole: IsWhole) -> tuple[str, bool, bool] | None:
    """(name, true if absent, by truth) of `x is None`, `not x`, `x`, `x is not None`."""
    if isinstance(node, ast.Name) and is_whole(node.id):
        return node.id, False, True
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        inner = absence_test(node.operand, is_whole)
        return (inner[0], not inner[1], inner[2]) if inner else None
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        left, operator, right = node.left, node.ops[0], node.comparators[0]
        none = isinstance(right, ast.Constant) and right.value is None
        if isinstance(left, ast.Name) and is_whole(left.id) and none:
            if isinstance(operator, ast.Is | ast.Eq):
                return left.id, True, False
            if isinstance(operator, ast.IsNot | ast.NotEq):
                return left.id, False, False
    return None


def present_when(node: ast.expr, is_whole: IsWhole, holds: bool) -> bool:
    """Whether the value is surely not None where a test holds (or does not)."""
    if isinstance(node, ast.BoolOp):
        one_is_enough = isinstance(node.op, ast.And) is holds
        inner = [present_when(value, is_whole, holds) for value in node.values]
        return any(inner) if one_is_enough else all(inner)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return present_when(node.operand, is_whole, not holds)
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "isinstance" and holds:
        return isinstance(node.args[0], ast.Name) and is_whole(node.args[0].id)
    found = absence_test(node, is_whole)
    return found is not None and found[1] is not holds
