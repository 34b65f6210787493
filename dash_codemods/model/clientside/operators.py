"""Operators, literals with members, f-strings and the few functions that both languages have."""

from __future__ import annotations

import ast

from dash_codemods.model.clientside import literals
from dash_codemods.model.clientside.code import (
    ATOM,
    CALL,
    PRODUCT,
    SUM,
    Code,
    Refusal,
    Translator,
    display,
)
from dash_codemods.model.clientside.kinds import BOOL, COUNT, NONE, NUMBERS, STRING


def arithmetic(expressions: Translator, node: ast.BinOp) -> Code:
    """Operators of numbers and texts."""
    left, right = expressions.value(node.left), expressions.value(node.right)
    kinds = left.kinds | right.kinds
    numbers = NUMBERS | BOOL | NONE  # None and a number: Python fails
    both = left.kinds <= NUMBERS | BOOL and right.kinds <= NUMBERS | BOOL
    result = COUNT if both and kinds <= COUNT | BOOL else frozenset({"number"})
    match node.op:
        case ast.Add() if kinds <= numbers:
            return Code(f"{left.at(SUM)} + {right.at(SUM + 1)}", SUM, result)
        case ast.Add() if kinds <= STRING | NONE:
            return Code(f"{left.at(SUM)} + {right.at(SUM + 1)}", SUM, STRING)
        case ast.Sub() if kinds <= numbers:
            text = f"{left.at(SUM)} - {right.at(SUM + 1)}"
            return Code(text, SUM, frozenset({"number"}))
        case ast.Mult() if kinds <= numbers:
            if _is_large(node.left) or _is_large(node.right):
                result = frozenset({"number"})  # which may be written as 1e+21
            return Code(f"{left.at(PRODUCT)} * {right.at(PRODUCT + 1)}", PRODUCT, result)
        case ast.Mod() if left.kinds <= COUNT | NONE and _is_positive(node.right):
            return Code(f"{left.at(PRODUCT)} % {right.at(PRODUCT + 1)}", PRODUCT, COUNT)
    message = f"`{ast.unparse(node)}` may be computed differently in JavaScript"
    raise Refusal("arithmetic-differs", message, node.lineno)


def of_keys(expressions: Translator, node: ast.Dict) -> Code:
    """A dict whose keys are texts; `**` as the three dots."""
    members: list[tuple[str, Code]] = []
    keys: set[str] = set()
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            spread = expressions.value(value)
            if "no_update" in spread.kinds:
                raise Refusal("no-equal", "no_update inside of a value", value.lineno)
            members.append(("...", Code(spread.at(CALL), ATOM, spread.kinds, spread.sources)))
        elif not isinstance(key, ast.Constant) or not isinstance(key.value, str):
            message = f"the key `{ast.unparse(key)}` is no text"
            raise Refusal("no-equal", message, key.lineno)
        else:
            if key.value in keys:
                raise Refusal("no-equal", f"the key {key.value!r} twice", key.lineno)
            keys.add(key.value)
            prefix = f"{literals.key(key.value, key.lineno)}: "
            members.append((prefix, expressions.member(value)))
    return display("{}", members)


def template(expressions: Translator, node: ast.JoinedStr) -> Code:
    """An f-string of texts and counts."""
    parts: list[str] = []
    for part in node.values:
        match part:
            case ast.Constant(value=str(text)):
                if "`" in text or "${" in text:
                    raise Refusal("text", "a text with a backtick", node.lineno)
                parts.append(literals.plain(text, node.lineno))
            case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
                code = expressions.value(value)
                if not code.kinds <= STRING | COUNT:
                    message = (
                        f"`{ast.unparse(value)}` may be something else than a text or a count:"
                        " Python writes None, bools and fractions in another way"
                    )
                    raise Refusal("text-differs", message, value.lineno)
                parts.append(f"${{{code.text}}}")
            case _:
                raise Refusal("text-differs", "a format in an f-string", node.lineno)
    return Code(f"`{''.join(parts)}`", ATOM, STRING)


def call(expressions: Translator, node: ast.Call) -> Code:
    """`bool`, `len` and `dict`."""
    match node:
        case ast.Call(func=ast.Name(id="bool"), args=[argument], keywords=[]):
            test = expressions.test(argument)
            if test.kinds <= BOOL:
                return test
            return Code(f"Boolean({test.text})", CALL, BOOL)
        case ast.Call(func=ast.Name(id="len"), args=[argument], keywords=[]):
            code = expressions.value(argument)
            if code.kinds <= NONE | {"array"} and not code.members:
                return Code(f"{code.at(CALL)}.length", CALL, COUNT)
            message = f"`{ast.unparse(argument)}` may be a text or a dict"
            raise Refusal("length-differs", message, node.lineno)
        case ast.Call(func=ast.Name(id="dict"), args=[]):
            keys: list[ast.expr | None] = [
                ast.Constant(value=k.arg, lineno=k.lineno) if k.arg else None for k in node.keywords
            ]
            values = [keyword.value for keyword in node.keywords]
            return of_keys(expressions, ast.Dict(keys=keys, values=values, lineno=node.lineno))
    message = f"`{ast.unparse(node.func)}` is called on the server"
    raise Refusal("value-of-the-server", message, node.lineno)


def _is_positive(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int and node.value > 0


def _is_large(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int and node.value > 10**4
