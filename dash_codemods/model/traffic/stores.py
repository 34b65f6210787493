"""What is known of a `dcc.Store` behind an id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.components import Component
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.expressions import Starred
from dash_codemods.model.ids import ComponentId
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.graph import Graph
from dash_codemods.model.traffic.meeting import covers, matches_pattern, meet
from dash_codemods.model.traffic.neighbours import Neighbours
from dash_codemods.model.traffic.set_later import OF_STORES, is_set_later
from dash_codemods.model.traffic.values import Values

STORES = ("dash.dcc.Store", "dash_extensions.enrich.dcc.Store")

_PROPERTIES = frozenset({"id", "data", "modified_timestamp", "clear_data", "storage_type"})

Kind = Literal["store", "configured", "unknown", "other", "both"]


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """What is known of the component that a dependency names."""

    kind: Kind
    """`store`; `configured` (by the `stores` patterns); `unknown`; `other`: a component of
    another class; `both`: a Store, and a component of another class that may have its id."""
    components: tuple[Component, ...] = ()
    """The Stores, or what else was found; of `unknown`, Stores that may have the id."""

    @property
    def is_store(self) -> bool:
        """Known to be a Store, and nothing else."""
        return self.kind in ("store", "configured")


def store_facts(project: Project, callback: Callback, dependency: Dependency) -> StoreFacts:
    """What the codebase says of the component that a dependency of a callback names."""
    wanted = dependency.component_id
    found = _components(project, callback, dependency)
    stores = tuple(c for c in found if c.known_kind and c.kind in STORES)
    others = tuple(c for c in found if c.known_kind and c.kind not in STORES)
    sure = tuple(c for c in stores if covers(wanted, c.component_id))
    if others:
        return StoreFacts("both" if sure else "other", others)
    if sure:
        return StoreFacts("store", stores)
    if matches_pattern(wanted, project.settings(callback.path).stores):
        return StoreFacts("configured")
    if _has_other_properties(project, callback, wanted):
        return StoreFacts("other")
    return StoreFacts("unknown", stores)


def _has_other_properties(project: Project, callback: Callback, wanted: ComponentId) -> bool:
    """Whether some callback uses a property of a component that no Store has."""
    users = project.once(_users_of_other_properties).get(wanted, ())
    return any(other in users for other in project.once(Neighbours).callbacks_of(callback))


def _users_of_other_properties(project: Project) -> dict[ComponentId, set[Callback]]:
    """For each component, the callbacks that use a property of it that no Store has."""
    found: dict[ComponentId, set[Callback]] = {}
    for callback in project.all_callbacks:
        for d in callback.dependencies:
            if d.prop is not None and d.prop not in _PROPERTIES:
                found.setdefault(d.component_id, set()).add(callback)
    return found


def _components(project: Project, callback: Callback, dependency: Dependency) -> list[Component]:
    neighbours = project.once(Neighbours)
    here = (callback.path, callback.registration.scope)
    wanted = dependency.component_id
    return [
        component
        for component in project.components_with(wanted)
        if meet(wanted, component.component_id)
        and neighbours.may_share(here, (component.path, component.scope))
    ]


def is_light(project: Project, graph: Graph, store: Dependency) -> bool:
    """Whether all that is written to a Store is small: literals, counters, clocks."""
    writes = graph.writers_of((store.component_id, "data"))
    values = project.once(Values)
    light = all(value.kind != "computed" for write in writes for value in values.of(write))
    return light and any(values.of(write) for write in writes)


def initial_data(project: Project, component: Component) -> bool | None:
    """Whether a Store starts with data: True, False (none, or None), or None for unknown."""
    if any(isinstance(argument, Starred) for argument in component.call.args):
        return None
    if is_set_later(project, component, OF_STORES):
        return None
    written = component.initial("data")
    if written is None:
        return False
    value = project.constant(component.path, component.scope, written)
    return not (value is not None and value.value is None)


def may_be_shared(project: Project, component: Component) -> bool:
    """Whether a Store may keep its data in the browser's local storage, which tabs share."""
    if any(isinstance(argument, Starred) for argument in component.call.args):
        return True
    if is_set_later(project, component, OF_STORES):
        return True
    written = component.initial("storage_type")
    if written is None:
        return False
    value = project.constant(component.path, component.scope, written)
    return value is None or value.value not in ("memory", "session")
