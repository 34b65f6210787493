"""Values that are unpacked, changed and packed again: JSON text, and data frames."""

from __future__ import annotations

import ast

from dash_codemods.model.patching.displays import place_in
from dash_codemods.model.patching.report import Obstacle, Subject
from dash_codemods.model.walking import walk

_PACKED = {"loads": "dumps", "DataFrame": "to_dict", "read_json": "to_json"}
_MESSAGES = {
    "loads": (
        "json-text",
        "the property holds JSON text, which a Patch cannot change in part: keep the value itself",
    ),
    "DataFrame": (
        "data-frame",
        "the value goes through a data frame, which is built anew with every call",
    ),
    "read_json": (
        "data-frame",
        "the value goes through a data frame, which is built anew with every call",
    ),
}


def round_trip(subject: Subject) -> Obstacle | None:
    """Where a value is unpacked whose changed form is packed and returned; None if it is not."""
    names = subject.names
    uses = names.loads.get(subject.parameter, [])
    for node in walk(subject.function):
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
            continue
        name = node.targets[0].id
        unpacked = _unpacks(node.value, uses)
        if unpacked is None or name not in names.changes:
            continue
        if any(_packs(value, unpacked, name) for value in _returned(subject)):
            reason, message = _MESSAGES[unpacked]
            return Obstacle(reason, message, node.lineno)
    return None


def _called(node: ast.expr) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _unpacks(node: ast.expr, uses: list[ast.Name]) -> str | None:
    """How an expression unpacks the value, if it does."""
    for inner in walk(node):
        if (
            isinstance(inner, ast.Call)
            and _called(inner) in _PACKED
            and any(inner.args[:1] == [use] for use in uses)
        ):
            return _called(inner)
    return None


def _packs(node: ast.expr, unpacked: str, name: str) -> bool:
    """Whether an expression packs what a name holds."""
    if _called(node) != _PACKED[unpacked]:
        return False
    return any(isinstance(n, ast.Name) and n.id == name for n in walk(node))


def _returned(subject: Subject) -> list[ast.expr]:
    """What the function returns to the property, names followed once."""
    found: list[ast.expr] = []
    names = subject.names
    for node in walk(subject.function):
        if isinstance(node, ast.Return) and node.value is not None:
            value = place_in(node.value, subject.output)
            if isinstance(value, ast.Name):
                found += [v for v in names.values.get(value.id, ()) if v is not None]
            elif value is not None:
                found.append(value)
    return found
