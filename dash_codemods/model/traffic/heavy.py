"""Whether a dependency holds much data, and what can be listened to in their place."""

from __future__ import annotations

import ast

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.calls import Calls
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.project import Project
from dash_codemods.model.properties import HEAVY, MADE, ROWS, UPLOADED
from dash_codemods.model.safety import other_decorators
from dash_codemods.model.traffic.graph import Graphs
from dash_codemods.model.traffic.stores import store_facts
from dash_codemods.model.traffic.together import tells
from dash_codemods.model.traffic.trees import Trees
from dash_codemods.model.traffic.weight import is_light_write
from dash_codemods.model.walking import walk


def is_heavy(project: Project, callback: Callback, dependency: Dependency) -> bool:
    """Whether a dependency's property may hold much data and has no light twin."""
    if dependency.prop == "data":
        # The data of a Store has a twin, its timestamp.
        return store_facts(project, callback, dependency).kind == "other"
    if dependency.prop not in HEAVY:
        return False
    writes = project.once(Graphs).of(callback).writers_of(dependency.key)
    if dependency.prop in MADE and not any(tells(write.component_id) for write in writes):
        return False
    return not (writes and all(is_light_write(project, write) for write in writes))


def seen_besides(project: Project, callback: Callback) -> bool:
    """Whether a decorator, or the body by ctx, may read values that no statement reads."""
    if any(True for _ in other_decorators(project, callback)):
        return True
    function = callback.function
    if function is None:
        return False
    if function.reveals or any(
        f.reveals for _, f in project.once(Calls).reached_from(callback.path, function)
    ):
        return True
    if not any(read.what == "triggered" for read in function.trigger_reads):
        return False
    tree = project.once(Trees).function_of(callback)
    # As in `ctx.triggered[0]["value"]`, or by a name in between.
    return tree is None or any(
        isinstance(node, ast.Constant) and node.value == "value" for node in walk(tree)
    )


def advice(project: Project, callback: Callback, dependency: Dependency) -> str:
    """What to listen to instead of a heavy property."""
    graph, prop = project.once(Graphs).of(callback), dependency.prop or ""
    writes = graph.writers_of(dependency.key)
    if prop in UPLOADED and not writes:
        return (
            "`filename` is as good a trigger, but where a file of the same name is uploaded again"
        )
    writers = [
        write.callback
        for write in writes
        if write.callback is not None and write.callback is not callback
    ]
    if prop == "data" and not writers and _may_be_table(project, dependency):
        return "where a visitor's edits alone matter, `data_timestamp` of a DataTable tells of them"
    if prop in ROWS and not writers:
        return "listen to an event of the grid (`cellValueChanged`, `selectedRows`) instead"
    if len(writers) != 1:
        return "listen to what makes it change, or to a small store that its writers fill as well"
    writer = writers[0]
    return (
        f"listen to what makes `{writer.name}` ({writer.path}:{writer.line}) write it, or to a "
        "small store that it fills as well"
    )


def _may_be_table(project: Project, dependency: Dependency) -> bool:
    """Whether no component was found that has the id, or a DataTable was."""
    kinds = [component.kind for component in project.components_with(dependency.component_id)]
    return not kinds or any(kind.endswith("DataTable") for kind in kinds)
