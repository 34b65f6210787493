"""What kind of value a writer gives a property: one that surely differs from the last, or not.

A `dcc.Store` tells its timestamp's readers of a write only where the data changes.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from dash_codemods.model.caches import may_be_cached
from dash_codemods.model.callbacks import Callback
from dash_codemods.model.expressions import Expression, Items, Mapping
from dash_codemods.model.ids import DictId
from dash_codemods.model.project import FunctionNode, Project
from dash_codemods.model.safety import other_decorators
from dash_codemods.model.traffic.changes import changed_names
from dash_codemods.model.traffic.fixed import fixed_values
from dash_codemods.model.traffic.novelty import Judge, Names, stepped_on
from dash_codemods.model.traffic.returned import Returned, returned_for
from dash_codemods.model.traffic.trees import Trees
from dash_codemods.model.traffic.writes import Write

_SEVERAL = frozenset({"ALL", "ALLSMALLER"})
COUNTS = frozenset({"n_clicks", "n_intervals", "n_submit", "nClicks", "n_clicks_timestamp"})
"""Properties that grow with every event."""


@dataclass(frozen=True, eq=False, slots=True)
class Written:
    """A value that a writer may give.

    kind: `new`, `step` or `count` (it differs from the last; see `novelty`), `constant`, or
    `computed` (anything that may be equal to the last).
    """

    kind: str
    line: int
    constant: object = None
    """Of a constant: its value, lists and dicts as text."""

    @property
    def is_empty(self) -> bool:
        """A constant that says that there is nothing."""
        empty = self.constant is None or self.constant in ("", "[]", "{}", "()")
        return self.kind == "constant" and empty


class Values:
    """What the writes of a project may write, each found once."""

    def __init__(self, project: Project) -> None:
        """Take the project."""
        self.project = project
        self._found: dict[Write, list[Written]] = {}

    def of(self, write: Write) -> list[Written]:
        """What a write may give its property, one entry for each way."""
        if write not in self._found:
            self._found[write] = _values_of(self.project, write)
        return self._found[write]


def _values_of(project: Project, write: Write) -> list[Written]:
    callback = write.callback
    if write.how == "running":
        return [_running(project, write, value) for value in write.values]
    if write.how == "set_props" and write.node is not None:
        return _written(Judge(project, write.path, write.scope), write.node, write.line)
    if callback is None or callback.function is None or write.dependency is None:
        return [Written("computed", write.line)]
    function = project.once(Trees).function_of(callback)
    if function is None:
        return [Written("computed", write.line)]
    names = _names(project, callback, function, write)
    judge = Judge(project, callback.path, callback.function.body, names)
    ways = returned_for(project, callback, write.dependency)
    wildcards = write.component_id.wildcards if isinstance(write.component_id, DictId) else ()
    each = bool(_SEVERAL.intersection(wildcards))
    values = [value for way in ways for value in _way(judge, function, way, each)]
    if may_be_cached(project, callback) or any(True for _ in other_decorators(project, callback)):
        # A cache, say: what it kept is given back once more.
        return [v if v.kind == "constant" else Written("computed", v.line) for v in values]
    return values


def _way(judge: Judge, function: FunctionNode, way: Returned, each: bool) -> list[Written]:
    """What a way of returning gives; `each`: to every component that an id with ALL matches."""
    if way.nothing:
        return [Written("constant", way.line)]
    if each and isinstance(way.value, ast.List | ast.Tuple):
        parts = way.value.elts
        return [value for one in parts for value in _written(judge, one, way.line, function)]
    if each:
        return [Written("computed", way.line)]
    if way.value is None:
        return [Written("computed", way.line)]
    return _written(judge, way.value, way.line, function)


def _written(
    judge: Judge, node: ast.expr, line: int, function: FunctionNode | None = None
) -> list[Written]:
    fixed = fixed_values(judge, function, node)
    if fixed is not None:
        return [Written("constant", line, value) for value in fixed]
    kind = judge.kind(node)
    if kind is None and isinstance(node, ast.IfExp):
        arms = (node.body, node.orelse)
        return [value for arm in arms for value in _written(judge, arm, line, function)]
    return [Written(kind or "computed", line)]


def _running(project: Project, write: Write, value: Expression) -> Written:
    scope = write.callback.registration.scope if write.callback else 0
    literal = project.constant(write.path, scope, value)
    if literal is not None:
        return Written("constant", write.line, literal.value)
    if isinstance(value, Items | Mapping) and not value.items:
        return Written("constant", write.line, "[]")
    return Written("computed", write.line)


def _names(project: Project, callback: Callback, function: FunctionNode, write: Write) -> Names:
    """Which names of a function hold the property's own value, and which count events."""
    trees = project.once(Trees)
    names = Names(trees.single_assignments(function), changed=changed_names(function))
    for bound in callback.bindings() or ():
        if bound.is_group or len(bound.dependencies) != 1:
            continue
        dependency, name = bound.dependencies[0], bound.parameter.name
        if dependency.key == (write.component_id, write.prop):
            names.kept.add(name)
        elif callback.inputs == (dependency,) and dependency.prop in COUNTS:
            names.counts.add(name)
    stepped = {name: stepped_on(function, name) for name in names.kept}
    names.steps = {name: line for name, line in stepped.items() if line is not None}
    if names.kept or names.counts:
        rebound = trees.rebound_names(function)
        names.kept -= rebound
        names.counts -= rebound
    return names
