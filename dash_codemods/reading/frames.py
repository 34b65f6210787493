"""Frames of the interpreter that are only asked what a function is called, and where it stands."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from dash_codemods.model.walking import children, walk
from dash_codemods.reading.expressions import last_name
from dash_codemods.reading.uses import FunctionNode

FRAMES = frozenset({"currentframe()", "_getframe()", "stack()", "trace()", "tb_frame"})
"""What gives frames, as a `Reveal` names it."""
_CALLS = frozenset({"currentframe", "_getframe"})
_STACKS = frozenset({"stack", "trace"})
_ON_THE_WAY = frozenset({"f_back", "tb_frame"})
_SAYS_WHERE = frozenset({"f_code", "f_lineno"})
_OF_A_STACK = frozenset({"filename", "lineno", "function", "code_context", "index", "positions"})
"""What says where in the entries of `inspect.stack()`, in whose order the frame is the first."""


def only_asks_where(function: FunctionNode, imported: Mapping[str, str]) -> bool:
    """Whether nothing but `f_code` and `f_lineno` is taken of the frames that a body gets.

    `inspect.currentframe().f_back.f_code.co_name` is the name of who calls, for a log; the
    variables of a frame stand in its `f_locals`, or are read by whom it is handed to. Some
    functions are `imported`, maybe under a name of their own.
    """
    parents = {child: node for node in walk(function) for child in children(node)}
    names: set[str] = set()
    # A name may be given a frame further down than where it is used, in a loop.
    for _ in range(len(parents)):
        count = len(names)
        for node in parents:
            called = _called(node, imported)
            if called in _STACKS and not _is_asked_where(node, parents):
                return False
            if called not in _CALLS and not _is_frame(node, names):
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


def _called(node: ast.AST, imported: Mapping[str, str]) -> str | None:
    """What a call calls, by the name that it has where it comes from."""
    if not isinstance(node, ast.Call):
        return None
    name = last_name(node.func)
    return imported.get(name or "", name) if isinstance(node.func, ast.Name) else name


def _is_asked_where(stack: ast.AST, parents: Mapping[ast.AST, ast.AST]) -> bool:
    """Whether it is `stack()[1].function`, or `stack()[1][3]`."""
    entry = parents[stack]
    if not isinstance(entry, ast.Subscript) or isinstance(entry.slice, ast.Slice):
        return False
    taken = parents.get(entry)
    if isinstance(taken, ast.Attribute):
        return taken.attr in _OF_A_STACK
    at = taken.slice if isinstance(taken, ast.Subscript) and taken.value is entry else None
    return isinstance(at, ast.Constant) and at.value in range(1, len(_OF_A_STACK))


def _is_frame(node: ast.AST, names: set[str]) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in _ON_THE_WAY
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names


def _is_looked_at(node: ast.AST, parent: ast.AST) -> bool:
    """Whether it is only asked if there is a frame: `if caller`, `caller is not None`."""
    if isinstance(parent, ast.If | ast.IfExp | ast.While):
        return node is parent.test
    return isinstance(parent, ast.Compare | ast.Delete | ast.Expr)
