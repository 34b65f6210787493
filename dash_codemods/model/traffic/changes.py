"""What a body does to a list or dict after it has made it."""

from __future__ import annotations

import ast

from dash_codemods.model.project import FunctionNode
from dash_codemods.model.traffic.trees import last_name, own_nodes

_CHANGING = frozenset({"update", "pop", "popitem", "clear", "remove"})
"""Methods that take away what is in a list or dict, or put something in its place."""
_LOOKING = frozenset(
    "len print str repr bool dumps debug info warning error isinstance sorted list dict".split()
)
"""Functions that leave alone what they are given."""

ANY_KEY = object()
"""Stands for keys that are not known."""


def changed_names(function: FunctionNode) -> dict[str, set[object]]:
    """The names whose value a body changes, by the keys under which it does; `ANY_KEY`: all."""
    found: dict[str, set[object]] = {}
    for node in own_nodes(function):
        target: ast.expr | None = None
        keys: list[ast.expr | None] = []
        if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            target, keys = node.value, [node.slice]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            target = node.func.value if node.func.attr in _CHANGING else None
            keys = _changed_keys(node)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Name):
            # It goes by another name too.
            target, keys = node.value, [None]
        if isinstance(node, ast.Call) and last_name(node.func) not in _LOOKING:
            for given in (*node.args, *(k.value for k in node.keywords)):
                if isinstance(given, ast.Name):
                    found.setdefault(given.id, set()).add(ANY_KEY)
        while isinstance(target, ast.Subscript):
            # What is changed within a part changes the part.
            keys, target = [target.slice], target.value
        if isinstance(target, ast.Name):
            known = (k.value if isinstance(k, ast.Constant) else ANY_KEY for k in keys)
            found.setdefault(target.id, set()).update(known)
    return found


def _changed_keys(node: ast.Call) -> list[ast.expr | None]:
    """The keys that `value.update(...)` or `value.pop(...)` changes; None: any."""
    named: list[ast.expr | None] = [ast.Constant(k.arg) if k.arg else None for k in node.keywords]
    if not node.args:
        return named or [None]
    first = node.args[0]
    if isinstance(first, ast.Dict):
        return [*first.keys, *named]
    return [first] if _method(node) == "pop" else [None]


def _method(node: ast.Call) -> str | None:
    return node.func.attr if isinstance(node.func, ast.Attribute) else None
