"""What RemoveDependency promises: a dependency goes, and what it leaves empty."""

from __future__ import annotations

import ast
from itertools import pairwise

from dash_codemods.model.edits import RemoveDependency
from dash_codemods.proving.change import Change, contradiction
from dash_codemods.proving.difference import PromiseError
from dash_codemods.proving.locate import Baseline
from dash_codemods.proving.tree import detach


def remove_dependency(baseline: Baseline, edit: RemoveDependency) -> Change:
    """Promise that a registration loses a dependency."""
    call = baseline.call(edit, edit.call)
    dependency = baseline.expression(edit, edit.dependency)
    steps = _steps(baseline, edit, call, dependency)
    container = steps[0][0]

    def make() -> None:
        if not _remove(*steps[0]):
            raise contradiction(edit)

    def clear_up() -> None:
        for (emptied, _), (parent, child) in pairwise(steps):
            if not _is_empty(emptied) or not _remove(parent, child):
                return

    return Change(edit, make, (container,), clear_up)


def _steps(
    baseline: Baseline, edit: RemoveDependency, call: ast.Call, dependency: ast.expr
) -> list[tuple[ast.AST, ast.AST]]:
    """Return the containers from a dependency up to its call, each with what it holds.

    A keyword or a star is part of what its call or list holds, not a container.
    """
    steps: list[tuple[ast.AST, ast.AST]] = []
    node: ast.AST = dependency
    while node is not call:
        while isinstance(baseline.parent(node), ast.keyword | ast.Starred):
            node = baseline.parent(node)
        parent = baseline.parent(node)
        if not _can_lose(parent, node, call):
            what = type(parent).__name__
            raise PromiseError(edit, f"the dependency stands in a {what}, which cannot lose it")
        steps.append((parent, node))
        node = parent
    if not steps:
        raise PromiseError(edit, "the registration itself is no dependency")
    return steps


def _can_lose(parent: ast.AST, node: ast.AST, call: ast.Call) -> bool:
    if isinstance(parent, ast.Dict):
        return node in parent.values
    if isinstance(parent, ast.Call):
        return parent.func is not node and (parent is call or _is_dict_call(parent, node))
    return isinstance(parent, ast.List | ast.Tuple)


def _is_dict_call(parent: ast.Call, node: ast.AST) -> bool:
    name = parent.func
    return isinstance(name, ast.Name) and name.id == "dict" and isinstance(node, ast.keyword)


def _remove(parent: ast.AST, node: ast.AST) -> bool:
    if not isinstance(parent, ast.Dict):
        return detach(parent, node)
    if node not in parent.values:
        return False
    at = parent.values.index(node)
    del parent.keys[at], parent.values[at]
    return True


def _is_empty(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return not node.args and not node.keywords
    return not (node.keys if isinstance(node, ast.Dict) else getattr(node, "elts", True))
