"""Whether two ids can name the same component, where one is known only as an expression."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from dash_codemods.model.ids import (
    JOINED,
    ComponentId,
    DictId,
    IdValue,
    Symbol,
    TextId,
    Wildcard,
    may_be_same,
)

_NOT_LITERAL = object()


def meet(left: ComponentId, right: ComponentId) -> bool:
    """Whether two ids may name the same component: False only where that is out of question."""
    if isinstance(left, TextId) and isinstance(right, TextId):
        return left.text == right.text
    if isinstance(left, Symbol) and isinstance(right, Symbol):
        return left == right or _symbols_meet(left, right)
    if isinstance(left, Symbol):
        return _symbol_meets(_shape(left.source), right)
    if isinstance(right, Symbol):
        return _symbol_meets(_shape(right.source), left)
    return may_be_same(left, right)


def covers(wanted: ComponentId, made: ComponentId) -> bool:
    """Whether an id as a dependency writes it surely matches a component's."""
    if not isinstance(wanted, DictId) or not isinstance(made, DictId):
        return wanted == made
    theirs = dict(made.items)
    if theirs.keys() != dict(wanted.items).keys():
        return False
    return all(_value_covers(value, theirs[key]) for key, value in wanted.items)


def _value_covers(wanted: IdValue, made: IdValue) -> bool:
    if isinstance(wanted, Wildcard):
        return True
    return type(wanted) is type(made) and wanted == made


def matches_pattern(identifier: ComponentId, patterns: tuple[str, ...]) -> bool:
    """Whether an id, as text, matches one of the configuration's patterns."""
    return any(fnmatchcase(str(identifier), pattern) for pattern in patterns)


@dataclass(frozen=True)
class _Shape:
    """How an id's expression is built.

    kind: `text` (literal pieces around holes), `call` (a function of the analysed code makes
    it), or `any` (a variable: nothing is known).
    """

    kind: str
    pieces: tuple[str | None, ...] = ()
    """Of a text: literal pieces, None for a hole."""
    function: str = ""
    literals: tuple[object, ...] = ()
    """Of a call: its arguments, where they are literal."""


@cache
def _shape(source: str) -> _Shape:
    try:
        node = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return _Shape("any")
    if isinstance(node, ast.Call):
        function = ast.unparse(node.func)
        if function == JOINED:
            return _Shape("text", tuple(_piece(argument) for argument in node.args))
        values = [*node.args, *(keyword.value for keyword in node.keywords)]
        return _Shape("call", (), function, tuple(map(_literal, values)))
    return _Shape("any")


def _piece(node: ast.expr) -> str | None:
    value = _literal(node)
    return value if isinstance(value, str) else None


def _literal(node: ast.expr) -> object:
    return node.value if isinstance(node, ast.Constant) else _NOT_LITERAL


def _symbols_meet(left: Symbol, right: Symbol) -> bool:
    if left.source == right.source:
        return True
    one, other = _shape(left.source), _shape(right.source)
    if one.kind == other.kind == "text":
        return _texts_meet(one.pieces, other.pieces)
    if one.kind == other.kind == "call" and one.function == other.function:
        return _arguments_meet(one.literals, other.literals)
    if one.kind == other.kind == "any":
        # Two variables side by side, as in `register(app, source_id, target_id)`.
        return left.owner != right.owner
    return True


def _arguments_meet(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    if len(one) != len(other):
        return True
    pairs = zip(one, other, strict=True)
    return all(a == b or _NOT_LITERAL in (a, b) for a, b in pairs)


def _texts_meet(one: tuple[str | None, ...], other: tuple[str | None, ...]) -> bool:
    """Whether two texts with holes may be equal, as far as their ends tell."""
    (start, end), (other_start, other_end) = _ends(one), _ends(other)
    starts = start.startswith(other_start) or other_start.startswith(start)
    return starts and (end.endswith(other_end) or other_end.endswith(end))


def _ends(pieces: tuple[str | None, ...]) -> tuple[str, str]:
    """The literal text before the first hole, and behind the last."""
    return (pieces[0] or "", pieces[-1] or "") if pieces else ("", "")


def _symbol_meets(shape: _Shape, known: ComponentId) -> bool:
    if shape.kind == "any":
        return True
    if not isinstance(known, TextId):
        # An f-string is no dict; what a function makes may be one.
        return shape.kind == "call"
    if shape.kind == "call":
        return all(str(v) in known.text for v in shape.literals if isinstance(v, str))
    pieces = shape.pieces
    text = known.text
    if len(pieces) == 1 and pieces[0] is not None:
        return text == pieces[0]
    first, last = _ends(pieces)
    return text.startswith(first) and text.endswith(last) and len(text) >= len(first) + len(last)
