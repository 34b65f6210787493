"""What `ctx` says in a call that one Input triggered, or none.

Source: dash 4.4.1 `_callback_context.py`; a call that nothing triggered has `triggered_id` None
and a `triggered` that is false, of one item whose prop_id is ".".
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.ids import DictId, Symbol, TextId


class _Unknown:
    """Any value at all."""


UNKNOWN = _Unknown()
"""Any value at all."""


class JsonText:
    """A text that starts with a bracket: the JSON of a dict id of which not all is known."""

    def __init__(self, identifier: dict[str, object]) -> None:
        """Take the id."""
        self.identifier = identifier

    def may_be(self, text: str) -> bool:
        """Whether it may be this text."""
        return text.startswith("{")


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

    @property
    def is_one_of_many(self) -> bool:
        """Whether several components may be the trigger."""
        return isinstance(self.id, dict) and UNKNOWN in self.id.values()


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
            return JsonText(identifier)
        identifier = json.dumps(identifier, sort_keys=True, separators=(",", ":"))
    return f"{identifier}.{dependency.prop}" if isinstance(identifier, str) else UNKNOWN


def is_known(dependency: Dependency) -> bool:
    """Whether the id of an Input is one that is known, but for its wildcards."""
    identifier = dependency.component_id
    if isinstance(identifier, DictId):
        return not any(isinstance(value, Symbol) for _, value in identifier.items)
    return isinstance(identifier, TextId)


def loses_components(dependency: Dependency) -> bool:
    """Whether an Input stands for all of several components: Dash calls when one of them goes."""
    identifier = dependency.component_id
    return isinstance(identifier, DictId) and bool({"ALL", "ALLSMALLER"} & {*identifier.wildcards})


def has_unknown(values: list[object]) -> bool:
    """Whether some value, or one inside of it, is not known."""
    for value in values:
        if value is UNKNOWN or value is CONTEXT or isinstance(value, JsonText):
            return True
        if isinstance(value, dict) and has_unknown(list(value.values())):
            return True
        if isinstance(value, list | tuple | set) and has_unknown(list(value)):
            return True
    return False


def equal(one: object, other: object) -> bool | None:
    """Whether two values are equal; None where that is not known."""
    if one is UNKNOWN or other is UNKNOWN or CONTEXT in (one, other):
        return None
    for text, value in ((one, other), (other, one)):
        if isinstance(text, JsonText):
            return None if isinstance(value, str) and text.may_be(value) else False
    if isinstance(one, dict) and isinstance(other, dict):
        if one.keys() != other.keys():
            return False
        each = [equal(one[key], other[key]) for key in one]
        return False if False in each else None if None in each else True
    if isinstance(one, dict) or isinstance(other, dict):
        return False
    return None if has_unknown([one, other]) else one == other


def among(one: object, others: Iterable[object]) -> bool | None:
    """Whether a value is one of some; None where that is not known."""
    each = [equal(one, other) for other in others]
    return True if True in each else None if None in each else False
