"""Handlers of failures, and the names of nested functions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from dash_codemods.model.patching.locals import words
from dash_codemods.model.patching.managers import may_take_failures
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
    # A constant may be a tuple of any of them.
    return bool(names & _CATCHING) or any(name.isupper() for name in names)


def catches_within(function: ast.AST, external: Callable[[str], str | None]) -> bool:
    """Whether anything in a function takes such failures; `external`: as in `managers`."""
    return any(
        (isinstance(node, ast.ExceptHandler) and catches(node))
        or (isinstance(node, ast.withitem) and may_take_failures(node, external))
        or leaves(getattr(node, "finalbody", ()))
        for node in walk(function)
    )


def leaves(statements: Sequence[ast.stmt]) -> bool:
    """Whether a `finally` ends otherwise than by going on, so that a failure is forgotten."""
    waiting: list[ast.AST] = list(statements)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Return | ast.Break | ast.Continue):
            return True
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            waiting += children(node)
    return False


def handed_on(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """The functions inside that others may call, who may take their failures."""
    inside = {
        node.name: node
        for node in walk(function)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node is not function
    }
    called = {id(node.func) for node in walk(function) if isinstance(node, ast.Call)}
    found = {name for name, node in inside.items() if node.decorator_list}
    found |= {
        node.id
        for node in walk(function)
        if isinstance(node, ast.Name) and node.id in inside and id(node) not in called
    }
    callers: list[ast.AST] = [node for node in walk(function) if isinstance(node, ast.Lambda)]
    callers += [inside[name] for name in found]
    while callers:
        names = {node.id for node in walk(callers.pop()) if isinstance(node, ast.Name)}
        callers += [inside[name] for name in (names & inside.keys()) - found]
        found |= names & inside.keys()
    return found


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
