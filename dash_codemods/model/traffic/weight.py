"""Whether what a writer writes is small, as far as its expressions tell."""

from __future__ import annotations

import ast

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.ids import DictId
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.returned import returned_for
from dash_codemods.model.traffic.trees import Trees, last_name
from dash_codemods.model.traffic.values import COUNTS
from dash_codemods.model.traffic.writes import Write

_MOST_ITEMS = 8
_BIG = frozenset("Graph DataTable AgGrid Table Tbody Store Cytoscape Map".split())
_LIGHT = COUNTS | frozenset(
    "value checked active_tab pathname search hash href is_open opened disabled date".split()
)
"""Properties that hold a number, a text or a choice."""
_SHORT = frozenset(
    """
    str len int float bool round repr format isoformat strftime
    time time_ns monotonic perf_counter timestamp uuid1 uuid4 hex
    """.split()
)


def is_light_write(project: Project, write: Write) -> bool:
    """Whether all that a write can write is a literal, a short text, a small component."""
    callback = write.callback
    if callback is None or write.dependency is None or callback.function is None:
        return False
    function = project.once(Trees).function_of(callback)
    if function is None:
        return False
    trees = project.once(Trees)
    counts = _light_parameters(callback, without=trees.rebound_names(function))
    filled = _touched(trees.own_nodes(function))
    assigned = trees.single_assignments(function).items()
    names = {**counts, **{name: value for name, value in assigned if name not in filled}}
    ways = returned_for(project, callback, write.dependency)
    return all(way.nothing or (way.value and is_light(way.value, names)) for way in ways)


def _light_parameters(callback: Callback, without: set[str]) -> dict[str, ast.expr]:
    """The parameters that get a number of events, or what a visitor chose, as a constant each."""
    return {
        bound.parameter.name: ast.Constant(0)
        for bound in callback.bindings() or ()
        if bound.parameter.name not in without
        and not bound.is_group
        and [d.prop in _LIGHT and not _is_several(d) for d in bound.dependencies] == [True]
    }


def _is_several(dependency: Dependency) -> bool:
    """Whether it gives a list, of all components that its id matches."""
    identifier = dependency.component_id
    wildcards = identifier.wildcards if isinstance(identifier, DictId) else ()
    return not {"ALL", "ALLSMALLER"}.isdisjoint(wildcards)


def _touched(nodes: list[ast.AST]) -> set[str]:
    """The names of what may have been filled since it was made: `found[key] = ...`."""
    parts = (node.value for node in nodes if isinstance(node, ast.Subscript | ast.Attribute))
    return {part.id for part in parts if isinstance(part, ast.Name)}


def is_light(node: ast.expr, names: dict[str, ast.expr]) -> bool:
    """Whether an expression surely gives something small."""
    if isinstance(node, ast.Constant | ast.JoinedStr | ast.Compare):
        return True
    if isinstance(node, ast.Name):
        # What a name is made of may name it again: `count = (count + 1) % 3`.
        others = {name: value for name, value in names.items() if name != node.id}
        return node.id in names and is_light(names[node.id], others)
    if isinstance(node, ast.List | ast.Tuple):
        return len(node.elts) <= _MOST_ITEMS and all(is_light(e, names) for e in node.elts)
    if isinstance(node, ast.Dict):
        return len(node.values) <= _MOST_ITEMS and all(is_light(v, names) for v in node.values)
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.Mod) and isinstance(node.right, ast.Constant):
            return True  # a number, or a text with a number in it
        return is_light(node.left, names) and is_light(node.right, names)
    if isinstance(node, ast.BoolOp):
        return all(is_light(value, names) for value in node.values)
    if isinstance(node, ast.IfExp):
        return is_light(node.body, names) and is_light(node.orelse, names)
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.Not) or is_light(node.operand, names)
    return isinstance(node, ast.Call) and _is_light_call(node, names)


def _is_light_call(node: ast.Call, names: dict[str, ast.expr]) -> bool:
    name = last_name(node.func) or ""
    if name in _SHORT:
        return True
    if not name[:1].isupper() or name in _BIG:
        return False
    values = [*node.args, *(keyword.value for keyword in node.keywords)]
    return all(is_light(value, names) for value in values)
