"""Comparisons of Python in JavaScript."""

from __future__ import annotations

import ast

from dash_codemods.model.clientside.code import (
    AND,
    CALL,
    EQUALITY,
    ORDER,
    Code,
    Refusal,
    Translator,
)
from dash_codemods.model.clientside.kinds import BOOL, NAN, NONE, NUMBERS, STRING

_ORDERS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


def compare(expressions: Translator, node: ast.Compare) -> Code:
    """A comparison, or a chain of them, whose middle is then read twice."""
    if len(node.ops) == 1:
        return _one(expressions, node.left, node.ops[0], node.comparators[0], node)
    terms = [node.left, *node.comparators]
    if not all(isinstance(term, ast.Name | ast.Constant) for term in terms):
        raise _different(node)
    pairs = [
        _one(expressions, left, op, right, node)
        for left, op, right in zip(terms, node.ops, terms[1:], strict=False)
    ]
    return Code(" && ".join(pair.at(AND) for pair in pairs), AND, BOOL)


def _one(
    expressions: Translator, left: ast.expr, op: ast.cmpop, right: ast.expr, node: ast.Compare
) -> Code:
    if isinstance(op, ast.In | ast.NotIn):
        found = _contains(expressions, left, right, node)
        return found if isinstance(op, ast.In) else Code(f"!{found.text}", CALL - 1, BOOL)
    one, two = expressions.value(left), expressions.value(right)
    if "no_update" in one.kinds | two.kinds:
        raise _different(node)
    word = _ORDERS.get(type(op))
    if word is not None:
        return _order(one, word, two, node)
    equal = isinstance(op, ast.Eq | ast.Is)
    if isinstance(left, ast.Constant) and not isinstance(right, ast.Constant):
        return _equals(two, left, one, equal, op, node)
    return _equals(one, right, two, equal, op, node)


def _equals(
    one: Code, right: ast.expr, two: Code, equal: bool, op: ast.cmpop, node: ast.Compare
) -> Code:
    """`==` and `is`, against a constant or a value of the same kind."""
    value = right.value if isinstance(right, ast.Constant) else ...
    if isinstance(op, ast.Is | ast.IsNot) and not (value is None or isinstance(value, bool)):
        raise _different(node)
    strict = "===" if equal else "!=="
    if value is None:
        # null and undefined: what Python has as None, but for NaN.
        if one.kinds & NAN:
            raise _different(node)
        strict = "==" if equal else "!="
    elif isinstance(value, bool):
        same = isinstance(op, ast.Is | ast.IsNot) or not one.kinds & NUMBERS  # 1 == True
        if not same:
            raise _different(node)
    elif isinstance(value, int | float):
        if value in (0, 1) and "bool" in one.kinds:
            raise _different(node)
    elif not isinstance(value, str) and not _comparable(one, two):
        raise _different(node)
    text = f"{one.at(EQUALITY + 1)} {strict} {two.at(EQUALITY + 1)}"
    return Code(text, EQUALITY, BOOL)


def _comparable(one: Code, two: Code) -> bool:
    """Whether two values are texts, or numbers, or bools, both of them and surely."""
    both = one.kinds | two.kinds
    return both <= STRING or both <= NUMBERS or both <= BOOL


def _order(one: Code, word: str, two: Code, node: ast.Compare) -> Code:
    """Of numbers: where one side surely is one, Python fails if the other is not."""
    numbers = NUMBERS | BOOL | NONE
    if not (one.kinds <= numbers or two.kinds <= numbers):
        raise _different(node)
    text = f"{one.at(ORDER + 1)} {word} {two.at(ORDER + 1)}"
    return Code(text, ORDER, BOOL)


def _contains(expressions: Translator, left: ast.expr, right: ast.expr, node: ast.Compare) -> Code:
    """`x in ["a", "b"]`, and `"a" in x` for a list or a text."""
    if isinstance(right, ast.List | ast.Tuple | ast.Set) and right.elts:
        value = expressions.value(left)
        known = [each.value for each in right.elts if isinstance(each, ast.Constant)]
        allowed = len(known) == len(right.elts) and all(
            isinstance(each, str)
            or (type(each) is int and not (each in (0, 1) and "bool" in value.kinds))
            for each in known
        )
        if not allowed or not isinstance(left, ast.Name):
            raise _different(node)
        inner = ", ".join(expressions.value(each).text for each in right.elts)
        return Code(f"[{inner}].includes({value.text})", CALL, BOOL)
    if isinstance(left, ast.Constant) and isinstance(left.value, str):
        whole = expressions.value(right)
        if isinstance(right, ast.Name) and whole.kinds <= NONE | STRING | {"array"}:
            part = expressions.value(left).text
            return Code(f"{whole.text}.includes({part})", CALL, BOOL)
    raise _different(node)


def _different(node: ast.Compare) -> Refusal:
    message = f"`{ast.unparse(node)}` may come out differently in JavaScript"
    return Refusal("comparison-differs", message, node.lineno)
