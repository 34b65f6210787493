"""Arguments, keywords and expressions."""

from __future__ import annotations

import pytest
from test_rewriting_harness import PATH, at, call_span, check

from dash_codemods.model.edits import (
    RemoveArgument,
    RemoveDependency,
    RemoveKeyword,
    ReplaceExpression,
    SetKeyword,
)
from dash_codemods.rewriting import CannotRewrite, rewrite

NEW_KEYWORDS = [
    ("callback()(f)\n", "callback(new=True)(f)\n"),
    ("callback(a)(f)\n", "callback(a, new=True)(f)\n"),
    ("callback(a, )(f)\n", "callback(a, new=True, )(f)\n"),
    ("callback( a, b=1 )(f)\n", "callback( a, b=1, new=True )(f)\n"),
    ("callback(a, **rest)(f)\n", "callback(a, new=True, **rest)(f)\n"),
    ("callback(*a, **rest, b=1)(f)\n", "callback(*a, **rest, b=1, new=True)(f)\n"),
    ("callback(**one, **two)(f)\n", "callback(new=True, **one, **two)(f)\n"),
    (
        "@callback(\n    a,\n    b,\n)\ndef f(): ...\n",
        "@callback(\n    a,\n    b,\n    new=True,\n)\ndef f(): ...\n",
    ),
    (
        "@callback(\n    a,\n    b\n)\ndef f(): ...\n",
        "@callback(\n    a,\n    b,\n    new=True\n)\ndef f(): ...\n",
    ),
    (
        "@callback(\n    a,  # a\n    b,  # b\n    # end\n)\ndef f(): ...\n",
        "@callback(\n    a,  # a\n    b,  # b\n    new=True,\n    # end\n)\ndef f(): ...\n",
    ),
    (
        "@callback(\n    a,  # a\n    b  # b\n)\ndef f(): ...\n",
        "@callback(\n    a,  # a\n    b,  # b\n    new=True\n)\ndef f(): ...\n",
    ),
    (
        "@callback(\n    a, b\n)\ndef f(): ...\n",
        "@callback(\n    a, b, new=True\n)\ndef f(): ...\n",
    ),
    (
        "@callback(a,\n          b)\ndef f(): ...\n",
        "@callback(a,\n          b,\n          new=True)\ndef f(): ...\n",
    ),
    (
        "@callback(\n    a,\n    # rest\n    **rest,\n)\ndef f(): ...\n",
        "@callback(\n    a,\n    new=True,\n    # rest\n    **rest,\n)\ndef f(): ...\n",
    ),
    (
        "@callback(a,\n          **rest)\ndef f(): ...\n",
        "@callback(a,\n          new=True,\n          **rest)\ndef f(): ...\n",
    ),
    (
        "@callback(\n    # nothing yet\n)\ndef f(): ...\n",
        "@callback(\n    # nothing yet\n    new=True,\n)\ndef f(): ...\n",
    ),
    (
        "@callback(\r\n\ta,\r\n\tb,\r\n)\r\ndef f(): ...\r\n",
        "@callback(\r\n\ta,\r\n\tb,\r\n\tnew=True,\r\n)\r\ndef f(): ...\r\n",
    ),
    (
        "@callback(a, [\n    b,\n    c,\n])\ndef f(): ...\n",
        "@callback(a, [\n    b,\n    c,\n], new=True)\ndef f(): ...\n",
    ),
]


@pytest.mark.parametrize(("before", "after"), NEW_KEYWORDS)
def test_a_new_keyword(before: str, after: str) -> None:
    check(before, [SetKeyword(PATH, call_span(before), "new", "True")], after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("callback(a, new=False)\n", "callback(a, new=x)\n"),
        ("callback(a, new = (False), b=1)\n", "callback(a, new = x, b=1)\n"),
        (
            "callback(\n    new=[  # c\n        1,\n    ],  # d\n)\n",
            "callback(\n    new=x,  # d\n)\n",
        ),
    ],
)
def test_another_value(before: str, after: str) -> None:
    dropped = ["# c"] if "# c" in before else []
    check(before, [SetKeyword(PATH, call_span(before), "new", "x")], after, dropped)


def test_a_keyword_in_the_place_of_the_last_argument() -> None:
    text = "@callback(\n    Output(a, b),\n    [\n        State(c, d),\n    ],\n)\ndef f(): ...\n"
    edits = [
        RemoveDependency(PATH, call_span(text), at(text, "State(c, d)")),
        SetKeyword(PATH, call_span(text), "new", "True"),
    ]
    check(text, edits, "@callback(\n    Output(a, b),\n    new=True,\n)\ndef f(): ...\n")


def test_a_value_of_several_lines() -> None:
    text = "if x:\n    @callback(\n        a,\n        b,\n    )\n    def f(): ...\n"
    edit = SetKeyword(PATH, call_span(text), "new", "[\n    1,\n    '''\n  2''',\n]")
    new = "        new=[\n            1,\n            '''\n  2''',\n        ],\n"
    check(text, [edit], text.replace("        b,\n", "        b,\n" + new))


def test_a_bare_generator_takes_no_keyword() -> None:
    text = "callback(x for x in y)\n"
    with pytest.raises(CannotRewrite):
        rewrite(text, [SetKeyword(PATH, call_span(text), "new", "True")])


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        ("callback(a, old=1)\n", "old", "callback(a)\n"),
        ("callback(old=1, b=2)\n", "old", "callback(b=2)\n"),
        ("callback(\n    a,\n    old=1,\n    b=2\n)\n", "old", "callback(\n    a,\n    b=2\n)\n"),
        ("callback(\n    old=1,\n)\n", "old", "callback()\n"),
        ("callback(\n    # why\n    old=1,\n)\n", "old", "callback(\n    # why\n)\n"),
        ("callback(a, old=1, **rest)\n", "old", "callback(a, **rest)\n"),
    ],
)
def test_removing_a_keyword(before: str, name: str, after: str) -> None:
    check(before, [RemoveKeyword(PATH, call_span(before), name)], after)


def test_removing_a_keyword_that_is_not_there() -> None:
    with pytest.raises(CannotRewrite) as error:
        rewrite("callback(a)\n", [RemoveKeyword(PATH, call_span("callback(a)\n"), "old")])
    assert error.value.reason == "no-such-argument"


@pytest.mark.parametrize(
    ("before", "argument", "after"),
    [
        ("update(1, 'b', x)\n", "'b'", "update(1, x)\n"),
        ("update(1, b='b', c=x)\n", "'b'", "update(1, c=x)\n"),
        ("update(1, *rest)\n", "rest", "update(1)\n"),
        (
            "y = [update(\n    1,\n    (  # one\n        2),\n)]\n",
            "2",
            "y = [update(\n    1,\n)]\n",
        ),
        ("assert update(1, z(2)) == 3, 4\n", "z(2)", "assert update(1) == 3, 4\n"),
    ],
)
def test_removing_an_argument(before: str, argument: str, after: str) -> None:
    edit = RemoveArgument(PATH, call_span(before, "update"), at(before, argument))
    check(before, [edit], after, ["# one"] if "# one" in before else [])


REPLACED = [
    ("f(old)\n", "new", "f(new)\n"),
    ("f((old))\n", "a or b", "f((a or b))\n"),
    ("f(x=old)\n", "a or b", "f(x=a or b)\n"),
    ("f(x=old)\n", "(yield)", "f(x=(yield))\n"),
    ("f(*old)\n", "a or b", "f(*a or b)\n"),
    ("x = not old\n", "a or b", "x = not (a or b)\n"),
    ("x = old.y\n", "a + b", "x = (a + b).y\n"),
    ("x = old.y\n", "1", "x = (1).y\n"),
    ("x = old.y\n", "a.b['c'](d)", "x = a.b['c'](d).y\n"),
    ("x = old.y\n", "'a' 'b'", "x = ('a' 'b').y\n"),
    ("x = old\n", "a, b", "x = (a, b)\n"),
    ("x = y[old]\n", "lambda: 1", "x = y[lambda: 1]\n"),
    ("x = old,\n", "lambda: 1", "x = lambda: 1,\n"),
    ("if old:\n    pass\n", "a == b", "if a == b:\n    pass\n"),
    ("if a:\n    pass\nelif old:\n    pass\n", "b", "if a:\n    pass\nelif b:\n    pass\n"),
    ("while a and old: pass\n", "b or c", "while a and (b or c): pass\n"),
    ("class A:\n    x = {old: 1, 'y': old}\n", "'é'", "class A:\n    x = {'é': 1, 'y': old}\n"),
    ("match old:\n    case 1:\n        pass\n", "a", "match a:\n    case 1:\n        pass\n"),
    ("x = [a for a in old if a]\n", "b", "x = [a for a in b if a]\n"),
    ("def f(a=old):\n    pass\n", "1 + 2", "def f(a=1 + 2):\n    pass\n"),
    ("try:\n    pass\nexcept old:\n    pass\n", "E", "try:\n    pass\nexcept E:\n    pass\n"),
    ("return_ = 1 if(old)else 2\n", "x", "return_ = 1 if(x)else 2\n"),
    ("x = (\n    old\n)\n", "a +\\\n b", "x = (\n    a +\\\n     b\n)\n"),
    ("    \nx = 1; y = old; z = 2  # c\n", "3", "    \nx = 1; y = 3; z = 2  # c\n"),
]


@pytest.mark.parametrize(("before", "source", "after"), REPLACED)
def test_replacing_an_expression(before: str, source: str, after: str) -> None:
    check(before, [ReplaceExpression(PATH, at(before, "old"), source)], after)


def test_replacing_a_tuple() -> None:
    text = "def f():\n    return(a, b)\n"
    edit = ReplaceExpression(PATH, at(text, "(a, b)"), "no_update")
    check(text, [edit], "def f():\n    return no_update\n")
    text = "x = a, b\n"
    check(text, [ReplaceExpression(PATH, at(text, "a, b"), "[]")], "x = []\n")


def test_replacing_with_several_lines_in_windows_line_ends() -> None:
    text = "if a:\r\n\tx = old\r\n"
    edit = ReplaceExpression(PATH, at(text, "old"), "f(\n    1,\n)")
    check(text, [edit], "if a:\r\n\tx = f(\r\n\t\t1,\r\n\t)\r\n")


def test_an_operator_over_several_lines_gets_parentheses() -> None:
    text = "x = old\n"
    edit = ReplaceExpression(PATH, at(text, "old"), "a\n+ b")
    assert rewrite(text, [edit]).text == "x = (a\n+ b)\n"


def test_strings_in_f_strings_are_left_alone() -> None:
    text = "x = f'{ a }'\n"
    span = at(text, "a")
    assert rewrite(text, [ReplaceExpression(PATH, span, "b.c")]).text == "x = f'{ b.c }'\n"
    with pytest.raises(CannotRewrite) as error:
        rewrite(text, [ReplaceExpression(PATH, span, "b['c']")])
    assert error.value.reason == "inside-f-string"


def test_edits_of_the_same_code() -> None:
    text = "f(a, b)\n"
    once = ReplaceExpression(PATH, at(text, "b"), "c")
    assert rewrite(text, [once, once]).text == "f(a, c)\n"
    assert rewrite(text, []).text == text
    gone = RemoveArgument(PATH, call_span(text, "f"), at(text, "b"))
    assert rewrite(text, [once, gone]).text == "f(a)\n"
    with pytest.raises(CannotRewrite) as error:
        rewrite(text, [once, ReplaceExpression(PATH, at(text, "f(a, b)"), "g")])
    assert error.value.reason == "overlapping-edits"


@pytest.mark.parametrize("text", ["def f(:\n", "x = 1\n"])
def test_places_that_are_not_there(text: str) -> None:
    with pytest.raises(CannotRewrite) as error:
        rewrite(text, [ReplaceExpression(PATH, at("\n\n\n\n\nabc\n", "abc"), "x")])
    assert error.value.line >= 1
