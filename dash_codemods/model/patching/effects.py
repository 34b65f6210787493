"""Whether the order in which expressions are worked out can matter."""

from __future__ import annotations

import ast

from dash_codemods.model.patching.locals import words
from dash_codemods.model.walking import walk

_MAKERS = words("html dcc dbc dmc dag dash_table fac fuc go")
"""Modules (by their usual names) of components, which can be made in any order."""
_PLAIN = words("str dict list len int float round tuple sorted")


def has_effects(node: ast.AST) -> bool:
    """Whether working out an expression may do something, or need what another one does."""
    return any(
        isinstance(inner, ast.Await) or (isinstance(inner, ast.Call) and not _is_plain(inner.func))
        for inner in walk(node)
    )


def _is_plain(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in _PLAIN
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return function.value.id in _MAKERS
    return False
