"""Members of list, tuple and dict displays, by index and key."""

from __future__ import annotations

import ast


def member(value: ast.expr, key: int | str) -> tuple[ast.expr | None, list[ast.expr]]:
    """The member of a display, and the other members; None where it is no such display."""
    if isinstance(key, int) and isinstance(value, ast.Tuple | ast.List):
        if len(value.elts) <= key or any(isinstance(e, ast.Starred) for e in value.elts):
            return None, []
        return value.elts[key], [e for i, e in enumerate(value.elts) if i != key]
    if isinstance(key, str) and isinstance(value, ast.Dict):
        for known, inner in zip(value.keys, value.values, strict=True):
            if isinstance(known, ast.Constant) and known.value == key:
                return inner, [v for v in value.values if v is not inner]
    if isinstance(key, str) and isinstance(value, ast.Call):
        name = value.func.id if isinstance(value.func, ast.Name) else ""
        if name == "dict" and not value.args:
            for keyword in value.keywords:
                if keyword.arg == key:
                    return keyword.value, [k.value for k in value.keywords if k is not keyword]
    return None, []


def place_in(value: ast.expr, way: tuple[int | str, ...]) -> ast.expr | None:
    """What stands at a place of a display."""
    found: ast.expr | None = value
    for key in way:
        if found is not None:
            found = member(found, key)[0]
    return found
