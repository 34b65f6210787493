"""Keys that are surely texts."""

from __future__ import annotations

import ast

from dash_codemods.model.patching.kinds import kind_of
from dash_codemods.model.patching.places import key_of
from dash_codemods.model.patching.report import Context
from dash_codemods.model.walking import walk

_SPLITTING = ("split", "rsplit", "splitlines", "partition", "rpartition")
_CTX = ("ctx", "callback_context", "dash.ctx", "dash.callback_context")


def is_text(context: Context, key: ast.expr, depth: int = 6) -> bool:
    """Whether a key is surely a text (or None, where a parameter may be)."""
    if depth <= 0:
        return False
    if kind_of(key, context.names) == "str":
        return True
    if isinstance(key, ast.Name):
        return _is_name(context, key.id, depth)
    if isinstance(key, ast.IfExp):
        return all(is_text(context, each, depth - 1) for each in (key.body, key.orelse))
    if isinstance(key, ast.BoolOp):
        return all(is_text(context, each, depth - 1) for each in key.values)
    if isinstance(key, ast.Attribute):
        if key.attr == "triggered_id":
            return ast.unparse(key.value) in _CTX  # as a dict, it could be no key
        return context.subject.texts.constant(ast.unparse(key)) or _of_id(
            context, key.value, key.attr
        )
    if isinstance(key, ast.Subscript):
        return _is_piece(key) or _of_id(context, key.value, key_of(key.slice))
    return False


def _is_name(context: Context, name: str, depth: int) -> bool:
    names = context.names
    given = [
        node for node in walk(names.function) if isinstance(node, ast.arg) and node.arg == name
    ]
    if len(given) > names.is_parameter(name):
        return False  # a function inside has a parameter of that name
    if given:
        return name not in names.values and context.subject.texts.parameter(name)
    value = names.only_value(name)
    if value is not None:
        return is_text(context, value, depth - 1)
    if name not in names.values:
        return context.subject.texts.constant(name)
    return len(names.values[name]) == 1 and any(
        isinstance(node, ast.For | ast.comprehension)
        and isinstance(node.target, ast.Name)
        and node.target.id == name
        and isinstance(node.iter, ast.List | ast.Tuple | ast.Set)
        and all(is_text(context, each, depth - 1) for each in node.iter.elts)
        for node in walk(names.function)
    )


def _is_piece(key: ast.Subscript) -> bool:
    """`text.split(".")[0]`"""
    one = isinstance(key_of(key.slice), int)
    call = key.value
    return (
        one
        and isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in _SPLITTING
    )


def _of_id(context: Context, base: ast.expr, key: object) -> bool:
    """`ctx.triggered_id["index"]`, or an item of a parameter that is an id, or of their names."""
    if not isinstance(key, str):
        return False
    if isinstance(base, ast.Name):
        names = context.names
        if names.is_parameter(base.id):
            given = base.id not in names.values
            return given and context.subject.texts.item_of_id(base.id, key)
        value = names.only_value(base.id)
        if value is None:
            return False
        base = value
    asked = isinstance(base, ast.Attribute) and base.attr == "triggered_id"
    return (
        asked
        and isinstance(base, ast.Attribute)
        and ast.unparse(base.value) in _CTX
        and context.subject.texts.item_of_id(None, key)
    )
