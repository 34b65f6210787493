"""Whether two callbacks may be under way together, so that the order of their answers counts."""

from __future__ import annotations

from dataclasses import dataclass, field

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.initial_calls import InitialCalls
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.graph import Graph, Graphs
from dash_codemods.model.traffic.keys import Key
from dash_codemods.model.traffic.meeting import meet


@dataclass
class _Before:
    """What may lead to a call of a callback, by all ways and any number of steps."""

    inputs: list[Dependency] = field(default_factory=list)
    callbacks: dict[Callback, None] = field(default_factory=dict)
    """In an order; the callback itself is among them."""


class Order:
    """Answers for the callbacks of one app."""

    def __init__(self, project: Project, graph: Graph) -> None:
        """Take the app."""
        self.graph = graph
        self.initial = project.once(InitialCalls)
        self._before: dict[Callback, _Before] = {}
        self._writers_of: dict[Key, list[Callback]] = {}

    def together(self, one: Callback, other: Callback) -> str | None:
        """What starts two callbacks at once, as the end of a sentence; None where nothing does."""
        mine, theirs = self._leading_to(one), self._leading_to(other)
        for each in mine.inputs:
            if any(self._is_one_event(each, another) for another in theirs.inputs):
                return f"{each} leads to both"
        if self._at_load(mine) and self._at_load(theirs):
            return "both are called when a page is loaded"
        return None

    def _leading_to(self, callback: Callback) -> _Before:
        if callback not in self._before:
            found, inputs = _Before(callbacks={callback: None}), dict[Key, Dependency]()
            waiting = [callback]
            while waiting:
                for dependency in waiting.pop().inputs:
                    if dependency.key in inputs:
                        continue
                    inputs[dependency.key] = dependency
                    makers = [c for c in self._writers(dependency) if c not in found.callbacks]
                    found.callbacks.update(dict.fromkeys(makers))
                    waiting += makers
            found.inputs += inputs.values()
            self._before[callback] = found
        return self._before[callback]

    def _writers(self, dependency: Dependency) -> list[Callback]:
        identifier, prop = dependency.key
        key = identifier, "data" if prop == "modified_timestamp" else prop
        if key not in self._writers_of:
            makers = (c for write in self.graph.writers_of(key) for c in self.graph.makers(write))
            self._writers_of[key] = list(dict.fromkeys(makers))
        return self._writers_of[key]

    def _is_one_event(self, one: Dependency, other: Dependency) -> bool:
        """Whether a change of one may be a change of the other."""
        if not meet(one.component_id, other.component_id):
            return False
        # A visitor's one act may change several properties of a component.
        both_roots = self.graph.is_root(one.key) and self.graph.is_root(other.key)
        return one.prop == other.prop or both_roots

    def _at_load(self, before: _Before) -> bool:
        return any(map(self.initial.matters, before.callbacks))


class Orders:
    """The answers for a project's apps, each made once."""

    def __init__(self, project: Project) -> None:
        """Take the project."""
        self.project = project
        self._found: dict[Graph, Order] = {}

    def of(self, callback: Callback) -> Order:
        """The answers for the callbacks that may be in the same app."""
        graph = self.project.once(Graphs).of(callback)
        if graph not in self._found:
            self._found[graph] = Order(self.project, graph)
        return self._found[graph]
