"""What was Black-clean stays so, and comments are accounted for."""

from __future__ import annotations

import ast
from random import Random

import black
import pytest
from black.mode import Mode, TargetVersion

from dash_codemods.rewriting import black_style
from dash_codemods.rewriting.black_options import BlackOptions, black_options
from dash_codemods.rewriting.black_style import keep_clean, mode_of
from dash_codemods.rewriting.changes import changed_statements
from dash_codemods.rewriting.comments import comments_of, lost_comments

CLEAN = '''\
"""Pages."""

import json

import dash
from dash import Input, Output, State


class Page:
    def register(self, app):
        """Register."""

        @app.callback(
            Output("out", "children"),
            [Input("button", "n_clicks"), State("a-rather-long-id", "data"), State("b", "data")],
        )
        def update(n_clicks, a, b):
            if n_clicks:
                return json.dumps(
                    {"a": a, "b": b, "a long key": "a long value", "key": "the value"}
                )
            return dash.no_update


def other(a, *args):
    return [a, *args]
'''
MODE = BlackOptions(line_length=100)
STATE = ', State("a-rather-long-id", "data")'


def full(text: str, mode: BlackOptions = MODE) -> str:
    return black.format_str(text, mode=mode_of(mode))


@pytest.fixture
def formatted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that Black is asked to format."""
    texts: list[str] = []
    real = black_style._format

    def watched(text: str, mode: BlackOptions) -> str | None:
        texts.append(text)
        return real(text, mode)

    monkeypatch.setattr(black_style, "_format", watched)
    return texts


def clean_of(text: str) -> str:
    """The text as Black has it."""
    result = full(text)
    assert full(result) == result
    return result


def test_what_stays_clean_is_not_formatted_as_a_whole(formatted: list[str]) -> None:
    before = clean_of(CLEAN)
    after = before.replace('                    {"a": a, "b"', '                    {"aa": a, "b"')
    assert keep_clean(before, after, MODE) == after
    assert formatted
    assert all(len(text) < len(before) for text in formatted)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_is_shorter_joins_its_lines(newline: str) -> None:
    before = clean_of(CLEAN.replace("\n", newline))
    after = before.replace(STATE, "").replace("n_clicks, a, b", "n_clicks, b")
    after = after.replace('"key": "the value"', '"k": 1').replace('"a": a, ', "")
    assert full(after) != after
    assert keep_clean(before, after, MODE) == full(after)


BRANCHES = """
def update(a, b):
    if a:
        return [b]
    elif b:
        return [a, 2]
    elif b is None:
        if a is None:
            return [0]
        return None
    else:
        match a:
            case 1:
                return [b, 4]
            case _:
                pass
        try:
            return [a, 5]
        except ValueError:
            return [a, 6]
        else:
            return [a, 8]
        finally:
            print(9)
        return []


def draw(
    one_rather_long_parameter, another_rather_long_parameter, a_third_parameter, the_last_parameter
):
    return one_rather_long_parameter
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("return [a, 2]", "return [a, 3]"),
        ("return [0]", "return [1]"),
        ("return None", "return 0"),
        ("elif b:", "elif not b:"),
        ("return []", "return [7]"),
        ("[b, 4]", "[a, 4]"),
        ("[a, 5]", "[b, 5]"),
        ("[a, 6]", "[b, 6]"),
        ("[a, 8]", "[b, 8]"),
        ("print(9)", "print(0)"),
    ],
)
def test_branches(old: str, new: str) -> None:
    before = clean_of(BRANCHES)
    after = before.replace(old, new).replace(", the_last_parameter", "")
    assert before != after != full(after)
    assert keep_clean(before, after, MODE) == full(after)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("return [a, *args]", "return [a,*args]"),
        ('"children"', "'children'"),
        ("import json\n", "import json\n\n\n"),
        ("    return [a, *args]\n", "    return [a, *args]"),
        ("import dash\n", "import dash\r\n"),
        ("return dash.no_update\n", "return dash.no_update   \n"),
    ],
)
def test_what_was_not_clean_is_left_alone(old: str, new: str) -> None:
    before = clean_of(CLEAN).replace(old, new)
    assert full(before) != before
    after = before.replace(STATE, "").replace("n_clicks, a, b", "n_clicks, b")
    after = after.replace('"key": "the value"', '"k": 1').replace('"a": a, ', "")
    assert full(after) != after
    assert keep_clean(before, after, MODE) == after


def test_new_statements() -> None:
    before = clean_of(CLEAN)
    after = before.replace("def other", "x = 1\ndef other").replace("import dash\n", "")
    assert keep_clean(before, after, MODE) == full(after) != after
    after = before.replace("import json\n\n", "")
    assert keep_clean(before, after, MODE) == full(after)
    assert keep_clean(before, before, MODE) == before


PIECES = [
    "x=1\n",
    "def  f( a,b ):\n  return [a,\n b]\n",
    "@deco( 1 )\ndef g():\n    pass\n",
    "clientside_callback(\n'a => 1', Output('a', 'b'), Input('c','d'))\n",
    "from a import (b,\n c)\n",
    "import zzz\n",
    "class A(  object ):\n    def m(self): return 1\n",
    "'text'\n",
    "# comment\nx  = 2\n",
    "# a comment alone\n\nasync def h(*, a, **k):\n    await a\n",
    "@overload\ndef f(a: int) -> int: ...\n@overload\ndef f(a: str) -> str: ...\n",
]


def _decorators(node: ast.stmt) -> list[ast.expr]:
    return getattr(node, "decorator_list", [])


@pytest.mark.parametrize("seed", range(60))
def test_statements_that_come_and_go(seed: int, formatted: list[str]) -> None:
    choose = Random(seed)
    before = clean_of(CLEAN + "".join(choose.choices(PIECES, k=5)) + BRANCHES)
    nodes = ast.parse(before).body
    starts = [min(n.lineno for n in (node, *_decorators(node))) - 1 for node in nodes]
    lines = before.splitlines(keepends=True)
    cuts = zip([0, *starts], [*starts, None], strict=True)
    pieces = ["".join(lines[first:last]) for first, last in cuts]
    for _ in range(choose.randint(1, 3)):
        at = choose.randrange(1, len(pieces))
        took = choose.choice([0, 0, 1])
        space = choose.choice(["", "\n\n\n"])
        pieces[at : at + took] = choose.choice([[], [space, choose.choice(PIECES)]])
    after = "".join(pieces)
    formatted.clear()
    assert keep_clean(before, after, MODE) == full(after)
    # The file as it was is formatted to see that it is clean, if it comes to that.
    assert all(text == before or len(text) < len(after) for text in formatted)


@pytest.mark.parametrize("new", ["print(1 )\n", "def dash():\n    pass\n", "'text'\n"])
def test_a_statement_of_another_kind(new: str) -> None:
    before = clean_of(CLEAN)
    after = before.replace("import dash\n", new)
    assert keep_clean(before, after, MODE) == full(after) != after


def test_a_string_that_is_no_docstring() -> None:
    spaces = "   "
    old = f'"""\nOld code:{spaces}\n  y = 2\n"""\n'
    before = f"x = 1\n\n{old}\n\ndef draw():\n    return x\n"
    assert full(before) == before
    assert full(old) != old
    after = before.replace(old, "callback( draw )\nz = 3\n")
    assert keep_clean(before, after, MODE) == full(after) != after


def test_code_that_black_cannot_read_is_not_clean() -> None:
    assert keep_clean("def f(:\n", "def f():\n  pass\n", MODE) == "def f():\n  pass\n"
    before = clean_of(CLEAN)
    assert keep_clean(before, "def f(:\n", MODE) == "def f(:\n"


def test_a_file_in_single_quotes_is_not_given_to_black(formatted: list[str]) -> None:
    before = clean_of(CLEAN).replace('"children"', "'children'")
    after = before.replace(STATE, "").replace("n_clicks, a, b", "n_clicks, b")
    assert keep_clean(before, after, MODE) == after
    assert not formatted


@pytest.mark.parametrize(
    "line",
    [
        "x = 'say \"hello\"'",
        "x = f'{CLEAN[\"a\"]}'",
        'x = f\'{CLEAN["a"]}\' "b"',
        "x = ['a', 'b']  # fmt: skip",
        "'a' 'b'  # fmt: skip",
        "x = r'\"'",
    ],
)
def test_quotes_that_black_leaves(line: str) -> None:
    before = clean_of(f"{CLEAN}\n\n{line}\n")
    assert line in before
    after = before.replace(STATE, "").replace("n_clicks, a, b", "n_clicks, b")
    after = after.replace('"key": "the value"', '"k": 1').replace('"a": a, ', "")
    assert keep_clean(before, after, MODE) == full(after) != after


def test_quotes_that_the_project_has_black_leave() -> None:
    mode = BlackOptions(line_length=100, string_normalization=False)
    before = clean_of(CLEAN).replace('"children"', "'children'")
    after = before.replace(STATE, "").replace("n_clicks, a, b", "n_clicks, b")
    after = after.replace('"key": "the value"', '"k": 1').replace('"a": a, ', "")
    assert keep_clean(before, after, mode) == full(after, mode) != after


def test_switched_off_formatting() -> None:
    before = "# fmt: off\nx = [ 1,2 ]\n# fmt: on\ny = f(\n    1,\n)\n"
    assert full(before) == before
    after = before.replace("1,2", "1").replace("f(\n    1,\n)", "f( 1 )")
    assert keep_clean(before, after, MODE) == "# fmt: off\nx = [ 1 ]\n# fmt: on\ny = f(1)\n"


def test_commas_that_only_newer_pythons_allow() -> None:
    before = clean_of('x = f"{1}"\n\n\nfor a in b:\n    f(\n        *args,\n    )\n')
    after = before.replace("        *args,\n", "        *args\n").replace("f(\n", "g(\n")
    assert keep_clean(before, after, MODE) == full(after)


@pytest.mark.parametrize(
    ("pyproject", "mode"),
    [
        (None, Mode()),
        (b"", Mode()),
        (b"not [ toml", Mode()),
        (b"\xff", Mode()),
        (b"tool = 1", Mode()),
        (b"[tool]\nblack = 1\nruff = []", Mode()),
        (b"[tool.black]\n", Mode()),
        (b"[tool.black]\nline-length = 79", Mode(line_length=79)),
        (b"[tool.black]\nline_length = 79\n[tool.ruff]\nline-length = 120", Mode(line_length=79)),
        (b"[tool.black]\nline-length = 'long'", Mode()),
        (b"[tool.black]\nskip-string-normalization = true", Mode(string_normalization=False)),
        (b"[tool.black]\nskip-magic-trailing-comma = true", Mode(magic_trailing_comma=False)),
        (b"[tool.black]\npreview = true\nunstable = true", Mode(preview=True, unstable=True)),
        (
            b"[tool.black]\ntarget-version = ['py310', 'py3000']",
            Mode(target_versions={TargetVersion.PY310}),
        ),
        (
            b"[tool.ruff]\nline-length = 120\ntarget-version = 'py312'",
            Mode(line_length=120, target_versions={TargetVersion.PY312}),
        ),
        (b"[tool.ruff.format]\nquote-style = 'single'", Mode(string_normalization=False)),
        (b"[tool.ruff.format]\nquote-style = 'preserve'", Mode(string_normalization=False)),
        (b"[tool.ruff.format]\nquote-style = 'double'", Mode()),
    ],
)
def test_the_projects_own_mode(pyproject: bytes | None, mode: Mode) -> None:
    assert mode_of(black_options(pyproject)) == mode


def test_changed_statements() -> None:
    before = "x = 1\nif x:\n    y = 2\n    z = 3\nelse:\n    # c\n    w = 4\n"
    [change] = changed_statements(before, before.replace("z = 3", "z = 33")) or []
    assert (change.old, change.new, change.depth) == ("    z = 3\n", "    z = 33\n", 1)
    assert before[change.start :].startswith("    z = 3\n")
    [change] = changed_statements(before, before.replace("# c", "# d")) or []
    assert change.depth == 0
    assert changed_statements(before, before + "\n") is None
    assert changed_statements("x = 1; y = 2\n", "x = 1; y = 3\n") is None
    assert changed_statements("x =\n", "x = 1\n") is None


def test_comments_of_a_text() -> None:
    text = "x = 1  # a\n'''\n# no\n'''  # b\r\nif x:\n  # c\n    y = '# no'\n # d"
    assert comments_of(text) == ["# a", "# b", "# c", "# d"]
    assert comments_of("f(  # a\n") == ["# a"]
    assert comments_of("  # a\n , x,  # b") == ["# a", "# b"]
    assert comments_of("x = 1\n") == []


def test_lost_comments() -> None:
    before = "# a\n# a\n# b\nx = 1  # c\n"
    assert lost_comments(before, before, ()) == ()
    assert lost_comments(before, "# a\nx = 1\n", ["# b"]) == ("# a", "# c")
    assert lost_comments(before, "# a\n# new\n", ["# a", "# b", "# c"]) == ()
