"""Where a value goes on to other code, which may do with it what does not show here."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_LOOK_ONLY = frozenset({"bool", "hasattr", "id", "isinstance", "print", "repr", "str", "type"})
"""Functions that keep nothing of what they are given, and tell no more than its address."""


def goes_on(node: ast.AST) -> Iterator[ast.expr]:
    """What of a node's own parts somebody else gets: arguments, what is kept or given back.

    A plain name that gets a value is no such thing: it can be followed.
    """
    if isinstance(node, ast.Call):
        if not (isinstance(node.func, ast.Name) and node.func.id in _LOOK_ONLY):
            yield from (*node.args, *(keyword.value for keyword in node.keywords))
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if node.value is not None and not all(isinstance(each, ast.Name) for each in targets):
            yield node.value
    elif isinstance(node, ast.Return | ast.Yield | ast.YieldFrom | ast.Starred):
        if node.value is not None:
            yield node.value
    elif isinstance(node, ast.List | ast.Tuple | ast.Set):
        yield from node.elts
    else:
        yield from _goes_on_in_expressions(node)


def _goes_on_in_expressions(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Dict):
        yield from node.values
    elif isinstance(node, ast.Lambda):
        yield node.body
    elif isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp):
        yield node.elt
    elif isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)
    elif isinstance(node, ast.BoolOp):
        # What is not the last of an `and` is given back where it counts as false alone.
        yield from node.values[-1:] if isinstance(node.op, ast.And) else node.values
    elif isinstance(node, ast.arguments):
        yield from (*node.defaults, *(each for each in node.kw_defaults if each is not None))
