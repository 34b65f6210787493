"""Comments that keep us away: on lines, for whole files; and strings that only look like them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dash_codemods.model.suppression import skips_file, suppressed_lines, suppresses


@pytest.mark.parametrize(
    ("comment", "rules"),
    [
        ("# dash-codemod: ignore", None),
        ("#dash-codemod:ignore", None),
        ("# dash-codemods: ignore", None),
        ("# Dash-Codemod: Ignore", None),
        ("# dash-codemod: ignore because of the tests", None),
        ("# dash-codemod: ignore[DC101]", {"DC101"}),
        ("# dash-codemod: ignore [ dc101 , unused-state,]", {"DC101", "unused-state"}),
        ("# dash-codemod: ignore[DC1]", {"DC1"}),
        ("# dash-codemod: ignore[]", None),
        ("# type: ignore  # dash-codemod: ignore[DC101]  # noqa: DC102", {"DC101", "DC102"}),
        ("# noqa", None),
        ("# NOQA", None),
        ("#noqa", None),
        ("# noqa: DC101", {"DC101"}),
        ("# noqa:dc101,E501", {"DC101"}),
        ("# noqa : DC101", {"DC101"}),
        ("# noqa: E501 DC101", {"DC101"}),
        ("# noqa: because of the tests", None),
        ("# pragma: no cover  # noqa: DC101", {"DC101"}),
    ],
)
def test_comments_that_suppress(comment: str, rules: set[str] | None) -> None:
    expected = None if rules is None else frozenset(rules)
    assert suppressed_lines(f"a = 1\nb = 2  {comment}\nc = 3\n") == {2: expected}


@pytest.mark.parametrize(
    "line",
    [
        "x = 1  # noqa: E501",
        "x = 1  # noqa: E501, F401",
        "x = 1  # ruff: noqa",
        "x = 1  # flake8: noqa: DC101",
        "x = 1  # noqally",
        "x = 1  # dash-codemod: ignored",
        "x = 1  # dash-codemod: skip-file",
        "x = 1  # see dash-codemod",
        "x = '# noqa'",
        "x = '# dash-codemod: ignore'  # a comment",
        "x = f'{y}# noqa'",
        'x = """\n# noqa\n# dash-codemod: ignore\n"""',
        "# dash: ignore",
    ],
)
def test_what_does_not_suppress(line: str) -> None:
    assert suppressed_lines(f"{line}\n") == {}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_python_does(end: str) -> None:
    text = end.join(["a = '''", "\x0c", "'''  # noqa", "\u2028b = 1  # noqa: DC101".strip(), ""])
    assert suppressed_lines(text) == {3: None, 4: frozenset({"DC101"})}


def test_several_lines() -> None:
    text = "a  # noqa\nb\nc  # noqa: DC1\nd  # noqa: E501\n\ne  # dash-codemod: ignore[x]"
    assert suppressed_lines(text) == {1: None, 3: frozenset({"DC1"}), 6: frozenset({"x"})}


def test_what_stands_before_an_error_still_counts() -> None:
    assert suppressed_lines("a = 1  # noqa\nb = (\n") == {1: None}
    assert suppressed_lines("a = 1  # noqa\n  b = (\n ]") == {1: None}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# dash-codemod: skip-file\n", True),
        ("import dash\n\nx = 1  # dash-codemod: skip-file (legacy)\n", True),
        ("#dash-codemod:skip-file", True),
        ("'# dash-codemod: skip-file'\n", False),
        ('"""\n# dash-codemod: skip-file\n"""\n', False),
        ("# dash-codemod: skip-files\n", False),
        ("# dash-codemod: ignore\n", False),
        ("# noqa\n", False),
        ("", False),
    ],
)
def test_skipping_a_file(text: str, expected: bool) -> None:
    assert skips_file(text) is expected


def test_a_rule_is_suppressed_by_code_prefix_or_name() -> None:
    lines = {
        3: frozenset({"DC101"}),
        5: None,
        7: frozenset({"DC1"}),
        9: frozenset({"unused-state"}),
    }
    assert suppresses(lines, [3], "DC101", "unused-state")
    assert not suppresses(lines, [3], "DC102", "whole-store")
    assert suppresses(lines, [1, 5], "DC401", "missing-id")
    assert suppresses(lines, range(6, 8), "DC102", "whole-store")
    assert suppresses(lines, [9], "DC101", "unused-state")
    assert not suppresses(lines, [1, 2, 4], "DC101", "unused-state")


@given(st.text(alphabet="#'\"\n\r\x0c\\ (noqa:DC1dash-codemod[]ignoreskipfile)"))
def test_no_text_is_too_odd(text: str) -> None:
    lines = suppressed_lines(text)
    assert all(line >= 1 for line in lines)
    skips_file(text)
