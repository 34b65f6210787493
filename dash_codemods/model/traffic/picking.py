"""What callbacks take out of a property that they leave as it is otherwise: `del patch[0]`."""

from __future__ import annotations

import ast

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.calls import Calls
from dash_codemods.model.expressions import Name
from dash_codemods.model.project import FunctionNode, Project
from dash_codemods.model.traffic.returned import returned_for
from dash_codemods.model.traffic.trees import Trees, dotted, last_name
from dash_codemods.model.traffic.writes import Write
from dash_codemods.model.walking import children, walk

_ADD = frozenset({"append", "extend", "insert", "prepend"})
"""What is asked of a `Patch`, or of a list, that gets more and loses nothing."""
_KEEP = (
    ast.Return
    | ast.Tuple
    | ast.List
    | ast.Starred
    | ast.BoolOp
    | ast.IfExp
    | ast.Compare
    | ast.If
    | ast.UnaryOp
)
"""Where a whole list is read, and none of it left out."""
_MADE = (
    ast.List | ast.Tuple | ast.ListComp | ast.Constant | ast.JoinedStr | ast.Dict | ast.GeneratorExp
)


def picks(project: Project, write: Write) -> bool:
    """Whether a write may take something out of a property and leave the rest there.

    So does a `Patch` that does more than to add, and who gives back what it got of the property.
    """
    callback = write.callback
    if callback is None:
        made = write.node is not None and _is_made(write.node)
        return not made and "Patch" in project.sources.text(write.path)
    own = [d for d in (*callback.inputs, *callback.states) if d.key == write.key]
    if callback.clientside:
        return bool(own) or "Patch" in project.script_of(callback)
    if write.dependency is None:
        return False
    function = project.once(Trees).function_of(callback)
    if function is None:
        return True
    bound = [callback.binding_of(dependency) for dependency in own]
    names = {each.parameter.name for each in bound if each is not None}
    if None in bound or not all(_only_adds(function, name) for name in names):
        return True
    patches = _patches(project, callback)
    if not patches:
        return False
    ways = returned_for(project, callback, write.dependency)
    values = [way.value for way in ways if not way.nothing]
    return any(_may_pick(project, callback, function, value) for value in values)


def _may_pick(
    project: Project, callback: Callback, function: FunctionNode, value: ast.expr | None
) -> bool:
    """Whether a value may be a `Patch` that does more than to add, in a function that has one."""
    if value is None:
        return True
    if isinstance(value, ast.Name):
        given = project.once(Trees).assignments(function).get(value.id, [])
        if given and all(_is_patch(project, callback.path, each) for each in given):
            return not _only_adds(function, value.id)
        return not (given and all(map(_is_made, given)))
    return not _is_made(value)


def _is_made(value: ast.expr) -> bool:
    """Whether a value is written anew: a list, a text, or a component."""
    if isinstance(value, ast.Call):
        name = last_name(value.func) or ""
        return name[:1].isupper() and "Patch" not in name
    return isinstance(value, _MADE)


def _patches(project: Project, callback: Callback) -> bool:
    """Whether a callback's function, or one that it calls, makes a `Patch`."""
    if callback.function is None:
        return False
    reached = project.once(Calls).reached_from(callback.path, callback.function)
    trees = project.once(Trees)
    for path, each in ((callback.path, callback.function), *reached):
        if "Patch" in project.sources.text(path):
            function = trees.function(path, each)
            if function is None or any(_is_patch(project, path, node) for node in walk(function)):
                return True
    return False


def _is_patch(project: Project, path: str, node: ast.AST) -> bool:
    """Whether it is `Patch()`, under whatever name."""
    name = dotted(node.func) if isinstance(node, ast.Call) else None
    if name is None:
        return False
    return last_name(node.func) == "Patch" or (  # type: ignore[attr-defined]
        project.external_name(path, 0, Name(name)) == "dash.Patch"
    )


def _only_adds(function: FunctionNode, name: str) -> bool:
    """Whether nothing is taken out of what a name of a function holds."""
    parents = {child: node for node in walk(function) for child in children(node)}
    return all(
        _keeps(parents, node)
        for node in parents
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
    )


def _keeps(parents: dict[ast.AST, ast.AST], node: ast.AST) -> bool:
    """Whether all that is read here stays: `patch.append(...)`, `return patch`, `rows + [row]`."""
    parent = parents[node]
    if isinstance(parent, ast.Attribute):
        call = parents[parent]
        return parent.attr in _ADD and isinstance(call, ast.Call) and call.func is parent
    if isinstance(parent, ast.BinOp):
        return isinstance(parent.op, ast.Add)
    if isinstance(parent, ast.Call):
        return last_name(parent.func) == "len"
    return isinstance(parent, _KEEP)
