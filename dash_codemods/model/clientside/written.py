"""What layouts and other callbacks put into a property, where it is no value of its component's.

A Dropdown for one choice whose value is `[]` at first, or that a button clears with `[]`, works
on the server, where `[]` is false; so does one that a callback turns into one for many.
"""

from __future__ import annotations

import ast
import re

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.components import Component
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.expressions import Expression, Items, Mapping, Name, Other
from dash_codemods.model.ids import DictId, Symbol
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.graph import Graphs
from dash_codemods.model.traffic.set_later import is_set_later
from dash_codemods.model.traffic.writes import Write
from dash_codemods.model.walking import walk

_LISTS = (ast.List, ast.ListComp, ast.Tuple)
_DICTS = (ast.Dict, ast.DictComp)
_PLACES = {"dash.dcc.Dropdown": 1, "dash.dcc.RadioItems": 1, "dash.dcc.Slider": 4}
"""Where `value` stands among the positional arguments, if it is not the first one."""

_GIVES_LISTS = {
    True: re.compile(r"(return|[?:=|&])\s*\["),
    False: re.compile(r"[\[,?:]\s*\["),
}
"""JavaScript that gives a list to its only Output, or to one of several properties."""


def initial(component: Component, prop: str) -> Expression | None:
    """A property's value in the layout, also where it is given without its name."""
    if prop != "value" or not component.kind.startswith("dash.dcc."):
        return component.initial(prop)
    return component.call.argument(_PLACES.get(component.kind, 0), prop)


def containers(project: Project, callback: Callback, dependency: Dependency) -> frozenset[str]:
    """`array` and `object`, where the layout or another callback sets such a value."""
    found: set[str] = set()
    for component in project.components_with(dependency.component_id):
        given = initial(component, dependency.prop or "")
        if given is not None:
            found |= _kind(project.names.value(component.path, component.scope, given)[2])
    for write in writes(project, callback, dependency):
        found |= _written(project, write)
    return frozenset(found)


def _written(project: Project, write: Write) -> set[str]:
    """`array` and `object`, where a place writes such a value."""
    other = write.callback
    if write.node is not None:
        return _shown(project, (write.path, write.scope), write.node)
    if write.how == "running" and other is not None:
        place = (other.path, other.registration.scope)
        return {k for v in write.values for k in _kind(project.names.value(*place, v)[2])}
    if write.how == "javascript" and other is not None:
        return {"array"} if _GIVES_LISTS[False].search(_script(project, other)) else set()
    if other is None or write.dependency is None:
        return set()
    identifier = write.component_id
    if isinstance(identifier, DictId) and "ALL" in identifier.wildcards:
        return set()  # a list of values
    if other.clientside:
        script = _script(project, other)
        return {"array"} if _GIVES_LISTS[other.single_output].search(script) else set()
    if other.function is None:
        return set()
    at = other.outputs.index(write.dependency)
    returns = (node for node in walk(project.function_tree(other)) if isinstance(node, ast.Return))
    return {k for n in returns if n.value for k in _returned(project, n.value, at, other)}


def _script(project: Project, callback: Callback) -> str:
    """The JavaScript of a callback, with the lines of its registration."""
    where = callback.registration.statement
    lines = project.sources.text(callback.path).split("\n")
    return "\n".join([*lines[where.line - 1 : where.end_line], project.script_of(callback)])


def writes(project: Project, callback: Callback, dependency: Dependency) -> list[Write]:
    """What else than a callback itself may write a property.

    An id that is no literal counts where it is the same expression; else it could be any.
    """
    graph, wanted = project.once(Graphs).of(callback), dependency.component_id
    mine = (callback.path, callback.registration.call.span)
    return [
        write
        for write in graph.writers_of(dependency.key)
        if write.callback is None
        or (write.callback.path, write.callback.registration.call.span) != mine
        if not isinstance(write.component_id, Symbol) or write.component_id == wanted
        if _may_name(project, write, dependency.prop)
    ]


def _may_name(project: Project, write: Write, prop: str | None) -> bool:
    """Whether a property is named where one is written; in a script, anywhere in it."""
    if write.how == "javascript" and write.callback is not None:
        return (prop or "") in _script(project, write.callback)
    return write.prop == prop


def is_changed_later(project: Project, component: Component, prop: str) -> bool:
    """Whether some code sets a property of a component that is made already.

    In the component's own file whatever is set counts, since it may have any name there.
    """
    text = project.sources.text(component.path)
    here = re.search(rf"\.{prop}\s*=[^=]", text) is not None
    return here or is_set_later(project, component, (prop,))


def _kind(value: Expression) -> set[str]:
    source = value.source if isinstance(value, Other) else ""
    if isinstance(value, Items) or source in ("List", "ListComp", "Tuple") or source[:1] == "[":
        return {"array"}
    if isinstance(value, Mapping) or source in ("Dict", "DictComp") or source[:1] == "{":
        return {"object"}
    return set()


def _returned(project: Project, node: ast.expr, at: int, other: Callback) -> set[str]:
    assert other.function is not None
    place = (other.path, other.function.body)
    if isinstance(node, ast.IfExp):
        arms = (node.body, node.orelse)
        return {kind for arm in arms for kind in _returned(project, arm, at, other)}
    if other.single_output:
        return _shown(project, place, node)
    if isinstance(node, ast.List | ast.Tuple) and len(node.elts) == len(other.outputs):
        return _shown(project, place, node.elts[at])
    return set()


def _shown(project: Project, place: tuple[str, int], node: ast.expr) -> set[str]:
    """What a literal is, also behind a name of the scope in which it stands."""
    if isinstance(node, ast.IfExp):
        return _shown(project, place, node.body) | _shown(project, place, node.orelse)
    if isinstance(node, ast.Name):
        return _kind(project.names.value(*place, Name(node.id))[2])
    if isinstance(node, _LISTS):
        return {"array"}
    return {"object"} if isinstance(node, _DICTS) else set()
