"""Places in a text; and the helpers by which the other tests of the square name them.

A test names code by its text, so that no test counts columns by hand.
"""

from __future__ import annotations

import ast

import pytest

from dash_codemods.model.places import Position, Span, between
from dash_codemods.proving.lines import Lines

PATH = "app.py"


def place(source: str, offset: int) -> Position:
    """The position of an offset; lines end at \\n only in sources that use this."""
    before = source[:offset]
    return Position(before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


def at(source: str, text: str, nth: int = 0) -> Span:
    """The span of the nth occurrence of a text."""
    offset = -1
    for _ in range(nth + 1):
        offset = source.index(text, offset + 1)
    return between(place(source, offset), place(source, offset + len(text)))


def call_at(source: str, start: str, nth: int = 0) -> Span:
    """The span from the nth occurrence of a call's start to its closing bracket."""
    offset = -1
    for _ in range(nth + 1):
        offset = source.index(start, offset + 1)
    depth = 0
    for end in range(source.index("(", offset), len(source)):
        depth += {"(": 1, ")": -1}.get(source[end], 0)
        if not depth:
            return between(place(source, offset), place(source, end + 1))
    raise AssertionError(start)


def def_at(source: str, name: str) -> Span:
    """The `def_span` of a function; the text before it on its lines is ASCII."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
            assert node.end_lineno
            end = source.split("\n")[node.end_lineno - 1].encode()[: node.end_col_offset]
            return Span(node.lineno, node.col_offset + 1, node.end_lineno, len(end.decode()) + 1)
    raise AssertionError(name)


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("ab\ncd", Position(2, 2), (2, 1)),
        ("ab\rcd", Position(2, 1), (2, 0)),
        ("ab\r\ncd", Position(2, 3), (2, 2)),
        ("é = 1", Position(1, 3), (1, 3)),
        ("'𝄞'; x", Position(1, 6), (1, 8)),
        ("a\x0cb\u2028c\x85d", Position(1, 8), (1, 10)),
        ("ab", Position(1, 4), None),
        ("ab", Position(2, 1), None),
        ("ab", Position(0, 1), None),
        ("ab", Position(1, 0), None),
    ],
)
def test_characters_become_bytes(text, position, expected):
    assert Lines(text).place(position) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ((1, 0), (1, 2), "é"),
        ((1, 2), (3, 1), "=\nb\nc"),
    ],
)
def test_text_between_places(start, end, expected):
    assert Lines("é=\nb\ncd").between(start, end) == expected


def test_a_span_past_the_end_is_no_key():
    assert Lines("ab").key(Span(1, 1, 1, 9)) is None
    assert Lines("ab").key(Span(1, 1, 1, 3)) == (1, 0, 1, 2)


def test_the_at_sign_is_found_behind_brackets_and_backslashes():
    source = "@(\n  # @no\n  a)\ndef f(): pass\n  @ \\\n b\n"
    assert Lines(source).decorator_start(3) == (1, 0)
    assert Lines(source).decorator_start(6) == (5, 2)
    with pytest.raises(ValueError, match="no decorator"):
        Lines("x").decorator_start(1)
