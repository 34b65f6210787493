"""Handlers of failures that an app gets otherwise than by `Dash(on_error=...)`.

Source: dash 4.4.1 `dash.py`: `on_error` is kept as `app._on_error`, and is told whenever a
callback without an `on_error` of its own fails.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from dash_codemods.model.often_sought import HANDLER_WORDS
from dash_codemods.model.project import Project
from dash_codemods.model.walking import walk


@dataclass(frozen=True)
class IndirectHandler:
    """A place that may give an app a handler: a dict of options, a subclass, a `partial`."""

    path: str
    line: int
    names: tuple[str, ...]
    """The names in what is given, by any of which the handler may go."""


class IndirectHandlers:
    """The handlers that `**OPTIONS`, a subclass of Dash or `app._on_error = ...` may give."""

    def __init__(self, project: Project) -> None:
        """Look through all files that hold the words."""
        self._project = project
        paths = dict.fromkeys(
            path for word in HANDLER_WORDS for path in project.sources.mentions(word)
        )
        self._found = [handler for path in paths for handler in self._in(path)]

    def near(self, path: str) -> list[IndirectHandler]:
        """Those of the same project as a file."""
        root_of = self._project.sources.root_of
        return [handler for handler in self._found if root_of(handler.path) == root_of(path)]

    def _in(self, path: str) -> Iterator[IndirectHandler]:
        sources = self._project.sources
        if (
            not any(word in sources.text(path) for word in HANDLER_WORDS)
            or sources.facts(path) is None
        ):
            return
        plain = self._understood(path)
        for node in walk(sources.tree(path)):
            if isinstance(node, ast.Call) and (node.lineno, node.col_offset + 1) in plain:
                continue
            for value in _given(node):
                names = tuple(dict.fromkeys(map(ast.unparse, _names(value))))
                yield IndirectHandler(path, value.lineno, names)

    def _understood(self, path: str) -> set[tuple[int, int]]:
        """Where the calls of `Dash` and the registrations start, which are looked at by others."""
        calls = [app.call for app in self._project.apps if app.path == path]
        calls += [c.registration.call for c in self._project.callbacks_in(path)]
        return {(call.span.line, call.span.column) for call in calls if call.span is not None}


def _given(node: ast.AST) -> Iterator[ast.expr]:
    """What a node gives as a handler."""
    if isinstance(node, ast.Call):
        yield from (k.value for k in node.keywords if k.arg == "on_error" and not _is_none(k.value))
        if any(map(_is_word, node.args)):
            yield from node.args  # `setattr(app, "_on_error", show)`
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if key is not None and _is_word(key) and not _is_none(value):
                yield value
    elif isinstance(node, ast.Assign) and any(map(_names_handler, node.targets)):
        yield from () if _is_none(node.value) else (node.value,)


def _names_handler(target: ast.expr) -> bool:
    """`app._on_error` or `options["on_error"]`"""
    if isinstance(target, ast.Attribute):
        return target.attr in HANDLER_WORDS
    return isinstance(target, ast.Subscript) and _is_word(target.slice)


def _is_word(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value in HANDLER_WORDS


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _names(node: ast.expr) -> Iterator[ast.expr]:
    """The dotted names in an expression, the whole ones first."""
    for inner in walk(node):
        root = inner
        while isinstance(root, ast.Attribute):
            root = root.value
        if isinstance(inner, ast.Name | ast.Attribute) and isinstance(root, ast.Name):
            yield inner
