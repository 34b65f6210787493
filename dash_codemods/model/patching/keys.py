"""Keys that may be negative numbers, which a Patch takes for indexes."""

from __future__ import annotations

import ast

from dash_codemods.model.patching.kinds import kind_of
from dash_codemods.model.patching.places import ANY, Path, key_of
from dash_codemods.model.patching.report import Context

_TEXT_ATTRIBUTES = ("name", "triggered_id", "value")
"""Attributes that hold texts: of ctx, of enumerations."""
_ID_KEYS = ("id", "index", "type")
"""Keys of dict ids, whose values are texts or counts."""


def note_key(context: Context, key: ast.expr, path: Path) -> None:
    """Note that an item is set by a key that may be a negative number, on what may be a dict."""
    if context.subject.every_item and len(path) == 1:
        # One Patch for each component that matches, in a list.
        return
    is_list = context.subject.kind == "list" or context.subject.indexed
    root_list = len(path) == 1 and is_list
    if context.quiet or root_list or context.report.negative_keys is not None:
        return
    said = key_of(key)
    if said is ANY and not _is_text(context, key):
        context.report.negative_keys = key.lineno
    # A literal -1 is meant as the last item by whoever writes it, but for what is a dict.
    if isinstance(said, int) and said < 0 and len(path) == 1 and context.subject.kind == "dict":
        context.block("no-patch-operation", "to a Patch a negative number is no key", key)


def _is_text(context: Context, key: ast.expr) -> bool:
    """Whether a key is surely a text, or a number that is not negative."""
    names = context.names
    if kind_of(key, names) in ("str", "bool"):
        return True
    if isinstance(key, ast.Name):
        if key.id in context.subject.textual and key.id not in names.values:
            return True
        value = names.only_value(key.id)
        return value is not None and not isinstance(value, ast.Name) and _is_text(context, value)
    if isinstance(key, ast.Attribute):
        return key.attr in _TEXT_ATTRIBUTES
    if isinstance(key, ast.Call):
        function = key.func.id if isinstance(key.func, ast.Name) else ""
        return function in ("len", "str", "uuid4")
    return isinstance(key, ast.Subscript) and key_of(key.slice) in _ID_KEYS
