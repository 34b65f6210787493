"""Parameters go or get another name."""

from __future__ import annotations

import pytest
from test_rewriting_harness import PATH, check, function_span

from dash_codemods.model.edits import RemoveParameter, RenameParameter
from dash_codemods.rewriting import CannotRewrite, rewrite

REMOVED = [
    ("def update(a, b, c): ...\n", "b", "def update(a, c): ...\n"),
    ("def update(a, b, c): ...\n", "a", "def update(b, c): ...\n"),
    ("def update(a, b, c): ...\n", "c", "def update(a, b): ...\n"),
    ("def update(a, b, ): ...\n", "b", "def update(a, ): ...\n"),
    ("def update( a, b ): ...\n", "b", "def update( a ): ...\n"),
    ("def update(a): ...\n", "a", "def update(): ...\n"),
    ("def update(a,): ...\n", "a", "def update(): ...\n"),
    ("def update( a ): ...\n", "a", "def update(): ...\n"),
    ("def update(a ,b ,c): ...\n", "b", "def update(a ,c): ...\n"),
    ("def update(a,b,c): ...\n", "c", "def update(a,b): ...\n"),
    ("def update(self, a): ...\n", "a", "def update(self): ...\n"),
    ("def update(a: int = 1, b: 'x' = f(2, 3)): ...\n", "b", "def update(a: int = 1): ...\n"),
    ("def update(a, b=1, *, c=2): ...\n", "c", "def update(a, b=1): ...\n"),
    ("def update(a, b=1, *, c=2, d): ...\n", "c", "def update(a, b=1, *, d): ...\n"),
    ("def update(*, c=2, **rest): ...\n", "c", "def update(**rest): ...\n"),
    ("def update(*, c=2,): ...\n", "c", "def update(): ...\n"),
    ("def update(a, /, b): ...\n", "a", "def update(b): ...\n"),
    ("def update(a, b, /): ...\n", "a", "def update(b, /): ...\n"),
    ("def update(a, b, /): ...\n", "b", "def update(a, /): ...\n"),
    ("def update(a, /): ...\n", "a", "def update(): ...\n"),
    ("def update(a, /, *, b): ...\n", "b", "def update(a, /): ...\n"),
    ("def update(a, *args: int, b): ...\n", "args", "def update(a, *, b): ...\n"),
    ("def update(a, *args, **rest): ...\n", "args", "def update(a, **rest): ...\n"),
    ("def update(a, *args, **rest): ...\n", "rest", "def update(a, *args): ...\n"),
    ("def update(a, *args, b): ...\n", "b", "def update(a, *args): ...\n"),
    ("async  def  update (a, b) -> int : ...\n", "b", "async  def  update (a) -> int : ...\n"),
    (
        "def update(a,\n           b,\n           c):\n    return a\n",
        "b",
        "def update(a,\n           c):\n    return a\n",
    ),
    (
        "def update(a,\n           b,\n           c):\n    return a\n",
        "c",
        "def update(a,\n           b):\n    return a\n",
    ),
    (
        "def update(\n    a, b\n):\n    return a\n",
        "b",
        "def update(\n    a\n):\n    return a\n",
    ),
    (
        "def update(\n    a,\n    b=1,\n    *,\n    c: int = 2,\n) -> None:\n    return a\n",
        "c",
        "def update(\n    a,\n    b=1,\n) -> None:\n    return a\n",
    ),
    (
        "class A:\n\tdef update(self,\n\t\t\t   a, b): return a\n",
        "a",
        "class A:\n\tdef update(self,\n\t\t\t   b): return a\n",
    ),
    (
        "@a.b(\n    c\n)\n\n@d\n# e\ndef update(\n    größe,\n    b,\n):\n    '''d'''\n",
        "größe",
        "@a.b(\n    c\n)\n\n@d\n# e\ndef update(\n    b,\n):\n    '''d'''\n",
    ),
]


@pytest.mark.parametrize(("before", "name", "after"), REMOVED)
def test_removing_a_parameter(before: str, name: str, after: str) -> None:
    edits = [RemoveParameter(PATH, function_span(before, "update"), name)]
    if "async" in before:
        assert rewrite(before, edits).text == after
        return
    check(before, edits, after)


COMMENTED = """\
def update(  # opening
    # above
    a,  # a
    # what b_value is for
    b_value: int = 1,  # b
    # about c_value and b_value
    c_value=2  # c
):
    return a
"""


def test_comments_in_signatures() -> None:
    span = function_span(COMMENTED, "update")
    after = COMMENTED.replace("    # what b_value is for\n    b_value: int = 1,  # b\n", "")
    dropped = ["# what b_value is for", "# b"]
    check(COMMENTED, [RemoveParameter(PATH, span, "b_value")], after, dropped)
    after = COMMENTED.replace("    c_value=2  # c\n", "").replace("= 1,", "= 1")
    check(COMMENTED, [RemoveParameter(PATH, span, "c_value")], after, ["# c"])


def test_all_parameters() -> None:
    span = function_span(COMMENTED, "update")
    edits = [RemoveParameter(PATH, span, name) for name in ("a", "b_value", "c_value")]
    after = "def update(  # opening\n    # above\n):\n    return a\n"
    dropped = ["# a", "# what b_value is for", "# b", "# about c_value and b_value", "# c"]
    check(COMMENTED, edits, after, dropped)


def test_all_keyword_only_parameters() -> None:
    text = "def update(a, *, b, c, **rest): ...\n"
    edits = [RemoveParameter(PATH, function_span(text, "update"), name) for name in "cb"]
    check(text, edits, "def update(a, **rest): ...\n")


def test_an_edit_in_a_decorator_and_one_inside_the_body() -> None:
    text = "@a(b, c)\ndef outer(d, e):\n    @a(f, g)\n    def inner(h, i):\n        return 1\n"
    edits = [
        RemoveParameter(PATH, function_span(text, "outer"), "d"),
        RemoveParameter(PATH, function_span(text, "inner"), "i"),
    ]
    after = text.replace("d, e", "e").replace("h, i", "h")
    check(text, edits, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def update(a, old, b): ...\n", "def update(a, _old, b): ...\n"),
        ("def update(a, old: int): ...\n", "def update(a, _old): ...\n"),
        ("def update(a, old: int = 1): ...\n", "def update(a, _old=1): ...\n"),
        ("def update(a, old = 1): ...\n", "def update(a, _old = 1): ...\n"),
        ("def update(a, *old: int): ...\n", "def update(a, *_old): ...\n"),
        ("def update(*, old, **rest): ...\n", "def update(*, _old, **rest): ...\n"),
        (
            "def update(\n    a,\n    old  # x\n    : int  # y\n    = 1,  # z\n): ...\n",
            "def update(\n    a,\n    _old  # y\n    = 1,  # z\n): ...\n",
        ),
    ],
)
def test_renaming_a_parameter(before: str, after: str) -> None:
    edit = RenameParameter(PATH, function_span(before, "update"), "old", "_old")
    check(before, [edit], after, ["# x"] if "# x" in before else [])


def test_a_parameter_that_is_not_there() -> None:
    text = "def f(): ...\n\n\ndef update(a): ...\n"
    with pytest.raises(CannotRewrite) as error:
        rewrite(text, [RemoveParameter(PATH, function_span(text, "update"), "b")])
    assert (error.value.reason, error.value.line) == ("no-such-parameter", 4)
