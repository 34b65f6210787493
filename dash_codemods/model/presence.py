"""Whether a dependency's component is on the page whenever its callback could run.

The renderer refuses to call a callback one of whose States or Outputs names a component that is
not in the layout (ReferenceError, dash 4.4.1 `callbacks.ts` and before, with and without debug
mode), so taking such a State away makes a callback run that never ran.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Literal

from dash_codemods.model.components import Component
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.expressions import Constant
from dash_codemods.model.ids import DictId, Symbol, TextId, may_be_same
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.around import (
    around,
    come_together,
    holders,
    is_always_there,
)

Presence = Literal["with-the-others", "perhaps-not"]


def presence(project: Project, dependency: Dependency, kept: Iterable[Dependency]) -> Presence:
    """Whether a dependency's component surely comes with those that a callback keeps.

    It does where it is part of one layout with that of a kept Input or Output, without which Dash
    does not call either, or surely part of the app's layout; and nothing speaks against it where
    no component of the callback is found in any layout that was read.
    """
    identifier = dependency.component_id
    if dependency.allow_optional == Constant(True):
        return "with-the-others"
    if isinstance(identifier, Symbol):
        return "with-the-others"
    if isinstance(identifier, DictId) and "ALL" in identifier.wildcards:
        return "with-the-others"
    others = [d for d in kept if d.kind != "State" and not _may_be_none(d)]
    if any(d.component_id == identifier for d in others):
        return "with-the-others"
    mine = project.components_with(identifier)
    asked = [d for d in others if not isinstance(d.component_id, Symbol)]
    theirs = [found for d in asked if (found := project.components_with(d.component_id))]
    if not mine:
        return "perhaps-not" if theirs else "with-the-others"
    if not theirs or any(_is_never_away(project, one) for one in mine):
        return "with-the-others"
    sure = any(
        all(any(_comes_with(project, one, other) for one in mine) for other in found)
        for found in theirs
    )
    return "with-the-others" if sure else "perhaps-not"


def _may_be_none(dependency: Dependency) -> bool:
    """Whether an Output that matches no component does not keep the callback from being called."""
    identifier = dependency.component_id
    some = isinstance(identifier, DictId) and {"ALL", "ALLSMALLER"} & {*identifier.wildcards}
    return dependency.kind == "Output" and bool(some)


def _is_never_away(project: Project, one: Component) -> bool:
    return not _places(project, one) and is_always_there(project, one)


def _comes_with(project: Project, one: Component, other: Component) -> bool:
    """Whether a component is there whenever another one is."""
    # What is put in anew comes and goes with what is in the same place.
    beside = {node for _, node in around(project, other)}
    return _places(project, one) <= beside and come_together(project, one, other)


def _places(project: Project, one: Component) -> set[ast.AST]:
    """The calls around a component that make something whose children some callback writes."""
    replaced = project.once(_Replaced)
    return {node for node, holder in holders(project, one) if replaced.holds(holder)}


class _Replaced:
    """The components whose children some callback writes."""

    def __init__(self, project: Project) -> None:
        written = [o for c in project.all_callbacks for o in c.outputs if o.prop == "children"]
        self._ids = {output.component_id for output in written}
        self._some = [i for i in self._ids if not isinstance(i, TextId)]

    def holds(self, component: Component) -> bool:
        identifier = component.component_id
        return identifier in self._ids or any(may_be_same(i, identifier) for i in self._some)
