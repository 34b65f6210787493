"""Which names a piece of code mentions, reads, binds and may change.

One statement is asked for every trigger and for every part, so each answer is kept.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import lru_cache

from dash_codemods.model.project import FunctionNode
from dash_codemods.model.traffic.trees import dotted
from dash_codemods.model.walking import walk

_KEPT = 4096
"""So many answers: a long callback has some hundred statements and tests."""

_NAMING = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.ExceptHandler,
    ast.MatchAs,
    ast.MatchStar,
)


@lru_cache(maxsize=_KEPT)
def dotted_names(node: ast.AST) -> tuple[str, ...]:
    """All names and chains of attributes in it, in their order: `ctx.triggered_id`, `ctx`."""
    found: dict[str, None] = {}
    for inner in walk(node):
        if isinstance(inner, ast.Name):
            found[inner.id] = None
        elif isinstance(inner, ast.Attribute):
            name = dotted(inner)
            if name is not None:
                found[name] = None
    return tuple(found)


@lru_cache(maxsize=_KEPT)
def bound_names(node: ast.AST) -> frozenset[str]:
    """The names that a statement may bind, those of functions inside of it among them.

    More than `flow.bound_here` gives: who forgets what it knows of a name must not miss one.
    """
    bound: set[str] = set()
    for inner in walk(node):
        if isinstance(inner, ast.Name) and not isinstance(inner.ctx, ast.Load):
            bound.add(inner.id)
        elif isinstance(inner, _NAMING) and inner.name:
            bound.add(inner.name)
    return frozenset(bound)


@lru_cache(maxsize=_KEPT)
def names_read(node: ast.AST) -> frozenset[str]:
    """The names that it reads, in functions inside of it too."""
    found: set[str] = set()
    for inner in walk(node):
        if isinstance(inner, ast.Name) and not isinstance(inner.ctx, ast.Store):
            found.add(inner.id)
        elif isinstance(inner, ast.AugAssign) and isinstance(inner.target, ast.Name):
            found.add(inner.target.id)
        elif isinstance(inner, ast.Global | ast.Nonlocal):
            found.update(inner.names)  # others read them
    return frozenset(found)


def imported_names(node: ast.Import | ast.ImportFrom) -> list[str]:
    """The names that an import binds; the star too."""
    return [alias.asname or alias.name.partition(".")[0] for alias in node.names]


@lru_cache(maxsize=_KEPT)
def names_of_no_use(node: FunctionNode) -> frozenset[str]:
    """The names that a function binds in a branch, or imports, and nothing in it reads."""
    found: set[str] = set()
    for inner in walk(node):
        if isinstance(inner, ast.Import | ast.ImportFrom):
            found.update(imported_names(inner))
        elif isinstance(inner, ast.Assign | ast.AnnAssign) and inner not in node.body:
            found.update(bound_names(inner))
    return frozenset(found - names_read(node))


@lru_cache(maxsize=_KEPT)
def declares_outer_names(node: ast.AST) -> bool:
    """Whether a `global` or `nonlocal` stands in it."""
    return any(isinstance(inner, ast.Global | ast.Nonlocal) for inner in walk(node))


@lru_cache(maxsize=_KEPT)
def names_written_out(node: ast.AST) -> frozenset[str]:
    """The names that stand in it, read or bound; those of a `global` do not count."""
    return frozenset(inner.id for inner in walk(node) if isinstance(inner, ast.Name))


@lru_cache(maxsize=_KEPT)
def names_handed_on(node: ast.AST) -> frozenset[str]:
    """The names whose values it may change: those that it reads otherwise than to look at them."""
    looked_at = {each for inner in walk(node) for each in _only_looked_at(inner)}
    return frozenset(inner.id for inner in _loads(node) if inner not in looked_at)


def _loads(node: ast.AST) -> Iterator[ast.Name]:
    for inner in walk(node):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load):
            yield inner


def _only_looked_at(node: ast.AST) -> Sequence[ast.expr]:
    """What a comparison or an index does nothing to."""
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        return [node.value]
    return []
