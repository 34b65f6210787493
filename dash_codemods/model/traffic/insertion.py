"""Components that are not there from the start: pages, and what callbacks put in.

When one appears, Dash calls the callbacks that have it as an Output or an Input; with
prevent_initial_call still those that have it as an Input, if an Output is outside of what
was put in (tried on dash 4.4.1).
"""

from __future__ import annotations

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.components import Component
from dash_codemods.model.ids import ComponentId, TextId
from dash_codemods.model.initial_calls import InitialCalls
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.graph import Graph
from dash_codemods.model.traffic.keys import ADDRESS


class Insertion:
    """Answers which components of an app may appear later, and what Dash calls then."""

    def __init__(self, project: Project, graph: Graph) -> None:
        """Take the graph of the app."""
        self.project, self.graph = project, graph
        self.initial = project.once(InitialCalls)
        self._inserted = {c for each in graph.callbacks for c in graph.inserted_by(each)}
        self._appears: dict[ComponentId, bool] = {}
        self._made: dict[ComponentId, list[Component]] = {}
        for component in project.components:
            self._made.setdefault(component.component_id, []).append(component)
        self._app_files = {app.path for app in project.apps}
        self.routed = any(d.prop in ADDRESS for c in graph.callbacks for d in c.inputs)
        """A callback of the app follows the address, and may put whole pages in."""

    def appears(self, component: Component) -> bool:
        """Whether a component may be put in after the page was loaded."""
        if component.path in self.project.pages:
            return True
        if component in self._inserted:
            return True
        return self.routed and component.path not in self._app_files

    def may_appear(self, identifier: ComponentId) -> bool:
        """Whether a component with an id may be put in after the page was loaded."""
        if identifier not in self._appears:
            made = (
                self._made.get(identifier, [])
                if isinstance(identifier, TextId)
                else self.project.components_with(identifier)
            )
            unknown = not made and (self.routed or bool(self.project.pages))
            self._appears[identifier] = unknown or any(map(self.appears, made))
        return self._appears[identifier]

    def calls(self, callback: Callback) -> bool:
        """Whether Dash may call a callback because a component of it appears."""
        watched = list(callback.inputs)
        if self.initial.at_load(callback) is not False:
            watched += callback.outputs
        return any(self.may_appear(d.component_id) for d in watched)


class Insertions:
    """What appears later in each app of a project."""

    def __init__(self, project: Project) -> None:
        """Take the project."""
        self.project = project
        self._found: dict[Graph, Insertion] = {}

    def of(self, graph: Graph) -> Insertion:
        """What appears later in the app of a graph."""
        if graph not in self._found:
            self._found[graph] = Insertion(self.project, graph)
        return self._found[graph]
