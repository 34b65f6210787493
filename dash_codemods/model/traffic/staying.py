"""Which components surely come and go together, and which are there all the time."""

from __future__ import annotations

import ast

from dash_codemods.model.apps import Apps
from dash_codemods.model.callbacks import Callback
from dash_codemods.model.components import Component
from dash_codemods.model.files import is_test
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.altering import Given, Layouts
from dash_codemods.model.traffic.around import around
from dash_codemods.model.traffic.keeping import is_choice, may_leave_out, stays_whole
from dash_codemods.model.traffic.replacing import is_picked_apart, places
from dash_codemods.model.traffic.trees import Trees
from dash_codemods.model.traffic.trimming import is_trimmed


def come_together(project: Project, one: Component, other: Component) -> bool:
    """Whether two components are part of one layout, so that they come and go together."""
    return project.once(_Pairs).come_together(one, other)


class _Pairs:
    """Which components come together, found out once for every two."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._found: dict[tuple[Component, Component], bool] = {}

    def come_together(self, one: Component, other: Component) -> bool:
        if (one, other) not in self._found:
            self._found[one, other] = _are_in_one(self._project, one, other)
        return self._found[one, other]


def _are_in_one(project: Project, one: Component, other: Component) -> bool:
    mine, theirs = around(project, one), around(project, other)
    first = next((place for place in mine if place in theirs), None)
    if first is None or not isinstance(first[1], ast.expr):
        return False
    if may_leave_out(project, one, mine[: mine.index(first) + 1]):
        return False
    if may_leave_out(project, other, theirs[: theirs.index(first)]):
        return False
    outwards = mine[mine.index(first) :]
    if not stays_whole(project, one, outwards) or is_trimmed(project, outwards):
        return False
    return not project.once(Layouts).are_changed(one.path)


def comes_with(project: Project, one: Component, other: Component) -> bool:
    """Whether a component is there whenever another one is, also after either is made anew."""
    # What is put in anew comes and goes with what is in the same place.
    beside = {node for _, node in around(project, other)}
    replaced = places(project, one)
    if not (replaced <= beside and come_together(project, one, other)):
        return False
    shared = [node for _, node in around(project, one) if node in beside]
    return not (replaced and is_picked_apart(project, one, shared))


def is_never_away(project: Project, callback: Callback, one: Component) -> bool:
    """Whether a component is in the layout of a callback's app, whatever callbacks write."""
    given = _layout_around(project, one)
    return given is not None and _is_of(project, callback, given) and not places(project, one)


def _layout_around(project: Project, component: Component) -> Given | None:
    """The statement that gives an app the layout that a component surely is part of for ever."""
    layouts = project.once(Layouts)
    found = around(project, component)
    if not found or layouts.are_changed(component.path):
        return None
    if may_leave_out(project, component, found) or is_trimmed(project, found):
        return None
    if any(path in project.pages for path, _ in found):
        return None
    path, last = found[-1]
    parents = project.once(Trees).parents(path)
    outer: ast.AST = last
    while outer in parents:
        outer = parents[outer]
        if is_choice(outer):
            return None
    given = layouts.given_by(last, path) if isinstance(last, ast.Assign) else []
    sole = len(given) == 1 and layouts.is_only(given[0])
    return given[0] if sole else None


def _is_of(project: Project, callback: Callback, given: Given) -> bool:
    """Whether a layout surely is that of the app that a callback registers with."""
    root = project.sources.root_of
    if root(callback.path) != root(given.path):
        return False
    apps = [app for app in project.apps_near(callback.path) if not is_test(app.path)]
    if len(apps) <= 1:
        return True
    target = project.once(Apps).target(callback)
    if target is None or target.kind != "object":
        return False
    return given.app == (target.path, target.scope, target.name)
