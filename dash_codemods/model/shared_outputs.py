"""Outputs that several callbacks may write, by a look at their ids and properties alone.

It is the cheap first question of every rule about duplicates; `duplicates.Duplicates` answers
whether such callbacks really meet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from dash_codemods.model.files import stem
from dash_codemods.model.ids import DictId
from dash_codemods.model.imported_words import Imported, Sought
from dash_codemods.model.often_sought import OTHER_RULES

if TYPE_CHECKING:
    from dash_codemods.model.callbacks import Callback
    from dash_codemods.model.dependencies import Dependency
    from dash_codemods.model.project import Project

Written = tuple["Callback", "Dependency"]
"""A callback with one of its Outputs."""


def shared_outputs(project: Project) -> tuple[tuple[Written, ...], ...]:
    """Who writes one property with ids of one kind: two callbacks or more, one of them selected.

    Each list is in the order of the files.
    """
    selected = set(project.selected)
    found: dict[object, list[Written]] = {}
    for callback in project.all_callbacks:
        for output in callback.outputs:
            identifier = output.component_id
            kind: object = identifier
            if isinstance(identifier, DictId):
                kind = tuple(name for name, _ in identifier.items)
            if output.prop is not None:
                found.setdefault((kind, output.prop), []).append((callback, output))
    return tuple(
        tuple(written)
        for written in found.values()
        if len({callback for callback, _ in written}) > 1
        and any(callback.path in selected for callback, _ in written)
    )


def who_meets(project: Project) -> frozenset[Sought]:
    """What is looked for to know which writers of such outputs meet."""
    shared = project.once(shared_outputs)
    return sought_for(project, {callback for written in shared for callback, _ in written})


def sought_for(project: Project, writers: Collection[Callback]) -> frozenset[Sought]:
    """What is looked for to know which of some callbacks meet; nothing for none."""
    found = registrars_of(project, writers)
    return found.union(OTHER_RULES) if writers else frozenset()


def registrars_of(project: Project, callbacks: Iterable[Callback]) -> frozenset[Imported]:
    """The names of the functions and modules that register some callbacks."""
    found: set[Imported] = set()
    for callback in callbacks:
        facts = project.sources.facts(callback.path)
        function = facts.function_of(callback.registration.scope) if facts else None
        name = function.name if function else stem(callback.path)
        found.add(Imported(name, attributes=function is not None))
    return frozenset(found)
