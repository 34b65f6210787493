"""Frames of the interpreter that are only asked what a function is called, and where it stands."""

from __future__ import annotations

import ast

from dash_codemods.model.walking import children, walk
from dash_codemods.reading.expressions import last_name
from dash_codemods.reading.uses import FunctionNode

FRAME_CALLS = frozenset({"currentframe", "_getframe"})
_ON_THE_WAY = frozenset({"f_back"})
_SAYS_WHERE = frozenset({"f_code", "f_lineno"})


def only_asks_where(function: FunctionNode) -> bool:
    """Whether nothing but `f_code` and `f_lineno` is taken of the frames that a body gets.

    `inspect.currentframe().f_back.f_code.co_name` is the name of who calls, for a log; the
    variables of a frame stand in its `f_locals`, or are read by whom it is handed to.
    """
    parents = {child: node for node in walk(function) for child in children(node)}
    names: set[str] = set()
    # A name may be given a frame further down than where it is used, in a loop.
    for _ in range(len(parents)):
        count = len(names)
        for node in parents:
            if not _is_frame(node, names):
                continue
            parent = parents[node]
            if isinstance(parent, ast.Attribute):
                if parent.attr not in _ON_THE_WAY | _SAYS_WHERE:
                    return False
            elif isinstance(parent, ast.Assign):
                if not all(isinstance(target, ast.Name) for target in parent.targets):
                    return False
                names.update(t.id for t in parent.targets if isinstance(t, ast.Name))
            elif not _is_looked_at(node, parent):
                return False
        if len(names) == count:
            return True
    return True


def _is_frame(node: ast.AST, names: set[str]) -> bool:
    if isinstance(node, ast.Call):
        return last_name(node.func) in FRAME_CALLS
    if isinstance(node, ast.Attribute):
        return node.attr in _ON_THE_WAY
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names


def _is_looked_at(node: ast.AST, parent: ast.AST) -> bool:
    """Whether it is only asked if there is a frame: `if caller`, `caller is not None`."""
    if isinstance(parent, ast.If | ast.IfExp | ast.While):
        return node is parent.test
    return isinstance(parent, ast.Compare | ast.Delete | ast.Expr)
