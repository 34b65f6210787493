"""Edits between two texts: exact, apart from each other, small, and found fast."""

from __future__ import annotations

import random
import re
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dash_codemods.model.places import Position
from dash_codemods.model.results import TextEdit
from dash_codemods.reporting.edits import edits_between


def offset(text: str, position: Position) -> int:
    """Where a position is in a text, counted independently of how it was made."""
    starts = [0] + [match.end() for match in re.finditer(r"\r\n|\r|\n", text)]
    ends = [match.end() for match in re.finditer(r"\r\n|\r|\n", text)] + [len(text)]
    start = starts[position.line - 1]
    assert 1 <= position.column <= ends[position.line - 1] - start + 1
    return start + position.column - 1


def applied(text: str, edits: tuple[TextEdit, ...]) -> str:
    """The text with all edits made, checked to be in order and apart."""
    done, at = "", 0
    for edit in edits:
        start, end = offset(text, edit.start), offset(text, edit.end)
        assert at <= start <= end
        done += text[at:start] + edit.replacement
        at = end
    return done + text[at:]


PIECES = "a|b|x = 1|x = 2|\n|\n|\r\n|\r|\n\n|\x0c|\u2028|é|\x85|\x1c".split("|")
FATES = ["kept", "kept", "kept", "twice", "gone", "other"]


@st.composite
def rewrites(draw: st.DrawFn) -> tuple[str, str]:
    """A text, and what became of it: most of it stays, as in a real rewrite."""
    before, after = "", ""
    for _ in range(draw(st.integers(0, 20))):
        piece, fate = draw(st.sampled_from(PIECES)), draw(st.sampled_from(FATES))
        before += piece
        becomes = {"kept": piece, "twice": piece + piece, "gone": ""}
        after += becomes.get(fate) or (draw(st.sampled_from(PIECES)) if fate == "other" else "")
    return before, after


@settings(max_examples=400, deadline=None)
@given(rewrites())
def test_the_edits_make_the_new_text(rewrite: tuple[str, str]) -> None:
    before, after = rewrite
    edits = edits_between(before, after, "a.py")
    assert applied(before, edits) == after
    assert all(edit.path == "a.py" for edit in edits)
    for edit, following in pairwise(edits):
        assert edit.end < following.start
    for edit in edits:
        for place in (edit.start, edit.end):
            at = offset(before, place)
            assert before[at - 1 : at + 1] != "\r\n", "an edit tears a line end in two"
        assert (edit.start, edit.replacement) != (edit.end, ""), "an edit that does nothing"


def test_equal_texts_need_no_edits() -> None:
    for text in ("", "a", "a\r\nb"):
        assert edits_between(text, text) == ()


@pytest.mark.parametrize(
    ("before", "after", "edits"),
    [
        ("a = bad\n", "a = good\n", [("1:5", "1:7", "goo")]),
        ("a\nb\nc\n", "a\nc\n", [("2:1", "3:1", "")]),
        ("a\nc\n", "a\nb\nc\n", [("2:1", "2:1", "b\n")]),
        ("a\n", "a\na\n", [("2:1", "2:1", "a\n")]),
        ("a\nb", "a\nb\n", [("2:2", "2:2", "\n")]),
        ("a\nb\n", "a\nb", [("2:2", "3:1", "")]),
        ("", "a", [("1:1", "1:1", "a")]),
        ("a\n", "", [("1:1", "2:1", "")]),
        ("a\r\nb", "a\nb", [("1:2", "2:1", "\n")]),
        ("a\r\nb", "a\rb", [("1:2", "2:1", "\r")]),
        ("a\rb", "a\r\nb", [("1:2", "2:1", "\r\n")]),
        (
            "x = 1\ny = 1\nz = 1\n",
            "x = 2\ny = 1\nz = 2\n",
            [("1:5", "1:6", "2"), ("3:5", "3:6", "2")],
        ),
        ("é\U0001f600a", "é\U0001f600b", [("1:3", "1:4", "b")]),
        ("a\x0cb\u2028c", "a\x0cb\u2028d", [("1:5", "1:6", "d")]),
    ],
)
def test_edits_are_small(before: str, after: str, edits: list[tuple[str, str, str]]) -> None:
    found = [
        (
            f"{edit.start.line}:{edit.start.column}",
            f"{edit.end.line}:{edit.end.column}",
            edit.replacement,
        )
        for edit in edits_between(before, after)
    ]
    assert found == edits


def test_removing_one_of_many_equal_lines_touches_nothing_else() -> None:
    before = "".join(f"def f{n}():\n    pass\n\n" for n in range(500))
    after = before.replace("def f7():\n    pass\n\n", "").replace("f300()", "g()")
    edits = edits_between(before, after)
    assert applied(before, edits) == after
    assert sum(len(edit.replacement) for edit in edits) <= 10
    assert len(edits) == 2


@pytest.mark.parametrize("unique", [True, False])
def test_long_files(unique: bool) -> None:
    """Changes at both ends of 10,000 lines, which no trimming makes short."""
    chance = random.Random(3)
    lines = [f"x{n if unique else chance.randrange(40)} = 1\n" for n in range(10_000)]
    changed = [line.replace("= 1", "= 2") if n % 997 == 0 else line for n, line in enumerate(lines)]
    del changed[5000:5003]
    start = time.process_time()
    edits = edits_between("".join(lines), "".join(changed))
    # Far above what it takes (some 0.1 s), far below what a careless comparison would.
    assert time.process_time() - start < 5
    assert applied("".join(lines), edits) == "".join(changed)
    if unique:
        assert len(edits) == 12
