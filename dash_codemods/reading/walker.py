"""A walk over a syntax tree that is quicker than `ast.NodeVisitor`.

Handlers are found by the node's class in a table made once for each class of walkers; literals,
operators and expression contexts, more than half of all nodes, are never visited.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from dash_codemods.model.walking import FIELDS


def _pass(_walker: Walker, _node: ast.AST) -> None:
    """Nothing to see in a leaf."""


_LEAVES: dict[type, Callable[[Any, Any], None]] = dict.fromkeys(
    # The last three are no nodes at all.
    (ast.Constant, ast.Pass, ast.Break, ast.Continue, str, int, type(None)),
    _pass,
)


class Walker:
    """Calls `on_<class>` for the nodes that a subclass handles, and descends into the others."""

    # Of the class, not of the walker: bound methods would make a circle of it that keeps it,
    # and the tree it has seen, until somebody looks for circles.
    _handlers: ClassVar[dict[type, Callable[[Any, Any], None]]] = _LEAVES

    def __init_subclass__(cls) -> None:
        """Find the handlers; those of nodes that only newer Pythons have (`TryStar`) wait."""
        names = [name for name in dir(cls) if name.startswith("on_")]
        found = {getattr(ast, n[3:]): getattr(cls, n) for n in names if hasattr(ast, n[3:])}
        cls._handlers = {**_LEAVES, **found}

    def visit(self, node: ast.AST) -> None:
        """Handle a node, or descend into it."""
        handler = self._handlers.get(node.__class__)
        if handler is not None:
            handler(self, node)
        else:
            self.children(node)

    def visit_all(self, nodes: Iterable[ast.AST]) -> None:
        """Visit several nodes in order."""
        for node in nodes:
            self.visit(node)

    def children(self, node: ast.AST) -> None:
        """Visit what a node is made of."""
        handlers = self._handlers
        for field in FIELDS[node.__class__]:
            value = getattr(node, field, None)
            if value.__class__ is list:
                for item in value:
                    handler = handlers.get(item.__class__)
                    if handler is not None:
                        handler(self, item)
                    elif isinstance(item, ast.AST):
                        self.children(item)
            else:
                handler = handlers.get(value.__class__)
                if handler is not None:
                    handler(self, value)
                elif isinstance(value, ast.AST):
                    self.children(value)
