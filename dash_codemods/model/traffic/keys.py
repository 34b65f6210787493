"""Sets of properties, and what goes to them, asked by ids that may be known only in part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from dash_codemods.model.ids import ComponentId, DictId, TextId
from dash_codemods.model.traffic.meeting import meet

T = TypeVar("T")

Key = tuple[ComponentId, str | None]
"""A property of a component; None stands for all its properties."""

ADDRESS = frozenset({"pathname", "href", "search", "hash"})
_COSMETIC = frozenset(
    "disabled style className class_name hidden title label color is_open n_clicks loading "
    "opened visible".split()
)
"""Properties whose change makes a component change no other of its own."""


class ById(Generic[T]):
    """Things by the ids of components, asked by ids that may name the same."""

    def __init__(self) -> None:
        """Start with none."""
        self._kinds: dict[type, dict[ComponentId, list[T]]] = {}

    def add(self, identifier: ComponentId, thing: T) -> None:
        """Add a thing."""
        same = self._kinds.setdefault(identifier.__class__, {})
        same.setdefault(identifier, []).append(thing)

    def __contains__(self, identifier: ComponentId) -> bool:
        """Whether there is a thing for this very id."""
        return identifier in self._kinds.get(identifier.__class__, ())

    def of(self, identifier: ComponentId) -> Iterator[T]:
        """The things whose ids may name the same component."""
        kind = identifier.__class__
        for other_kind, things in self._kinds.items():
            if kind is TextId and other_kind is TextId:
                yield from things.get(identifier, ())  # no other text is the same
            elif {kind, other_kind} != {TextId, DictId}:
                for other, found in things.items():
                    if meet(other, identifier):
                        yield from found


class Keys:
    """A set of properties that can be asked whether another may be one of them."""

    def __init__(self, keys: Iterable[Key] = ()) -> None:
        """Start with some properties."""
        self._ids: dict[str | None, ById[bool]] = {}
        for key in keys:
            self.add(key)

    def add(self, key: Key) -> bool:
        """Add a property; False if it was there."""
        identifier, prop = key
        ids = self._ids.setdefault(prop, ById())
        if identifier in ids:
            return False
        ids.add(identifier, True)
        return True

    def holds(self, key: Key) -> bool:
        """Whether a property may be one of these."""
        identifier, prop = key
        if prop in ADDRESS and self.has_address():
            # Whatever Location it is, they all follow the one address bar.
            return True
        return self._meets(identifier, prop) or self._meets(identifier, None)

    def _meets(self, identifier: ComponentId, prop: str | None) -> bool:
        ids = self._ids.get(prop)
        return ids is not None and any(ids.of(identifier))

    def touches(self, identifier: ComponentId) -> bool:
        """Whether a property is among these that makes its component change others."""
        return any(self._meets(identifier, prop) for prop in self._ids.keys() - _COSMETIC)

    def has_property(self, prop: str) -> bool:
        """Whether this property of some component is among these."""
        return prop in self._ids

    def has_address(self) -> bool:
        """Whether the address bar is among these."""
        return not ADDRESS.isdisjoint(self._ids)
