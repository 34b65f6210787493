"""What leads to a property over any number of callbacks that wait for each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.traffic.keys import Key
from dash_codemods.model.traffic.writes import Write


@dataclass(frozen=True)
class Upstream:
    """What leads to a property so that the renderer knows of it."""

    properties: tuple[Key, ...]
    callbacks: dict[Callback, None]
    """In an order."""


class Ways:
    """The ways that lead to the properties of an app, each found once.

    Properties take long to compare, and every way meets the same ones: they are numbered.
    """

    def __init__(self, writers_of: Callable[[Key], Sequence[Write]]) -> None:
        """Take what tells of a property who may write it."""
        self.writers_of = writers_of
        self._found: dict[Key, Upstream] = {}
        self._numbers: dict[Key, int] = {}
        self._properties: list[Key] = []
        self._listened: dict[Callback, list[int]] = {}
        self._returned: dict[int, list[Callback]] = {}

    def to(self, key: Key) -> Upstream:
        """All that leads to a property, as far as callbacks wait for it."""
        if key not in self._found:
            self._found[key] = self._find(key)
        return self._found[key]

    def _find(self, key: Key) -> Upstream:
        callbacks: dict[Callback, None] = {}
        seen: dict[int, None] = {}
        waiting = [self._number(key)]
        while waiting:
            for callback in self._returning(waiting.pop()):
                if callback in callbacks:
                    continue
                callbacks[callback] = None
                new = [number for number in self._inputs(callback) if number not in seen]
                seen.update(dict.fromkeys(new))
                waiting += new
        return Upstream(tuple(self._properties[number] for number in seen), callbacks)

    def _number(self, key: Key) -> int:
        number = self._numbers.setdefault(key, len(self._properties))
        if number == len(self._properties):
            self._properties.append(key)
        return number

    def _inputs(self, callback: Callback) -> list[int]:
        """What a callback listens to, each property once."""
        if callback not in self._listened:
            numbers = (self._number(dependency.key) for dependency in callback.inputs)
            self._listened[callback] = list(dict.fromkeys(numbers))
        return self._listened[callback]

    def _returning(self, number: int) -> list[Callback]:
        """The callbacks that return a property, so that others wait for them."""
        if number not in self._returned:
            writes = self.writers_of(self._properties[number])
            self._returned[number] = [
                w.callback for w in writes if w.callback and w.how == "output"
            ]
        return self._returned[number]
