"""Handlers of failures, and the names of nested functions."""

from __future__ import annotations

import ast

from dash_codemods.model.patching.locals import words
from dash_codemods.model.walking import children, walk

_CATCHING = words(
    "Exception BaseException KeyError IndexError LookupError TypeError AttributeError"
)


def catches(handler: ast.ExceptHandler) -> bool:
    """Whether a handler takes failures of subscripts and methods, and does not pass them on."""
    last = handler.body[-1] if handler.body else None
    if isinstance(last, ast.Raise) and last.exc is None:
        return False
    if handler.type is None:
        return True
    names = {n.id for n in walk(handler.type) if isinstance(n, ast.Name)}
    names |= {n.attr for n in walk(handler.type) if isinstance(n, ast.Attribute)}
    return bool(names & _CATCHING)


def catches_within(function: ast.AST) -> bool:
    """Whether anything in a function takes such failures."""
    return any(
        (isinstance(node, ast.ExceptHandler) and catches(node))
        or (isinstance(node, ast.withitem) and suppresses(node))
        for node in walk(function)
    )


def suppresses(item: ast.withitem) -> bool:
    """`with suppress(KeyError):`"""
    return "suppress" in ast.unparse(item.context_expr)


def free_in(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> set[str]:
    """The names that a function inside takes from those around it, each time that it is called."""
    if isinstance(node, ast.Lambda):
        own = {a.arg for a in walk(node.args) if isinstance(a, ast.arg)}
        body: list[ast.AST] = [node.body]
    else:
        own, body = bound_in(node), list(node.body)
    names = (n for part in body for n in walk(part) if isinstance(n, ast.Name))
    return {n.id for n in names} - own


def bound_in(node: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """The names that are a nested function's own."""
    bound = {a.arg for a in walk(node.args) if isinstance(a, ast.arg)}
    outer: set[str] = set()
    waiting: list[ast.AST] = list(node.body)
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            bound.add(inner.name)
            continue
        if isinstance(inner, ast.Lambda):
            continue
        if isinstance(inner, ast.Nonlocal | ast.Global):
            outer.update(inner.names)
        elif isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            bound.add(inner.id)
        waiting += children(inner)
    return bound - outer
