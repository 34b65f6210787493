"""What dash-renderer makes of a Patch: its `actions/patch.ts` on JSON values, in Python.

Written from the TypeScript and from the Ramda functions that it calls (assocPath, dissocPath,
path, insert, append, prepend, concat, empty, reverse), not from the analysis that it is to
check. What JavaScript does with numbers and texts is done as far as JSON can show it.
"""

from __future__ import annotations

import json
import math
from typing import Any


class BrowserError(Exception):
    """The browser rejects the Patch: the callback fails and nothing is updated."""


class _Undefined:
    def __repr__(self) -> str:
        return "undefined"


UNDEFINED: Any = _Undefined()
Location = list[Any]


def apply_patch(value: Any, patch: Any) -> Any:
    """Apply a Patch, as it travels (`Patch.to_plotly_json()`, through JSON), to a property."""
    if value is UNDEFINED:
        raise BrowserError("Cannot patch undefined")
    for operation in patch["operations"]:
        location = _resolved(operation["location"], value)
        value = _apply(operation["operation"], location, operation["params"], value)
    return _shown(value)


def _shown(value: Any) -> Any:
    """A value as JSON shows it."""
    if isinstance(value, list):
        return [None if item is UNDEFINED else _shown(item) for item in value]
    if isinstance(value, dict):
        return {key: _shown(item) for key, item in value.items() if item is not UNDEFINED}
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def as_sent(returned: Any) -> Any:
    """What a callback returned, as the browser gets it."""
    from dash._utils import to_json

    return json.loads(to_json(returned))


def is_patch(value: Any) -> bool:
    return isinstance(value, dict) and "__dash_patch_update" in value


def received(before: Any, sent: Any) -> Any:
    """A property's value once a callback's answer has come."""
    return apply_patch(before, sent) if is_patch(sent) else sent


def _apply(name: str, at: Location, params: dict[str, Any], root: Any) -> Any:
    if name == "Assign":
        return _assoc_path(at, params["value"], root)
    if name == "Delete":
        return _dissoc_path(at, root)
    before = _path(at, root)
    return _assoc_path(at, _CHANGES[name](before, params), root)


# -- locations


def _is_integer(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


def _key(value: Any) -> str:
    """A value as the name of a property."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(_key(item) for item in value)
    if isinstance(value, float):
        return "NaN" if math.isnan(value) else str(int(value)) if value.is_integer() else str(value)
    return str(value)


def _length(value: Any) -> Any:
    if value is None or value is UNDEFINED:
        raise BrowserError("Cannot read properties of undefined (reading 'length')")
    if isinstance(value, list | str):
        return len(value)
    return value.get("length", math.nan) if isinstance(value, dict) else math.nan


def _index(value: Any, previous: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool) and value < 0:
        return _length(previous) + value
    return value


def _resolved(location: Location, root: Any) -> Location:
    found: Location = []
    for value in location:
        found.append(_index(value, _path(found, root)))
    return found


def _get(value: Any, key: Any) -> Any:
    if isinstance(value, list):
        if _is_integer(key):
            index = int(key) + (len(value) if key < 0 else 0)
            return value[index] if 0 <= index < len(value) else UNDEFINED
        if key == "length":
            return len(value)
        text = _key(key)
        return _get(value, int(text)) if text.isdigit() else UNDEFINED
    if isinstance(value, str):
        if _is_integer(key):
            return value[int(key)] if 0 <= key < len(value) else ""
        return _get(list(value), key)
    return value.get(_key(key), UNDEFINED) if isinstance(value, dict) else UNDEFINED


def _path(location: Location, root: Any) -> Any:
    value = root
    for key in location:
        if value is None or value is UNDEFINED:
            return UNDEFINED
        value = _get(value, key)
    return value


def _as_object(value: Any) -> dict[str, Any]:
    """The own enumerable properties of a value."""
    if isinstance(value, dict):
        return dict(value)
    if isinstance(value, list | str):
        return {str(index): item for index, item in enumerate(value)}
    return {}


def _assoc(key: Any, new: Any, value: Any) -> Any:
    if isinstance(value, list) and _is_integer(key):
        copied = list(value)
        if key < 0:
            return copied  # A property of the array that JSON does not show.
        copied += [UNDEFINED] * (int(key) + 1 - len(copied))
        copied[int(key)] = new
        return copied
    return {**_as_object(value), _key(key): new}


def _assoc_path(location: Location, new: Any, root: Any) -> Any:
    if not location:
        return new
    head, rest = location[0], location[1:]
    if rest:
        inside = _get(root, head) if isinstance(root, list | dict) else UNDEFINED
        if not (inside is None or isinstance(inside, list | dict)):
            inside = [] if _is_integer(rest[0]) else {}
        new = _assoc_path(rest, new, inside)
    return _assoc(head, new, root)


def _dissoc(key: Any, value: Any) -> Any:
    if value is None or value is UNDEFINED:
        return value
    if isinstance(value, list) and _is_integer(key):
        copied, start = list(value), int(key)
        start = max(0, len(copied) + start) if start < 0 else start
        del copied[start : start + 1]
        return copied
    found = _as_object(value)
    found.pop(_key(key), None)
    return found


def _dissoc_path(location: Location, root: Any) -> Any:
    if root is None or root is UNDEFINED or not location:
        return root
    if len(location) == 1:
        return _dissoc(location[0], root)
    head = location[0]
    inside = _get(list(root) if isinstance(root, str) else root, head)
    if inside is None or inside is UNDEFINED:
        return root if isinstance(root, list) and _is_integer(head) else _as_object(root)
    return _assoc(head, _dissoc_path(location[1:], inside), root)


# -- changes


def _joined(one: Any, other: Any) -> list[Any]:
    """Ramda's `_concat`: what has no length counts as empty."""
    first = list(one) if isinstance(one, list | str) else []
    return first + (list(other) if isinstance(other, list | str) else [])


def _extend(before: Any, params: dict[str, Any]) -> Any:
    new = params["value"]
    if isinstance(before, list) and isinstance(new, list):
        return before + new
    if isinstance(before, str) and isinstance(new, str):
        return before + new
    raise BrowserError('does not have a method named "concat"')


def _insert(before: Any, params: dict[str, Any]) -> Any:
    size = _length(before)
    index = _index(params["index"], before)
    items = list(before) if isinstance(before, list | str) else []
    inside = _is_integer(index) and 0 <= index < size
    items.insert(int(index) if inside else len(items), params["value"])
    return items


def _merge(before: Any, params: dict[str, Any]) -> Any:
    return {**_as_object(before), **_as_object(params["value"])}


def _clear(before: Any, _: dict[str, Any]) -> Any:
    if isinstance(before, list | str | dict):
        return type(before)()
    return UNDEFINED


def _reverse(before: Any, _: dict[str, Any]) -> Any:
    if isinstance(before, list | str):
        return before[::-1]
    if before is None or before is UNDEFINED:
        raise BrowserError("Array.prototype.slice called on null or undefined")
    return []


def _strictly_equal(one: Any, other: Any) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_strictly_equal, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_strictly_equal(one[k], other[k]) for k in one)
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if _is_number(one) and _is_number(other):
        return one == other and math.copysign(1, one) == math.copysign(1, other)
    return type(one) is type(other) and one == other


def _remove(before: Any, params: dict[str, Any]) -> Any:
    if not isinstance(before, list):
        raise BrowserError("filter is not a function")
    return [item for item in before if not _strictly_equal(item, params["value"])]


# -- numbers


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: Any) -> str:
    if value is UNDEFINED:
        return "undefined"
    if isinstance(value, dict):
        return "[object Object]"
    if isinstance(value, list):
        return ",".join("" if i is None or i is UNDEFINED else _text(i) for i in value)
    return _key(value)


def _number(value: Any) -> float:
    if value is UNDEFINED:
        return math.nan
    if value is None or isinstance(value, bool):
        return float(bool(value))
    if _is_number(value):
        return float(value)
    text = _text(value).strip()
    try:
        return float(text) if text else 0.0
    except ValueError:
        return math.nan


def _as_json(value: float) -> Any:
    """A number, whole ones without a point."""
    return int(value) if value.is_integer() else value


def _add(before: Any, params: dict[str, Any]) -> Any:
    new = params["value"]
    if any(isinstance(v, str | list | dict) for v in (before, new)):
        return _text(before) + _text(new)
    return _as_json(_number(before) + _number(new))


def _divide(before: Any, params: dict[str, Any]) -> Any:
    one, other = _number(before), _number(params["value"])
    return math.nan if other == 0 else _as_json(one / other)


_CHANGES = {
    "Merge": _merge,
    "Extend": _extend,
    "Insert": _insert,
    "Append": lambda before, params: _joined(before, [params["value"]]),
    "Prepend": lambda before, params: _joined([params["value"]], before),
    "Add": _add,
    "Sub": lambda before, params: _as_json(_number(before) - _number(params["value"])),
    "Mul": lambda before, params: _as_json(_number(before) * _number(params["value"])),
    "Div": _divide,
    "Clear": _clear,
    "Reverse": _reverse,
    "Remove": _remove,
}
