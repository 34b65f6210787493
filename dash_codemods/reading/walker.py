"""A walk over a syntax tree that is quicker than `ast.NodeVisitor`.

Handlers are found by the node's class in a table made once for each walker; literals and
expression contexts, half of all nodes, are never visited.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import Any, ClassVar


def _pass(node: ast.AST) -> None:
    """Nothing to see in a leaf."""


_LEAVES: dict[type, Callable[[Any], None]] = dict.fromkeys(
    (
        ast.Constant,
        ast.Load,
        ast.Store,
        ast.Del,
        ast.Pass,
        ast.Break,
        ast.Continue,
        # What is no node at all.
        str,
        int,
        type(None),
    ),
    _pass,
)


class Walker:
    """Calls `on_<class>` for the nodes that a subclass handles, and descends into the others."""

    _handled: ClassVar[tuple[tuple[type, str], ...]] = ()

    def __init_subclass__(cls) -> None:
        """Find the handlers; those of nodes that only newer Pythons have (`TryStar`) wait."""
        names = [name for name in dir(cls) if name.startswith("on_")]
        cls._handled = tuple((getattr(ast, n[3:]), n) for n in names if hasattr(ast, n[3:]))

    def __init__(self) -> None:
        """Make the table of handlers."""
        self._handlers = dict(_LEAVES)
        for kind, name in self._handled:
            self._handlers[kind] = getattr(self, name)

    def visit(self, node: ast.AST) -> None:
        """Handle a node, or descend into it."""
        handler = self._handlers.get(node.__class__)
        if handler is not None:
            handler(node)
        else:
            self.children(node)

    def visit_all(self, nodes: Iterable[ast.AST]) -> None:
        """Visit several nodes in order."""
        for node in nodes:
            self.visit(node)

    def children(self, node: ast.AST) -> None:
        """Visit what a node is made of."""
        handlers = self._handlers
        for field in node._fields:
            value = getattr(node, field, None)
            if value.__class__ is list:
                for item in value:
                    handler = handlers.get(item.__class__)
                    if handler is not None:
                        handler(item)
                    elif isinstance(item, ast.AST):
                        self.children(item)
            else:
                handler = handlers.get(value.__class__)
                if handler is not None:
                    handler(value)
                elif isinstance(value, ast.AST):
                    self.children(value)
