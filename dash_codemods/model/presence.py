"""Whether a dependency's component is on the page whenever its callback could run.

The renderer refuses to call a callback one of whose States or Outputs names a component that is
not in the layout (ReferenceError, dash 4.4.1 `callbacks.ts` and before, with and without debug
mode), so taking such a State away makes a callback run that never ran.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.components import Component
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.expressions import Constant
from dash_codemods.model.ids import ComponentId, DictId, TextId
from dash_codemods.model.kin import Kin, is_open, of_one_run
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.staying import comes_with, is_never_away

Presence = Literal["with-the-others", "perhaps-not"]


def presence(
    project: Project, callback: Callback, dependency: Dependency, kept: Iterable[Dependency]
) -> Presence:
    """Whether a dependency's component surely comes with those that a callback keeps.

    It does where it is part of one layout with that of a kept Input or Output, without which Dash
    does not call either, or surely part of the app's layout; and nothing speaks against it where
    none of the callback's components is found in any layout that was read, but for an id that
    stands nowhere else: its component is gone. An id that is put together has to be that of a
    component which comes with the others.
    """
    identifier = dependency.component_id
    if dependency.allow_optional == Constant(True):
        return "with-the-others"
    if isinstance(identifier, DictId) and "ALL" in identifier.wildcards:
        return "with-the-others"
    asked = [d for d in kept if d.kind != "State"]
    others = [d for d in asked if not _may_be_none(d)]
    if any(d.component_id == identifier for d in others):
        return "with-the-others"
    kin = project.once(Kin)
    mine = kin.of(dependency)
    theirs = [(d, found) for d in others if (found := kin.of(d))]
    if not mine:
        # What only another project makes says nothing of this one.
        speaks = any(project.components_with(d.component_id) for d in (dependency, *asked))
        speaks = speaks or any(map(kin.of, asked)) or _is_gone(project, identifier)
        speaks = speaks or (is_open(identifier) and kin.are_read(dependency.path))
        return "perhaps-not" if speaks else "with-the-others"
    same = (one for one in mine if one.component_id == identifier)
    if any(is_never_away(project, callback, one) for one in same):
        return "with-the-others"
    sure = any(
        all(any(_comes_with(project, dependency, one, d, other) for one in mine) for other in found)
        for d, found in theirs
    )
    return "with-the-others" if sure else "perhaps-not"


def _may_be_none(dependency: Dependency) -> bool:
    """Whether it does not keep the callback from being called that it matches no component."""
    identifier = dependency.component_id
    return isinstance(identifier, DictId) and bool({"ALL", "ALLSMALLER"} & {*identifier.wildcards})


def _comes_with(
    project: Project, mine: Dependency, one: Component, theirs: Dependency, other: Component
) -> bool:
    """Whether the component of one dependency is there whenever that of another is."""
    if not of_one_run(mine, one, theirs, other) or project.once(Kin).is_given_anew(one, other):
        return False
    return comes_with(project, one, other)


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
