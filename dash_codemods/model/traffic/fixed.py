"""Literals that a value is one of: those that a function of the project alone returns."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from dash_codemods.model.calls import Calls
from dash_codemods.model.project import FunctionNode
from dash_codemods.model.traffic.novelty import Judge
from dash_codemods.model.traffic.trees import Trees, dotted, leaves_always


def fixed_values(
    judge: Judge, function: FunctionNode | None, node: ast.expr
) -> list[object] | None:
    """The literals of which an expression is surely one; None where it may be something else.

    `function` is what the expression stands in. A constant, a name that is only ever given such
    values, and a call of a function that returns nothing else (`return True`) count.
    """
    constant = judge.constant(node)
    if constant is not None:
        return [constant.value]
    if isinstance(node, ast.IfExp):
        return _all_of(judge, function, (node.body, node.orelse))
    if isinstance(node, ast.Name) and function is not None:
        return _of_name(judge, function, node.id)
    return _results(judge, node) if isinstance(node, ast.Call) else None


def _of_name(judge: Judge, function: FunctionNode, name: str) -> list[object] | None:
    """The literals that a function's own name is given."""
    trees = judge.project.once(Trees)
    given = trees.assignments(function).get(name, [])
    if any(isinstance(value, ast.List | ast.Dict) for value in given):
        return None  # It may have been filled since.
    outer = (n for n in trees.own_nodes(function) if isinstance(n, ast.Global | ast.Nonlocal))
    if not given or any(name in node.names for node in outer):
        return None
    # Names in what it is given are not followed: they may lead back to it.
    return _all_of(judge, None, given)


def _all_of(
    judge: Judge, function: FunctionNode | None, nodes: Iterable[ast.expr]
) -> list[object] | None:
    found: list[object] = []
    for node in nodes:
        values = fixed_values(judge, function, node)
        if values is None:
            return None
        found += values
    return found


def _results(judge: Judge, call: ast.Call) -> list[object] | None:
    """What the function that is called returns, if that is always a literal."""
    project = judge.project
    name = dotted(call.func)
    found = project.once(Calls).functions(judge.path, judge.scope, name) if name else []
    if len(found) != 1:
        return None
    path, function = found[0]
    bound = function.parameters[:1] and function.parameters[0].name in ("self", "cls")
    if bound or function.decorators or function.is_async:
        return None
    trees = project.once(Trees)
    tree = trees.function(path, function)
    if tree is None:
        return None
    inside = Judge(project, path, function.body)
    values: list[object] = []
    for node in trees.own_nodes(tree):
        if isinstance(node, ast.Yield | ast.YieldFrom):
            return None
        if isinstance(node, ast.Return):
            if isinstance(node.value, ast.List | ast.Dict):
                return None
            constant = inside.constant(node.value) if node.value else None
            if node.value is not None and constant is None:
                return None
            values.append(constant.value if constant else None)
    return values if leaves_always(tree.body) else [*values, None]
