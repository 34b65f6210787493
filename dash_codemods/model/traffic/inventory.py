"""Who sends, reads and writes each heavy property of an app."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.components import Component
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.ids import ComponentId, TextId
from dash_codemods.model.project import Project
from dash_codemods.model.properties import ROWS
from dash_codemods.model.traffic.graph import Graph, Graphs
from dash_codemods.model.traffic.heavy import seen_besides
from dash_codemods.model.traffic.neighbours import Neighbours
from dash_codemods.model.traffic.stores import is_light, store_facts
from dash_codemods.model.traffic.trees import Trees
from dash_codemods.model.traffic.usage import Usage, usage_of

_COUNTED = ROWS | {"data", "figure"}


@dataclass(frozen=True, eq=False)
class Use:
    """A callback that gets a property."""

    callback: Callback
    dependency: Dependency
    usage: Usage | None
    """What its function does with the value; None where that cannot be told."""
    unread: bool = False

    def describe(self) -> str:
        """In a few words, for a message."""
        if self.unread:
            what = "never reads it"
        else:
            what = self.usage.describe() if self.usage is not None else "gets it"
        return f"`{self.callback.name}` ({self.dependency.kind}; {what})"


@dataclass(eq=False)
class Property:
    """A property of a component, with all that sends and writes it."""

    component_id: ComponentId
    prop: str
    graph: Graph
    component: Component | None = None
    sent: list[Use] = field(default_factory=list)
    """To server callbacks: these upload it."""
    in_browser: list[Callback] = field(default_factory=list)
    """Clientside callbacks, which get it for nothing."""

    @property
    def writers(self) -> list[str]:
        """The names of the callbacks that write it."""
        writes = self.graph.writers_of((self.component_id, self.prop))
        return list(dict.fromkeys(write.name for write in writes))


def inventory(project: Project) -> Iterator[Property]:
    """The stores, figures and tables that the callbacks of the given paths upload."""
    found: dict[tuple[ComponentId, str], list[Property]] = {}
    for callback in project.callbacks:
        for dependency in callback.dependencies:
            prop = dependency.prop
            if dependency.kind == "Output" or prop is None or prop not in _COUNTED:
                continue
            known = found.setdefault((dependency.component_id, prop), [])
            _note(project, known, callback, dependency, prop)
    for properties in found.values():
        for each in properties:
            if each.sent:
                yield each


def _note(
    project: Project,
    known: list[Property],
    callback: Callback,
    dependency: Dependency,
    prop: str,
) -> None:
    entry = next((each for each in known if callback in each.graph.callbacks), None)
    if entry is None:
        graph = project.once(Graphs).of(callback)
        if prop == "data" and is_light(project, graph, dependency):
            return
        entry = Property(dependency.component_id, prop, graph)
        entry.component = _component(project, callback, dependency)
        known.append(entry)
    if callback.clientside:
        entry.in_browser.append(callback)
    else:
        entry.sent.append(_use(project, callback, dependency))


def _component(project: Project, callback: Callback, dependency: Dependency) -> Component | None:
    """The component that surely has the id, for the place to point at."""
    if dependency.prop == "data":
        return next(iter(store_facts(project, callback, dependency).components), None)
    if not isinstance(dependency.component_id, TextId):
        return None
    neighbours = project.once(Neighbours)
    here = (callback.path, callback.registration.scope)
    made = project.components_with(dependency.component_id)
    return next((c for c in made if neighbours.may_share(here, (c.path, c.scope))), None)


def _use(project: Project, callback: Callback, dependency: Dependency) -> Use:
    bound = callback.binding_of(dependency)
    function = project.once(Trees).function_of(callback)
    if bound is None or bound.is_group or function is None:
        return Use(callback, dependency, None)
    if seen_besides(project, callback):
        return Use(callback, dependency, None)
    if not bound.parameter.is_read:
        return Use(callback, dependency, None, unread=True)
    return Use(callback, dependency, usage_of(function, bound.parameter.name))
