"""A walk over a syntax tree that is quicker than `ast.NodeVisitor`.

Handlers are found by the node's class in a table made once for each class of walkers; literals,
operators and expression contexts, more than half of all nodes, are never visited.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from dash_codemods.model.walking import FIELDS

Handler = Callable[[Any, Any], None]

_LEAVES = (ast.Constant, ast.Pass, ast.Break, ast.Continue)


class Walker:
    """Calls `on_<class>` for the nodes that a subclass handles, and descends into the others."""

    # Of the class, not of the walker: bound methods would make a circle of it that keeps it,
    # and the tree it has seen, until somebody looks for circles.
    _handlers: ClassVar[dict[type, Handler]] = {}
    """What has none here is a leaf, or no node at all."""

    def __init_subclass__(cls) -> None:
        """Find the handlers; those of nodes that only newer Pythons have (`TryStar`) wait."""
        names = [name for name in dir(cls) if name.startswith("on_")]
        found = {getattr(ast, n[3:]): getattr(cls, n) for n in names if hasattr(ast, n[3:])}
        others = dict.fromkeys((kind for kind in FIELDS if kind not in _LEAVES), cls.children)
        cls._handlers = {**others, **found}

    def visit(self, node: ast.AST) -> None:
        """Handle a node, or descend into it."""
        handler = self._handlers.get(node.__class__)
        if handler is not None:
            handler(self, node)

    def visit_all(self, nodes: Iterable[ast.AST]) -> None:
        """Visit several nodes in order."""
        handlers = self._handlers
        for node in nodes:
            handler = handlers.get(node.__class__)
            if handler is not None:
                handler(self, node)

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
            else:
                handler = handlers.get(value.__class__)
                if handler is not None:
                    handler(self, value)
