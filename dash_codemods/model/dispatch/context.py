"""What `ctx` says in a call that one Input triggered, or none.

Source: dash 4.4.1 `_callback_context.py`; a call that nothing triggered has `triggered_id` None
and a `triggered` that is false, of one item whose prop_id is ".".
"""

from __future__ import annotations

import json

from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.ids import DictId, TextId


class _Unknown:
    """Any value at all."""


UNKNOWN = _Unknown()
"""Any value at all."""


class _Context:
    """Stands for `ctx`."""


CONTEXT = _Context()


class _Untriggered(list[object]):
    """`ctx.triggered` of a call that nothing triggered: it has an item, and is false."""

    def __bool__(self) -> bool:
        return False


class Trigger:
    """What `ctx` says in a call that one Input triggered, or none."""

    def __init__(self, dependency: Dependency | None) -> None:
        """Take the Input, or None for a call that nothing triggered."""
        self.dependency = dependency
        self.id: object = None
        prop_id: object = "."
        if dependency is not None:
            self.id = id_value(dependency)
            prop_id = _prop_id(self.id, dependency)
        item: dict[str, object] = {"prop_id": prop_id, "value": UNKNOWN}
        self.triggered: list[object] = [item] if dependency else _Untriggered([item])
        self.prop_ids: object = {prop_id: self.id}
        if dependency is None:
            item["value"] = None
            self.prop_ids = {}
        elif prop_id is UNKNOWN:
            self.prop_ids = UNKNOWN


def id_value(dependency: Dependency) -> object:
    """The id as `ctx.triggered_id` gives it; UNKNOWN as a whole, or what is a wildcard in it."""
    identifier = dependency.component_id
    if isinstance(identifier, TextId):
        return identifier.text
    if isinstance(identifier, DictId):
        return {
            key: value if isinstance(value, str | int | float | bool) else UNKNOWN
            for key, value in identifier.items
        }
    return UNKNOWN


def _prop_id(identifier: object, dependency: Dependency) -> object:
    if isinstance(identifier, dict):
        if UNKNOWN in identifier.values():
            return UNKNOWN
        identifier = json.dumps(identifier, sort_keys=True, separators=(",", ":"))
    return f"{identifier}.{dependency.prop}" if isinstance(identifier, str) else UNKNOWN


def is_known(dependency: Dependency) -> bool:
    """Whether the id of an Input is one that is known."""
    value = id_value(dependency)
    values = value.values() if isinstance(value, dict) else (value,)
    return UNKNOWN not in values
