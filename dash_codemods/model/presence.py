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
from dash_codemods.model.ids import ComponentId, DictId, Symbol, TextId, may_be_same
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.around import (
    around,
    come_together,
    holders,
    is_always_there,
)
from dash_codemods.model.traffic.writes import Writes, set_props_calls

Presence = Literal["with-the-others", "perhaps-not"]


def presence(project: Project, dependency: Dependency, kept: Iterable[Dependency]) -> Presence:
    """Whether a dependency's component surely comes with those that a callback keeps.

    It does where it is part of one layout with that of a kept Input or Output, without which Dash
    does not call either, or surely part of the app's layout; and nothing speaks against it where
    none of the callback's components is found in any layout that was read, but for an id that
    stands nowhere else: its component is gone.
    """
    identifier = dependency.component_id
    if dependency.allow_optional == Constant(True):
        return "with-the-others"
    if isinstance(identifier, DictId) and "ALL" in identifier.wildcards:
        return "with-the-others"
    others = [d for d in kept if d.kind != "State" and not _may_be_none(d)]
    if any(d.component_id == identifier for d in others):
        return "with-the-others"
    mine = project.components_with(identifier)
    theirs = [found for d in others if (found := project.components_with(d.component_id))]
    if not mine:
        unknown = isinstance(identifier, Symbol) or not theirs
        return "with-the-others" if unknown and not _is_gone(project, identifier) else "perhaps-not"
    if any(_is_never_away(project, one) for one in mine):
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


def _is_gone(project: Project, identifier: ComponentId) -> bool:
    """Whether a text id stands nowhere but in dependencies, in a project with a layout."""
    if not isinstance(identifier, TextId) or not project.components:
        return False
    quoted = tuple(f"{quote}{identifier.text}{quote}" for quote in "\"'")
    sources = project.sources
    found = sum(sources.text(path).count(text) for path in sources.context() for text in quoted)
    written = {
        (d.path, d.span)
        for callback in project.all_callbacks
        for d in callback.dependencies
        if d.component_id == identifier
    }
    # As a constant's name it may be written in a dependency without standing there as a text.
    return 0 < found <= len(written)


class _Replaced:
    """The components whose children are written by a callback, at the end or while it runs."""

    def __init__(self, project: Project) -> None:
        writes = [w for c in project.all_callbacks for w in project.once(Writes).of(c)]
        writes += project.once(set_props_calls)
        self._ids = {w.component_id for w in writes if w.prop in ("children", None)}
        self._some = [i for i in self._ids if not isinstance(i, TextId)]

    def holds(self, component: Component) -> bool:
        identifier = component.component_id
        return identifier in self._ids or any(may_be_same(i, identifier) for i in self._some)
