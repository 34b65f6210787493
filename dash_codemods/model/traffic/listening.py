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
        self._by_id: ById[Callback] = ById()
        self._address: dict[Callback, None] = {}
        self._found: dict[Key, tuple[Callback, ...]] = {}
        for callback in callbacks:
            for wanted in callback.inputs:
                self._by_prop.setdefault(wanted.prop, ById()).add(wanted.component_id, callback)
                self._by_id.add(wanted.component_id, callback)
                if wanted.prop in ADDRESS:
                    self._address[callback] = None

    def to(self, key: Key) -> tuple[Callback, ...]:
        """The callbacks that a change of a property may trigger.

        As for `Keys.holds`: all Locations follow the one address bar, and None stands for all
        properties of a component.
        """
        if key not in self._found:
            self._found[key] = tuple(dict.fromkeys(self._find(key)))
        return self._found[key]

    def _find(self, key: Key) -> Iterator[Callback]:
        identifier, prop = key
        if prop in ADDRESS:
            yield from self._address
        elif prop in self._by_prop and prop is not None:
            yield from self._by_prop[prop].of(identifier)
        elif prop is None:
            yield from self._by_id.of(identifier)
