"""Names and literals of Python as JavaScript."""

from __future__ import annotations

import json
import math
import re

from dash_codemods.model.clientside.code import ATOM, UNARY, Code, Refusal
from dash_codemods.model.clientside.kinds import BOOL, COUNT, STRING

_RESERVED = frozenset(
    "abstract arguments await boolean break byte case catch char class const continue debugger "
    "default delete do double else enum eval export extends false final finally float for "
    "function goto if implements import in instanceof int interface let long native new null "
    "package private protected public return short static super switch synchronized this throw "
    "throws transient true try typeof undefined var void volatile while with yield window NaN "
    "Infinity Boolean".split()
)
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
NAME = ATOM
"""How tightly a name binds."""
_EXACT = 2**53
"""Integers from here on are not exact in JavaScript."""


def name(text: str, line: int) -> str:
    """A name that both languages allow."""
    if text in _RESERVED or not _IDENTIFIER.fullmatch(text):
        raise Refusal("name-of-javascript", f"`{text}` is no name in JavaScript", line)
    return text


def constant(value: object, line: int) -> Code:
    """A literal."""
    if value is None:
        return Code("null", ATOM, frozenset({"null"}))
    if isinstance(value, bool):
        return Code("true" if value else "false", ATOM, BOOL)
    if isinstance(value, int) and abs(value) < _EXACT:
        return Code(str(value), ATOM if value >= 0 else UNARY, COUNT)
    if isinstance(value, float) and math.isfinite(value):
        return Code(repr(value), ATOM, frozenset({"number"}))
    if isinstance(value, str):
        return Code(text(value, line), ATOM, STRING)
    raise Refusal("literal", "a literal that JavaScript does not have", line)


def text(value: str, line: int) -> str:
    """A string, in the quotes that need no backslash: these would be Python's, too."""
    if '"' in value and "'" not in value:
        return f"'{plain(value, line)}'"
    if '"' in value:
        raise Refusal("text", "a text with both kinds of quotes", line)
    return f'"{plain(value, line)}"'


def plain(value: str, line: int) -> str:
    """Text that stands for itself in JavaScript, in Python's quotes and in a page's script."""
    escaped = json.dumps(value.replace('"', ""), ensure_ascii=False)[1:-1]
    odd = "\\" in escaped or not value.isprintable()
    if odd or "</" in value or "<!--" in value or "{%" in value or '"""' in value:
        message = "a text with characters that would have to be written differently in a script"
        raise Refusal("text", message, line)
    return value


def key(value: str, line: int) -> str:
    """The key of an object."""
    if value == "__proto__":
        raise Refusal("literal", "`__proto__` is no plain key in JavaScript", line)
    return value if _IDENTIFIER.fullmatch(value) else text(value, line)
