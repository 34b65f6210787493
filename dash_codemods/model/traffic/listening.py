"""Who listens to a property."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.traffic.keys import ADDRESS, ById, Key


class Listening:
    """Callbacks by their Inputs."""

    def __init__(self, callbacks: Iterable[Callback]) -> None:
        """Take the callbacks of an app."""
        self._by_prop: dict[str | None, ById[Callback]] = {}
        self._address: dict[Callback, None] = {}
        for callback in callbacks:
            for wanted in callback.inputs:
                self._by_prop.setdefault(wanted.prop, ById()).add(wanted.component_id, callback)
                if wanted.prop in ADDRESS:
                    self._address[callback] = None

    def to(self, key: Key) -> Iterator[Callback]:
        """The callbacks that a change of a property may trigger; some may come several times.

        As for `Keys.holds`: all Locations follow the one address bar, and None stands for all
        properties of a component.
        """
        identifier, prop = key
        if prop in ADDRESS:
            yield from self._address
        elif prop in self._by_prop and prop is not None:
            yield from self._by_prop[prop].of(identifier)
        elif prop is None:
            for ids in self._by_prop.values():
                yield from ids.of(identifier)
