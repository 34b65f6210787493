"""What `ctx` says in a call that one Input triggered, or none.

Source: dash 4.4.1 `_callback_context.py`; a call that nothing triggered has `triggered_id` None
and a `triggered` that is false, of one item whose prop_id is ".".
"""

from __future__ import annotations

import json

from dash_codemods.model.callbacks import Dependency
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
        prop_id = "."
        if dependency is not None:
            self.id = id_value(dependency)
            key = self.id
            if isinstance(key, dict):
                key = json.dumps(key, sort_keys=True, separators=(",", ":"))
            prop_id = f"{key}.{dependency.prop}"
        item: dict[str, object] = {"prop_id": prop_id, "value": UNKNOWN}
        self.triggered: list[object] = [item] if dependency else _Untriggered([item])
        self.prop_ids: dict[object, object] = {prop_id: self.id} if dependency else {}
        if dependency is None:
            item["value"] = None


def id_value(dependency: Dependency) -> object:
    """The id as `ctx.triggered_id` gives it; UNKNOWN where it is not one known id."""
    identifier = dependency.component_id
    if isinstance(identifier, TextId):
        return identifier.text
    if isinstance(identifier, DictId):
        values = dict(identifier.items)
        if all(isinstance(v, str | int | float | bool) for v in values.values()):
            return values
    return UNKNOWN
