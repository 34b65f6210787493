"""Which callbacks only choose among values that the browser has."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from dash_codemods.model.clientside.expressions import dotted
from dash_codemods.model.walking import children, walk

if TYPE_CHECKING:
    from dash_codemods.model.callbacks import Callback
    from dash_codemods.model.project import Project

MOST_LINES = 60
_MOST_STATEMENTS = 15
_MOST_LITERALS = 40
"""What holds more is data, which the server can keep."""
_STATEMENTS = (ast.If, ast.Return, ast.Raise, ast.Assign, ast.AnnAssign, ast.Expr, ast.Pass)
_EXPRESSIONS = (
    ast.Constant,
    ast.Name,
    ast.Attribute,
    ast.UnaryOp,
    ast.BoolOp,
    ast.IfExp,
    ast.Compare,
    ast.BinOp,
    ast.List,
    ast.Tuple,
    ast.Set,
    ast.Dict,
    ast.JoinedStr,
    ast.FormattedValue,
    ast.Call,
)
_CALLS = ("bool", "len", "dict")
_KNOWN = ("dash.no_update", "dash.PreventUpdate")


def is_candidate(project: Project, callback: Callback) -> bool:
    """Whether a body has no more in it than operators on its parameters and literals."""
    tree = project.function_tree(callback)
    if isinstance(tree, ast.AsyncFunctionDef):
        return False
    arguments = tree.args
    bound = {a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    statements = literals = 0
    for top in tree.body:
        for node in walk(top):
            if isinstance(node, ast.stmt):
                statements += 1
                if not _is_plain(node):
                    return False
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                bound.add(node.id)
            elif isinstance(node, ast.expr) and not isinstance(node, _EXPRESSIONS):
                return False
            literals += isinstance(node, ast.Constant)
    if statements > _MOST_STATEMENTS or literals > _MOST_LITERALS:
        return False
    if not any(isinstance(n, ast.Return) and n.value for top in tree.body for n in walk(top)):
        return False
    return all(_is_known(project, callback, node, bound) for node in _names(tree))


def _is_plain(node: ast.stmt) -> bool:
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Assign):
        return len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
    return isinstance(node, _STATEMENTS)


def _names(tree: ast.FunctionDef) -> list[ast.expr]:
    """The names that a body reads, with their attributes, and what it calls."""
    found: list[ast.expr] = []
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name | ast.Attribute):
            found.append(node)
        elif isinstance(node, ast.AnnAssign):
            waiting += [node.target, *([node.value] if node.value else [])]
        else:
            waiting += children(node)
    return found


def _is_known(project: Project, callback: Callback, node: ast.expr, bound: set[str]) -> bool:
    name = dotted(node)
    if name is None:
        return False
    if name in bound:
        return True
    assert callback.function is not None
    scope = callback.function.body
    if name in _CALLS:
        return project.names.lookup(callback.path, scope, name) is None
    return project.names.external(callback.path, scope, name) in _KNOWN
