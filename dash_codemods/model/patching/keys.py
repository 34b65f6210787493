"""Keys that a Patch takes for others than Python does: numbers, and True and False."""

from __future__ import annotations

import ast

from dash_codemods.model.patching.kinds import kind_of
from dash_codemods.model.patching.locals import Locals
from dash_codemods.model.patching.places import ANY, Path, key_of
from dash_codemods.model.patching.report import Context
from dash_codemods.model.patching.texts import is_text

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


def note_taken(context: Context, key: ast.expr) -> None:
    """Note that an item of a dict goes by a key, and that it is no failure if none is there.

    The keys that came from the browser are texts: by a number Python finds none of them.
    """
    if context.quiet or is_text(context, key):
        return
    if kind_of(key, context.names) is None:
        context.report.taken_by_number = context.report.taken_by_number or key.lineno
        return
    context.block(
        "no-patch-operation",
        f"`{context.show(key)}` is no text, as all keys of a dict from the browser are: Python "
        "finds nothing to take away, and a Patch would",
        key,
    )


def check_key(context: Context, key: ast.expr, *, in_dict: bool) -> None:
    """Refuse keys that name another place in the browser; `in_dict`: it is surely one of a dict."""
    if kind_of(key, context.names) == "bool" and not in_dict:
        context.block(
            "no-patch-operation",
            f"`{context.show(key)}` is True or False, which name an item of a list in Python, "
            "and none in the browser",
            key,
        )
    elif _is_float(key, context.names):
        context.block(
            "no-patch-operation",
            f'`{context.show(key)}`: JSON has the key 1.0 as "1.0", and the browser takes it for 1',
            key,
        )


def _is_float(key: ast.expr, names: Locals, depth: int = 6) -> bool:
    """Whether a key is a number with a point, as far as that can be told."""
    if depth <= 0:
        return False
    if isinstance(key, ast.Constant):
        return isinstance(key.value, float)
    if isinstance(key, ast.Name):
        value = names.only_value(key.id)
        return value is not None and _is_float(value, names, depth - 1)
    if isinstance(key, ast.UnaryOp):
        return _is_float(key.operand, names, depth - 1)
    if isinstance(key, ast.IfExp):
        return any(_is_float(each, names, depth - 1) for each in (key.body, key.orelse))
    if isinstance(key, ast.BinOp):
        sides = (key.left, key.right)
        divided = isinstance(key.op, ast.Div)
        return divided or any(_is_float(side, names, depth - 1) for side in sides)
    if isinstance(key, ast.Call) and isinstance(key.func, ast.Name):
        return key.func.id == "float" or (key.func.id == "round" and len(key.args) > 1)
    return False


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
