"""What the bodies of writers look at and make, with the functions that they call."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dash_codemods.model import safety
from dash_codemods.model.callbacks import Callback
from dash_codemods.model.calls import Calls
from dash_codemods.model.facts import Function
from dash_codemods.model.findings import Blocker
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.trees import Trees, dotted, last_name
from dash_codemods.model.walking import walk

_OUTPUTS = frozenset({"outputs_list", "outputs_grouping"})
_NOTHING = frozenset({"no_update", "PreventUpdate"})


def patches(project: Project, callback: Callback) -> tuple[str, int] | None:
    """Where a callback, or what it calls, makes a Patch; None where it does not."""
    if "Patch" in project.script_of(callback):
        return callback.path, callback.line
    for path, function, node in _nodes(project, callback):
        named = last_name(node) if isinstance(node, ast.Name | ast.Attribute) else None
        if named == "Patch" or (
            isinstance(node, ast.Call)
            and project.names.external(path, function.body, dotted(node.func) or "") == "dash.Patch"
        ):
            return path, node.lineno  # type: ignore[attr-defined]
    return None


def sees_outputs(project: Project, callback: Callback) -> Iterator[Blocker]:
    """Code that can tell which outputs a callback has: the body, what it calls, error handlers."""
    path = callback.path
    if "outputs_list" in project.script_of(callback):
        yield Blocker("sees-outputs", "the script looks at its outputs", path, callback.line)
        return
    for where, function, node in _nodes(project, callback):
        own = function is callback.function
        if isinstance(node, ast.Attribute) and (
            node.attr in _OUTPUTS or (own and node.attr == "args")
        ):
            which = "the body" if own else f"`{function.name}`, which it calls,"
            message = f"{which} looks at its outputs, by `{node.attr}`"
            yield Blocker("sees-outputs", message, where, node.lineno)
            return
    for where, function in safety.handler_functions(project, callback):
        for node in _nodes_of(project, where, function):
            if isinstance(node, ast.Attribute) and node.attr in _OUTPUTS:
                message = f"the error handler looks at the outputs, by `{node.attr}`"
                yield Blocker("sees-outputs", message, where, node.lineno)
                return


def may_write_nothing(project: Project, callback: Callback) -> bool:
    """Whether a call may leave an output as it is."""
    if callback.clientside or callback.function is None:
        return True
    return any(
        isinstance(node, ast.Raise)
        or (isinstance(node, ast.Name | ast.Attribute) and last_name(node) in _NOTHING)
        for _, _, node in _nodes(project, callback)
    )


def _nodes(project: Project, callback: Callback) -> Iterator[tuple[str, Function, ast.AST]]:
    """The nodes of a callback's function, and of those that it calls, with their files."""
    own = callback.function
    if callback.clientside or own is None:
        return
    called = project.once(Calls).reached_from(callback.path, own)
    for path, function in ((callback.path, own), *called):
        for node in _nodes_of(project, path, function):
            yield path, function, node


def _nodes_of(project: Project, path: str, function: Function) -> Iterator[ast.AST]:
    tree = project.once(Trees).function(path, function)
    if tree is not None:
        yield from walk(tree)
