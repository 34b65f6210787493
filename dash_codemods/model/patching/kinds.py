"""What kind of value an expression surely gives: list, dict, str, number, ..."""

from __future__ import annotations

import ast

from dash_codemods.model.patching.locals import Locals

_BUILTINS = {
    "list": "list",
    "sorted": "list",
    "tuple": "tuple",
    "dict": "dict",
    "str": "str",
    "repr": "str",
    "len": "number",
    "int": "number",
    "float": "number",
    "round": "number",
    "abs": "number",
    "bool": "bool",
    "set": "set",
}
_METHODS = {
    "split": "list",
    "splitlines": "list",
    "tolist": "list",
    "format": "str",
    "join": "str",
    "strip": "str",
    "lower": "str",
    "upper": "str",
    "title": "str",
    "replace": "str",
    "strftime": "str",
    "isoformat": "str",
    "hex": "str",
    "count": "number",
    "index": "number",
}
_DISPLAYS: tuple[tuple[type[ast.expr], str], ...] = (
    (ast.List, "list"),
    (ast.ListComp, "list"),
    (ast.Tuple, "tuple"),
    (ast.Dict, "dict"),
    (ast.DictComp, "dict"),
    (ast.Set, "set"),
    (ast.SetComp, "set"),
    (ast.JoinedStr, "str"),
    (ast.Compare, "bool"),
    (ast.GeneratorExp, "generator"),
)


def kind_of(node: ast.expr, names: Locals, depth: int = 6) -> str | None:
    """The kind of a value, or None where that cannot be told."""
    if depth <= 0:
        return None
    for display, kind in _DISPLAYS:
        if isinstance(node, display):
            return kind
    if isinstance(node, ast.Constant):
        return _constant_kind(node.value)
    if isinstance(node, ast.Name):
        value = names.only_value(node.id)
        return kind_of(value, names, depth - 1) if value is not None else None
    if isinstance(node, ast.UnaryOp):
        return "bool" if isinstance(node.op, ast.Not) else "number"
    if isinstance(node, ast.BinOp):
        return _operation_kind(node, names, depth)
    if isinstance(node, ast.IfExp):
        one, other = kind_of(node.body, names, depth - 1), kind_of(node.orelse, names, depth - 1)
        return one if one == other else None
    if isinstance(node, ast.Call):
        return _call_kind(node)
    return None


def may_be_array(node: ast.expr, names: Locals, depth: int = 6) -> bool:
    """Whether an expression of unknown kind may be an array or a column of a data frame.

    `[1, 2] + array` adds item by item. What the browser sent is none, nor what a function of
    the app gives; a method's result, an item or an attribute of other objects may be one.
    """
    if depth <= 0:
        return True
    if isinstance(node, ast.Name):
        values = names.values.get(node.id, [])
        if not values:
            return not names.is_parameter(node.id)
        return any(v is None or may_be_array(v, names, depth - 1) for v in values)
    if isinstance(node, ast.IfExp):
        return any(may_be_array(each, names, depth - 1) for each in (node.body, node.orelse))
    if kind_of(node, names) is not None:
        return False
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return False
    root: ast.expr = node
    while isinstance(root, ast.Call | ast.Subscript | ast.Attribute):
        root = root.func if isinstance(root, ast.Call) else root.value
    given = isinstance(root, ast.Name) and names.is_parameter(root.id)
    return not given or may_be_array(root, names, depth - 1)


def _constant_kind(value: object) -> str | None:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return "number"
    return "str" if isinstance(value, str) else None


def _operation_kind(node: ast.BinOp, names: Locals, depth: int) -> str | None:
    left, right = kind_of(node.left, names, depth - 1), kind_of(node.right, names, depth - 1)
    if isinstance(node.op, ast.Add):
        # Both sides must be of one kind for `+` to work on lists and texts.
        return next(
            (k for k in (left, right) if k in ("list", "tuple", "str")), _number(left, right)
        )
    if isinstance(node.op, ast.Mod) and left == "str":
        return "str"
    if isinstance(node.op, ast.Mult):
        sequences = [k for k in (left, right) if k in ("list", "str")]
        return sequences[0] if sequences else _number(left, right)
    if isinstance(node.op, ast.BitOr):
        return "dict" if "dict" in (left, right) else None
    return _number(left, right)


def _number(left: str | None, right: str | None) -> str | None:
    return "number" if {left, right} <= {"number", "bool"} else None


def _call_kind(node: ast.Call) -> str | None:
    if isinstance(node.func, ast.Name):
        return _BUILTINS.get(node.func.id)
    if not isinstance(node.func, ast.Attribute):
        return None
    if node.func.attr == "to_dict":
        records = [
            a
            for a in (*node.args, *(k.value for k in node.keywords))
            if isinstance(a, ast.Constant)
        ]
        return "list" if any(a.value == "records" for a in records) else "dict"
    return _METHODS.get(node.func.attr)
