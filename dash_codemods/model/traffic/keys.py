"""Sets of properties, and what goes to them, asked by ids that may be known only in part."""

from __future__ import annotations

from collections.abc import Iterable

from dash_codemods.model.ids import ComponentId, TextId
from dash_codemods.model.traffic.meeting import meet

Key = tuple[ComponentId, str | None]
"""A property of a component; None stands for all its properties."""

ADDRESS = frozenset({"pathname", "href", "search", "hash"})
_COSMETIC = frozenset(
    "disabled style className class_name hidden title label color is_open n_clicks loading "
    "opened visible".split()
)
"""Properties whose change makes a component change no other of its own."""


class Keys:
    """A set of properties that can be asked whether another may be one of them."""

    def __init__(self, keys: Iterable[Key] = ()) -> None:
        """Start with some properties."""
        self._texts: dict[str | None, set[TextId]] = {}
        self._others: dict[str | None, dict[ComponentId, None]] = {}
        for key in keys:
            self.add(key)

    def add(self, key: Key) -> bool:
        """Add a property; False if it was there."""
        identifier, prop = key
        if isinstance(identifier, TextId):
            texts = self._texts.setdefault(prop, set())
            known = identifier in texts
            texts.add(identifier)
        else:
            others = self._others.setdefault(prop, {})
            known = identifier in others
            others[identifier] = None
        return not known

    def holds(self, key: Key) -> bool:
        """Whether a property may be one of these."""
        identifier, prop = key
        if prop in ADDRESS and self.has_address():
            # Whatever Location it is, they all follow the one address bar.
            return True
        return self._meets(identifier, prop) or self._meets(identifier, None)

    def _meets(self, identifier: ComponentId, prop: str | None) -> bool:
        texts = self._texts.get(prop, set())
        if isinstance(identifier, TextId):
            if identifier in texts:
                return True
        elif any(meet(identifier, text) for text in texts):
            return True
        return any(meet(identifier, other) for other in self._others.get(prop, ()))

    def touches(self, identifier: ComponentId) -> bool:
        """Whether a property is among these that makes its component change others."""
        props = self._texts.keys() | self._others.keys()
        return any(self._meets(identifier, prop) for prop in props - _COSMETIC)

    def has_address(self) -> bool:
        """Whether the address bar is among these."""
        return bool(ADDRESS & (self._texts.keys() | self._others.keys()))


class ById:
    """The numbers of writes by the ids of the components that they go to."""

    def __init__(self) -> None:
        """Start with none."""
        self._texts: dict[ComponentId, list[int]] = {}
        self._others: dict[ComponentId, list[int]] = {}

    def add(self, identifier: ComponentId, number: int) -> None:
        """Note a write."""
        if isinstance(identifier, TextId):
            self._texts.setdefault(identifier, []).append(number)
        else:
            self._others.setdefault(identifier, []).append(number)

    def of(self, identifier: ComponentId) -> list[int]:
        """The writes that may go to a component."""
        if isinstance(identifier, TextId):
            found = list(self._texts.get(identifier, ()))  # no other text is the same
        else:
            found = _meeting(self._texts, identifier)
        return found + _meeting(self._others, identifier)


def _meeting(numbers: dict[ComponentId, list[int]], identifier: ComponentId) -> list[int]:
    return [n for other, found in numbers.items() if meet(other, identifier) for n in found]
