"""From `ast` expressions to the model's expressions."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from typing import Any

from dash_codemods.model.expressions import (
    Call,
    Constant,
    Expression,
    Items,
    Joined,
    Keyword,
    Mapping,
    Name,
    Other,
    Starred,
)
from dash_codemods.model.places import Span
from dash_codemods.model.walking import walk

Placed = ast.expr | ast.stmt | ast.arg | ast.keyword | ast.alias
"""The kinds of nodes that have a place."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)?")


def split_lines(text: str) -> list[str]:
    r"""Split a text where Python's tokenizer does: at \n, \r\n and \r alone."""
    if "\r" not in text:
        return text.split("\n")
    return _LINE.findall(text)


class Places:
    """Turns the byte columns of `ast` into characters that count from 1."""

    def __init__(self, text: str) -> None:
        """Take the text that the tree was parsed from."""
        lines = [] if text.isascii() else split_lines(text)
        self._wide = {n: line for n, line in enumerate(lines, start=1) if not line.isascii()}
        """The lines where bytes and characters differ."""

    def span(self, node: Placed) -> Span:
        """Where a node stands."""
        line, start = node.lineno, node.col_offset
        end_line, end = node.end_lineno or line, node.end_col_offset or 0
        if line in self._wide:
            start = _characters(self._wide[line], start)
        if end_line in self._wide:
            end = _characters(self._wide[end_line], end)
        return Span(line, start + 1, end_line, end + 1)


def _characters(line: str, size: int) -> int:
    """How many characters the first bytes of a line are."""
    return len(line.encode("utf-8", "surrogatepass")[:size].decode("utf-8", "replace"))


def dotted_name(node: ast.expr) -> str | None:
    """`a.b.c` for a name or a chain of attributes that starts with a name, else None."""
    behind = ""
    while isinstance(node, ast.Attribute):
        behind = f".{node.attr}{behind}"
        node = node.value
    return node.id + behind if isinstance(node, ast.Name) else None


def last_name(node: ast.expr) -> str | None:
    """The last name of what is called: `callback` for `self.app.callback` and `f().callback`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def convert(node: ast.expr, places: Places, depth: int = 8) -> Expression:
    """Convert an expression; what is nested deeper than `depth` stays as source text."""
    where = places.span(node)
    converter = _CONVERTERS.get(node.__class__, _unknown) if depth > 0 else _unknown
    return converter(node, places, depth, where)


def _constant(node: ast.Constant, _: Places, __: int, where: Span) -> Expression:
    plain = node.value.__class__ in _PLAIN
    return Constant(node.value, where) if plain else _other(node, where)  # type: ignore[arg-type]


def _name(node: ast.Name | ast.Attribute, _: Places, __: int, where: Span) -> Expression:
    dotted = dotted_name(node)
    return Name(dotted, where) if dotted else _other(node, where)


def _items(node: ast.List | ast.Tuple, places: Places, depth: int, where: Span) -> Expression:
    kind = "list" if isinstance(node, ast.List) else "tuple"
    return Items(kind, tuple(convert(e, places, depth - 1) for e in node.elts), where)


def _mapping(node: ast.Dict, places: Places, depth: int, where: Span) -> Expression:
    if any(key is None for key in node.keys):
        return _other(node, where)
    pairs = zip(node.keys, node.values, strict=True)
    items = ((convert(k, places, 2), convert(v, places, depth - 1)) for k, v in pairs if k)
    return Mapping(tuple(items), where)


def _starred(node: ast.Starred, places: Places, depth: int, where: Span) -> Expression:
    return Starred(convert(node.value, places, depth - 1), False, where)


def _sum(node: ast.JoinedStr | ast.BinOp, places: Places, depth: int, where: Span) -> Expression:
    parts = _joined(node, places, depth)
    return Joined(parts, where) if parts is not None else _other(node, where)


def _unknown(node: ast.expr, _: Places, __: int, where: Span) -> Expression:
    return _other(node, where)


def _call(node: ast.Call, places: Places, depth: int, where: Span) -> Expression:
    name = dotted_name(node.func)
    if name is None:
        last = last_name(node.func)
        if last is None:
            return _other(node, where)
        # `apps[0].callback(...)`: what stands before the last name is kept as text.
        name = f"<{ast.unparse(node.func)}>.{last}"
    args = tuple(convert(a, places, depth - 1) for a in node.args)
    keywords: list[Keyword] = []
    for keyword in node.keywords:
        value = convert(keyword.value, places, depth - 1)
        if keyword.arg is None:
            args += (Starred(value, True, places.span(keyword)),)
        else:
            keywords.append(Keyword(keyword.arg, value, places.span(keyword)))
    return Call(name, args, tuple(keywords), where)


# A table, not a chain of `isinstance`: a third of the time of reading goes through here.
_CONVERTERS: dict[type, Callable[[Any, Places, int, Span], Expression]] = {
    ast.Attribute: _name,
    ast.BinOp: _sum,
    ast.Call: _call,
    ast.Constant: _constant,
    ast.Dict: _mapping,
    ast.JoinedStr: _sum,
    ast.List: _items,
    ast.Name: _name,
    ast.Starred: _starred,
    ast.Tuple: _items,
}
_PLAIN = frozenset({str, int, float, bool, type(None)})


def _joined(node: ast.expr, places: Places, depth: int) -> tuple[Expression, ...] | None:
    if isinstance(node, ast.JoinedStr):
        parts: list[Expression] = []
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                if value.conversion != -1 or value.format_spec is not None:
                    return None
                parts.append(convert(value.value, places, depth - 1))
            elif isinstance(value, ast.Constant) and isinstance(value.value, str):
                parts.append(Constant(value.value))
        return tuple(parts)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left = _joined(node.left, places, depth)
        right = _joined(node.right, places, depth)
        is_text = any(isinstance(p, Constant) for p in (*(left or ()), *(right or ())))
        return (*left, *right) if left and right and is_text else None
    if isinstance(node, ast.Constant):
        return (Constant(node.value),) if isinstance(node.value, str) else None
    if isinstance(node, ast.Name | ast.Attribute | ast.Call):
        return (convert(node, places, depth - 1),)
    return None


def _other(node: ast.expr, where: Span) -> Other:
    if isinstance(node, ast.Name):
        return Other(node.id, (node.id,), where)  # what unparsing it would come to
    names = []
    for inner in walk(node):
        if isinstance(inner, ast.Name | ast.Attribute):
            dotted = dotted_name(inner)
            if dotted:
                names.append(dotted)
    return Other(ast.unparse(node), tuple(names), where)


def summary(node: ast.expr, places: Places) -> Expression:
    """Convert an expression as an initial value needs it: literals whole, the rest by its kind.

    Layouts nest deeply; converting every level of every component would cost the square of
    their depth.
    """
    where = places.span(node)
    if isinstance(node, ast.Constant | ast.Name | ast.Attribute | ast.JoinedStr | ast.BinOp):
        return convert(node, places, 3)
    if isinstance(node, ast.Dict) and len(node.keys) <= 12:
        return convert(node, places, 3)
    if isinstance(node, ast.List | ast.Tuple):
        kind = "list" if isinstance(node, ast.List) else "tuple"
        flat = all(isinstance(e, ast.Constant | ast.Name) for e in node.elts[:50])
        if flat and len(node.elts) <= 50:
            return Items(kind, tuple(convert(e, places, 1) for e in node.elts), where)
        return Items(kind, (Other("..."),), where)
    if isinstance(node, ast.Call):
        return Call(dotted_name(node.func) or "", (), (), where)
    return Other(type(node).__name__, (), where)
