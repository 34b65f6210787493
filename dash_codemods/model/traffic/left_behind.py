"""What a callback leaves outside the page's properties, for another one to find there."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.names import Definition, External, Resolved
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.trees import Trees, own_nodes


def left_for(project: Project, writer: Callback, reader: Callback) -> ast.Name | None:
    """The name under which a callback puts something that another one looks at.

    `session["report"] = ...` where the other one reads `session`; a variable that is `global`.
    """
    known = project.once(_Shared)
    read = known.read_by(reader)
    return next((node for node, meant in known.set_by(writer) if meant in read), None)


class _Shared:
    """What the callbacks of a project read and set that others can have too."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._read: dict[Callback, set[Resolved]] = {}
        self._set: dict[Callback, list[tuple[ast.Name, Resolved]]] = {}

    def read_by(self, callback: Callback) -> set[Resolved]:
        if callback not in self._read:
            nodes = _names(self.project, callback)
            self._read[callback] = {meant for _, meant in self._meant(callback, nodes)}
        return self._read[callback]

    def set_by(self, callback: Callback) -> list[tuple[ast.Name, Resolved]]:
        if callback not in self._set:
            self._set[callback] = list(self._meant(callback, _set(self.project, callback)))
        return self._set[callback]

    def _meant(
        self, callback: Callback, nodes: Iterable[ast.Name]
    ) -> Iterator[tuple[ast.Name, Resolved]]:
        """The names that are not local, with what they stand for."""
        for node in nodes:
            meant = _meant(self.project, callback, node)
            if meant is not None:
                yield node, meant


def _names(project: Project, callback: Callback) -> Iterator[ast.Name]:
    function = project.once(Trees).function_of(callback)
    for node in own_nodes(function) if function is not None else ():
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node


def _set(project: Project, callback: Callback) -> Iterator[ast.Name]:
    """The variables that a function gives a value, or an item or attribute one."""
    function = project.once(Trees).function_of(callback)
    nodes = list(own_nodes(function)) if function is not None else []
    shared = {name for node in nodes if isinstance(node, ast.Global) for name in node.names}
    for node in nodes:
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Store) and node.id in shared:
                yield node
        elif isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store):
            inner: ast.expr = node
            while isinstance(inner, ast.Subscript | ast.Attribute):
                inner = inner.value
            if isinstance(inner, ast.Name):
                yield inner


def _meant(project: Project, callback: Callback, node: ast.Name) -> Resolved | None:
    """What a name stands for, where others can have it too: nothing local."""
    assert callback.function is not None
    found = project.names.resolve(callback.path, callback.function.body, node.id)
    if isinstance(found, External):
        return found
    shared = isinstance(found, Definition) and found.scope == 0
    return found if shared else None
