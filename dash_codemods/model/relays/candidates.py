"""Callbacks that do nothing but hand a Store's data on to another output."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.components import Component
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.ids import TextId
from dash_codemods.model.project import Project
from dash_codemods.model.relays.reading import Relay, read_relay
from dash_codemods.model.traffic.stores import STORES, store_facts


@dataclass(frozen=True)
class Candidate:
    """A callback that hands on, with the Stores that it reads."""

    callback: Callback
    relay: Relay
    stores: tuple[tuple[Dependency, tuple[Component, ...]], ...]
    """Each Input, with the components that carry its id."""

    @property
    def target(self) -> Dependency:
        """The output that gets the values."""
        return self.callback.outputs[0]


def candidates(project: Project, callbacks: list[Callback]) -> Iterator[Candidate]:
    """The callbacks among some that hand a Store's data on."""
    for callback in callbacks:
        bindings = callback.bindings()
        if not all(isinstance(one.component_id, TextId) for one in callback.dependencies):
            continue
        if not callback.single_output or not bindings:
            continue
        if any(b.is_group or len(b.dependencies) != 1 for b in bindings):
            continue
        if callback.outputs[0].key in {one.key for one in callback.inputs}:
            continue
        relay = read_relay(project, callback)
        if relay is None:
            continue
        found = [store_facts(project, callback, one) for one in callback.inputs]
        if any(facts.kind in ("other", "both") for facts in found):
            continue
        stores = tuple(
            (one, tuple(c for c in facts.components if c.kind in STORES))
            for one, facts in zip(callback.inputs, found, strict=True)
        )
        yield Candidate(callback, relay, stores)
