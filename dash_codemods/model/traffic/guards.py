"""Parameters whose value is looked at only to leave early where it is empty."""

from __future__ import annotations

import ast

from dash_codemods.model.project import FunctionNode
from dash_codemods.model.traffic.trees import leaves_always
from dash_codemods.model.walking import walk

_LEAVING = (ast.Expr, ast.Return, ast.Raise)


def guard_of(function: FunctionNode, name: str) -> ast.If | None:
    """The early `if` whose test holds the only reads of a parameter, and asks if it is empty.

    Of several such guards the first; None where the value is read in any other way.
    """
    first: ast.If | None = None
    for statement in _without_docstring(function.body):
        if not _reads(statement, name):
            continue
        if not isinstance(statement, ast.If) or not _is_guard(statement, name):
            return None
        first = first or statement
    return first


def _is_guard(statement: ast.If, name: str) -> bool:
    if statement.orelse or not leaves_always(statement.body):
        return False
    if any(_reads(inner, name) or not isinstance(inner, _LEAVING) for inner in statement.body):
        return False
    return _asks_for_emptiness(statement.test, name)


def _asks_for_emptiness(test: ast.expr, name: str) -> bool:
    """Whether a test looks at a value only to see if there is one: `not x`, `x is None`."""
    if not _reads(test, name) or _is_value(test, name):
        return True
    if isinstance(test, ast.BoolOp):
        return all(_asks_for_emptiness(value, name) for value in test.values)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _asks_for_emptiness(test.operand, name)
    if isinstance(test, ast.Compare) and len(test.comparators) == 1:
        return _is_value(test.left, name) and _is_empty(test.comparators[0])
    return False


def _is_value(node: ast.expr, name: str) -> bool:
    """The value itself, or its length."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        inner = node.args[0] if len(node.args) == 1 else None
        return node.func.id in ("len", "bool") and inner is not None and _is_value(inner, name)
    return isinstance(node, ast.Name) and node.id == name


def _is_empty(node: ast.expr) -> bool:
    if isinstance(node, ast.List | ast.Tuple):
        return not node.elts
    if isinstance(node, ast.Dict):
        return not node.keys
    return isinstance(node, ast.Constant) and not node.value


def _reads(node: ast.AST, name: str) -> bool:
    return any(isinstance(each, ast.Name) and each.id == name for each in walk(node))


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    first = body[0]
    is_text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return body[1:] if is_text else body
