"""Whole statements come and go."""

from __future__ import annotations

import ast

import pytest
from test_proving_places import PATH, at

from dash_codemods.model.edits import (
    InsertStatements,
    RemoveImport,
    ReplaceExpression,
    ReplaceStatements,
)
from dash_codemods.model.places import Span
from dash_codemods.proving import PromiseError, promised_tree, prove

SOURCE = """\
import dash

@callback(
    Output("a", "b"),
)
@cache
def f(x, y):
    z = x; w = y
    if z:  # why
        return w  # here
        # end
    else:
        w = 1
        z = 2
    return z


def g(): pass
"""


def replace(text: str, new: str, source: str = SOURCE) -> ReplaceStatements:
    return ReplaceStatements(PATH, at(source, text), new)


def insert(text: str, new: str, after: bool = False, nth: int = 0) -> InsertStatements:
    return InsertStatements(PATH, at(SOURCE, text, nth), new, after)


def check(edits: list[ReplaceStatements | InsertStatements], after: str) -> None:
    assert prove(SOURCE, after, edits) is None, ast.unparse(promised_tree(SOURCE, edits))
    assert prove(SOURCE, SOURCE, edits)
    assert prove(SOURCE, after.replace("def g(): pass", ""), edits)


@pytest.mark.parametrize(
    ("old", "new", "after"),
    [
        ("w = y", "v = y\nw = v", "v = y; w = v"),
        ("z = x; w = y", "", ""),
        ("w = 1\n        z = 2", "z = 3", "z = 3"),
        ("return w", "return 'é'", "return 'é'"),
        ("return w  # here", "return 'é'", "return 'é'"),
        (
            "        return w  # here\n        # end\n",
            "        ".strip() + "raise w",
            "        raise w\n",
        ),
        ("def g(): pass", "", ""),
        ("import dash", "import dash as d", "import dash as d"),
    ],
)
def test_statements_are_replaced(old, new, after):
    edit = replace(old, new)
    expected = SOURCE.replace(old, after, 1)
    assert prove(SOURCE, expected, [edit]) is None
    assert prove(SOURCE, SOURCE, [edit])


def test_a_decorated_function_is_replaced_with_its_decorators():
    whole = SOURCE[SOURCE.index("@callback") : SOURCE.index("\n\n\ndef g")]
    check(
        [replace(whole, "h = 1\n@a\ndef i(): ...")],
        SOURCE.replace(whole, "h = 1\n\n@a\ndef i(): ..."),
    )
    without = whole[whole.index("def f") :]
    with pytest.raises(PromiseError, match="cuts through"):
        promised_tree(SOURCE, [replace(without, "pass")])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("z = x; w", "cuts through"),
        ("= x; w = y", "cuts through"),
        ("y):\n    z = x", "cuts through"),
        ("return w  # here\n        # end\n    else:\n        w = 1", "not one run"),
        ("if z:  # why\n        return w", "cuts through"),
        ("# here", "no whole statement"),
        ("z = 2\n    return z", "not one run"),
        ("else:\n        w = 1", "cuts through"),
    ],
)
def test_a_span_that_is_no_run_of_statements(text, why):
    with pytest.raises(PromiseError, match=why):
        promised_tree(SOURCE, [replace(text, "pass")])


@pytest.mark.parametrize("text", ["return w", "w = 1\n        z = 2", "pass"])
def test_a_block_is_not_left_empty(text):
    with pytest.raises(PromiseError, match="left empty"):
        promised_tree(SOURCE, [replace(text, "")])
    with pytest.raises(PromiseError, match="left empty"):
        promised_tree(SOURCE, [replace(text, "# just a comment")])


def test_a_block_emptied_by_several_edits():
    with pytest.raises(PromiseError, match="left empty"):
        promised_tree(SOURCE, [replace("w = 1", ""), replace("z = 2", "")])
    source = "if x:\n    import a, b\n    y = 1\n"
    imports = [RemoveImport(PATH, at(source, "import a, b"), name) for name in "ab"]
    for edits in (
        [*imports, replace("y = 1", "", source)],
        [replace("y = 1", "", source), *imports],
    ):
        with pytest.raises(PromiseError, match="left empty"):
            promised_tree(source, edits)
    assert (
        prove(source, "if x:\n    y = 2\n", [*imports, replace("y = 1", "y = 2", source)]) is None
    )


@pytest.mark.parametrize("new", ["x =", "  x = 1", "if x:", "\ud800"])
def test_a_source_that_is_no_run_of_statements(new):
    with pytest.raises(PromiseError, match="no run of statements"):
        promised_tree(SOURCE, [replace("w = 1", new)])


def test_statements_are_inserted():
    whole = SOURCE[SOURCE.index("@callback") : SOURCE.index("\n\n\ndef g")]
    check([insert(whole, "h = 1\ni = 2")], SOURCE.replace("@callback", "h = 1\ni = 2\n@callback"))
    check([insert(whole, "h = 1", True)], SOURCE.replace("def g", "h = 1\ndef g"))
    check([insert("w = y", "h = 1")], SOURCE.replace("w = y", "h = 1; w = y"))
    check([insert("w = y", "h = 1", True)], SOURCE.replace("w = y", "w = y\n    h = 1"))
    check([insert("pass", "h = 1", True)], SOURCE.replace("pass", "pass; h = 1"))
    check([insert("return w", "h = 1")], SOURCE.replace("return w", "h = 1; return w"))


def test_a_statement_inserted_elsewhere_is_found():
    edits = [insert("w = 1", "h = 1")]
    for wrong in ("w = y", "z = 2", "return z", "return w", "def g"):
        assert prove(SOURCE, SOURCE.replace(wrong, f"h = 1; {wrong}"), edits)


def test_several_insertions_keep_their_order():
    edits = [
        insert("w = 1", "c = 1; d = 2", True),
        insert("w = 1", "a = 1"),
        insert("z = 2", "f = 1"),
        insert("w = 1", "e = 1", True),
        insert("w = 1", "b = 1"),
    ]
    after = SOURCE.replace("w = 1", "a = 1; b = 1; w = 1; c = 1; d = 2; e = 1; f = 1")
    check(edits, after)
    check([*edits, replace("w = 1", "w = 0")], after.replace("w = 1", "w = 0"))


def test_insertions_around_what_is_replaced():
    edits = [
        replace("w = 1\n        z = 2", "v = 0"),
        insert("w = 1", "a = 1"),
        insert("z = 2", "b = 1", True),
    ]
    check(edits, SOURCE.replace("w = 1\n        z = 2", "a = 1; v = 0; b = 1"))
    with pytest.raises(PromiseError, match="another edit"):
        promised_tree(SOURCE, [*edits, insert("z = 2", "c = 1")])


@pytest.mark.parametrize(
    "edits",
    [
        [replace("z = x; w = y", "a = 1"), replace("w = y", "b = 1")],
        [replace("w = 1", "a = 1"), replace("w = 1", "b = 1")],
        [replace("w = y", "a = 1"), ReplaceExpression(PATH, at(SOURCE, "y", 1), "b")],
        [replace("def g(): pass", "a = 1"), insert("pass", "b = 1")],
    ],
)
def test_edits_that_contradict_each_other(edits):
    for ordered in (edits, edits[::-1]):
        with pytest.raises(PromiseError, match="another edit"):
            promised_tree(SOURCE, ordered)


@pytest.mark.parametrize("where", [Span(7, 1, 15, 13), Span(8, 5, 8, 9), Span(99, 1, 99, 2)])
def test_a_statement_that_is_not_there(where: Span):
    with pytest.raises(PromiseError, match="no statement stands there"):
        promised_tree(SOURCE, [InsertStatements(PATH, where, "a = 1")])


def test_a_string_in_new_statements_is_not_indented():
    edits = [insert("w = 1", 'q = """a\nb"""')]
    assert prove(SOURCE, SOURCE.replace("w = 1", 'q = """a\nb"""; w = 1'), edits) is None
    assert prove(SOURCE, SOURCE.replace("w = 1", 'q = """a\n        b"""; w = 1'), edits)


def test_new_statements_stand_on_lines_of_the_text_before():
    promised = promised_tree(
        SOURCE, [insert("w = 1", "\n\n\n\na = b"), replace("z = 2", "\n\nc = 1")]
    )
    names = {n.id: n.lineno for n in ast.walk(promised) if isinstance(n, ast.Name)}
    assert names["a"] == names["b"] == 13
    assert names["c"] == 14
