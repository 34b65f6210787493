"""Whether functions that one falls into mean the names that it meant."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TypeGuard

from dash_codemods.model.edits import SplitCallback
from dash_codemods.proving.difference import PromiseError
from dash_codemods.proving.locate import Baseline, Function
from dash_codemods.proving.unbound import local_names, reads_outer


def check_names(
    baseline: Baseline, edit: SplitCallback, old: Function, new: Sequence[Function]
) -> None:
    """Raise if a function would take a name from outside that was the old one's own.

    So what a helper reads is given to it, and what is read of it behind its call is handed
    back. And raise if something else bears the helper's name.
    """
    helper = new[0].name
    if any(helper in _names(node) for node in ast.walk(baseline.module)):
        raise PromiseError(edit, f"`{helper}` is another thing already")
    own = local_names(old)
    for function in new:
        given = {argument.arg for argument in function.args.args}
        for name in sorted(own - given):
            if reads_outer(function, name):
                raise PromiseError(edit, f"`{function.name}` would not know `{name}`")
        known = set(given)
        for statement in function.body:
            if _calls(statement, helper):
                asked = {n.id for n in ast.walk(statement) if _is_read(n)}
                if asked & own - known:
                    raise PromiseError(edit, f"`{function.name}` calls `{helper}` too early")
            known.update(n.id for n in ast.walk(statement) if isinstance(n, ast.Name))


def _calls(statement: ast.stmt, name: str) -> bool:
    match statement:
        case ast.Assign(value=ast.Call(func=ast.Name(id=called))):
            return called == name
    return False


def _is_read(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)


def _names(node: ast.AST) -> tuple[str | None, ...]:
    match node:
        case ast.Name(id=name) | ast.arg(arg=name):
            return (name,)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return (name,)
        case ast.alias(name=name, asname=renamed):
            return (name.split(".")[0], renamed)
    return ()
