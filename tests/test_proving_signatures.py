"""Edits of signatures: a parameter goes, or gets another name."""

from __future__ import annotations

import ast
import textwrap

import pytest
from test_proving_places import PATH, def_at

from dash_codemods.model.edits import (
    RemoveArgument,
    RemoveParameter,
    RenameParameter,
    ReplaceStatements,
)
from dash_codemods.model.places import Span
from dash_codemods.proving import PromiseError, promised_tree, prove

CALLBACK = textwrap.dedent(
    """
    @app.callback(Output("out", "children"), Input("in", "value"), [State("a", "data")])
    @log.calls
    def update(value, figure: dict, unit="m", limit=10):
        return f"{value} {unit}", limit
    """
)


def remove(source: str, *names: str, function: str = "f") -> list[RemoveParameter]:
    return [RemoveParameter(PATH, def_at(source, function), name) for name in names]


def rename(source: str, name: str, new: str, function: str = "f") -> list[RenameParameter]:
    return [RenameParameter(PATH, def_at(source, function), name, new)]


def test_a_parameter_goes_with_its_annotation():
    after = CALLBACK.replace("figure: dict, ", "")
    edits = remove(CALLBACK, "figure", function="update")
    assert prove(CALLBACK, after, edits) is None
    assert prove(CALLBACK, CALLBACK.replace("figure: dict", "figure"), edits)
    assert prove(CALLBACK, CALLBACK, edits)


@pytest.mark.parametrize(
    "wrong",
    [
        "figure: dict, unit='m', limit=10",  # the neighbour
        "value, limit=10, unit='m'",  # the order
        "value, unit=10, limit='m'",  # the defaults
        "value, unit='m', limit=None",
        "value, unit, limit=10",
        "value='m', unit=10, limit=10",
        "value, unit='m', *, limit=10",
        "value, /, unit='m', limit=10",
        "value, unit='m', limit=10, **_",
        "value: dict, unit='m', limit=10",
    ],
)
def test_a_wrong_signature_is_found(wrong):
    after = CALLBACK.replace('value, figure: dict, unit="m", limit=10', wrong)
    assert after != CALLBACK
    difference = prove(CALLBACK, after, remove(CALLBACK, "figure", function="update"))
    assert difference
    assert difference.line == 4
    assert "def update(value, unit='m', limit=10):" in difference.message


@pytest.mark.parametrize(
    ("signature", "name", "after"),
    [
        ("a", "a", ""),
        ("a, b", "a", "b"),
        ("a, b=1", "a", "b=1"),
        ("a, b=1", "b", "a"),
        ("a, b=1, c=2", "b", "a, c=2"),
        ("a, b=1, c=2", "c", "a, b=1"),
        ("a, b, /, c=1, *d, e, g=2, **h", "a", "b, /, c=1, *d, e, g=2, **h"),
        ("a, b, /, c=1, *d, e, g=2, **h", "c", "a, b, /, *d, e, g=2, **h"),
        ("a, b, /, c=1, *d, e, g=2, **h", "d", "a, b, /, c=1, *, e, g=2, **h"),
        ("a, b, /, c=1, *d, e, g=2, **h", "e", "a, b, /, c=1, *d, g=2, **h"),
        ("a, b, /, c=1, *d, e, g=2, **h", "g", "a, b, /, c=1, *d, e, **h"),
        ("a, b, /, c=1, *d, e, g=2, **h", "h", "a, b, /, c=1, *d, e, g=2"),
        ("a=1, /, b=2", "a", "b=2"),
        ("a, /, b=2", "a", "b=2"),
        ("a, b=1, /, c=2", "b", "a, /, c=2"),
        ("*, a", "a", ""),
        ("*, a=1, b=2", "a", "*, b=2"),
        ("self, a: int = 1, b: str = 2", "a", "self, b: str = 2"),
    ],
)
def test_every_kind_of_parameter(signature, name, after):
    source = f"async def f({signature}) -> None: ..."
    expected = f"async def f({after}) -> None: ..."
    promised = promised_tree(source, remove(source, name))
    assert ast.dump(promised) == ast.dump(ast.parse(expected))
    assert prove(source, expected, remove(source, name)) is None


def test_several_parameters_of_several_functions():
    source = "def f(a, b=1, c=2): ...\ndef g(a, *, b=1, c=2): ...\n"
    edits = [*remove(source, "b", "a"), *remove(source, "b", "a", function="g")]
    assert prove(source, "def f(c=2): ...\ndef g(*, c=2): ...\n", edits) is None
    assert prove(source, "def f(b=1): ...\ndef g(*, c=2): ...\n", edits)


def test_a_nested_function_of_the_same_name():
    source = "def f(a):\n    def f(a):\n        return a\n    return f\n"
    edits = remove(source, "a")
    assert prove(source, source.replace("f(a)", "f()", 1), edits) is None
    inner = [RemoveParameter(PATH, Span(2, 5, 3, 17), "a")]
    with pytest.raises(PromiseError, match="reads `a`"):
        promised_tree(source, inner)


@pytest.mark.parametrize(
    ("body", "is_read"),
    [
        ("return a", True),
        ("return lambda: a", True),
        ("return [a for _ in b]", True),
        ("def g(c=a): ...", True),
        ("class C:\n    b = a", True),
        ("class C:\n    a = a", False),  # a class looks past the function here
        ("def g():\n    nonlocal a\n    a = 1", True),
        ("print(f'{a}')", True),
        ("a += 1", False),  # an error at run time that the edit's rule must have excluded
        ("a = 1\nreturn a", False),
        ("a = 1\nreturn lambda: a", False),
        ("return lambda a: a", False),
        ("return [a for a in b]", False),
        ("def g(a): return a", False),
        ("def g():\n    global a\n    return a", False),
        ("import x as a\nreturn a", False),
        ("nonlocal n\nn = 1", False),
        ("nonlocal n\nn = a", True),
        ("return 'a'", False),
        ("return x.a", False),
        ("return x(a=1)", False),
    ],
)
def test_a_parameter_that_is_read_cannot_go(body, is_read):
    inner = "def f(b, a):\n" + textwrap.indent(body, "    ")
    source = "def around():\n    n = 0\n" + textwrap.indent(inner, "    ")
    after = source.replace("(b, a)", "(b)", 1)
    for edits, text in (
        (remove(source, "a"), after),
        (rename(source, "a", "_a"), source.replace("(b, a)", "(b, _a)", 1)),
    ):
        difference = prove(source, text, edits)
        assert (difference is not None) is is_read, difference


def test_a_parameter_may_go_with_the_statement_that_reads_it():
    source = "def f(a):\n    print(a)\n    return 1\n"
    edits = [*remove(source, "a"), ReplaceStatements(PATH, Span(2, 5, 2, 13), "print(0)")]
    assert prove(source, "def f():\n    print(0)\n    return 1\n", edits) is None


def test_a_parameter_is_renamed():
    source = "def f(figure: dict = None, b=1):\n    return b\n"
    edits = rename(source, "figure", "_figure")
    assert prove(source, "def f(_figure=None, b=1):\n    return b\n", edits) is None
    for wrong in (
        source,
        "def f(_figure: dict = None, b=1):\n    return b\n",
        "def f(_figure, b=1):\n    return b\n",
        "def f(_figure=None, b=1):\n    return _figure\n",
        "def f(b=None, _figure=1):\n    return b\n",
    ):
        assert prove(source, wrong, edits)


@pytest.mark.parametrize("kind", ["{}, /", "*, {}", "*{}", "**{}"])
def test_every_kind_is_renamed(kind):
    source, after = (f"def f({kind.format(name)}): ..." for name in ("a", "b"))
    assert prove(source, after, rename(source, "a", "b")) is None
    assert prove(source, source, rename(source, "a", "b"))


def test_a_new_name_hides_no_global():
    source = "from gettext import gettext as _\ndef f(a, b):\n    return _(b)\n"
    difference = prove(source, source.replace("a, b", "_, b"), rename(source, "a", "_"))
    assert difference
    assert difference.message == "RenameParameter: the function reads `_`"
    assert difference.line == 2


def test_a_new_name_twice():
    source = "def f(a, b):\n    return b\n"
    difference = prove(source, source.replace("a,", "b,"), rename(source, "a", "b"))
    assert difference
    difference = prove("def f(a, b): ...", "def f(b, b): ...", rename("def f(a, b): ...", "a", "b"))
    assert difference
    assert "duplicate argument" in difference.message


def test_a_parameter_that_is_not_there():
    for edits in (remove("def f(a): ...", "b"), rename("def f(a): ...", "b", "c")):
        with pytest.raises(PromiseError, match="no parameter `b`"):
            promised_tree("def f(a): ...", edits)


def test_a_span_with_decorators_is_no_def_span():
    with pytest.raises(PromiseError, match="no function"):
        promised_tree("@d\ndef f(a): ...", [RemoveParameter(PATH, Span(1, 1, 2, 14), "a")])


def test_edits_of_one_parameter_that_contradict_each_other():
    source = "def f(a): ..."
    for edits in (
        [*remove(source, "a"), *rename(source, "a", "b")],
        [*rename(source, "a", "b"), *rename(source, "a", "c")],
        [*remove(source, "a"), ReplaceStatements(PATH, Span(1, 1, 1, 14), "pass")],
    ):
        for ordered in (edits, edits[::-1]):
            with pytest.raises(PromiseError, match="another edit"):
                promised_tree(source, ordered)


def test_the_caller_loses_the_argument_too():
    source = "def f(a, b):\n    return a\n\n\ndef test_f():\n    assert f(1, 2) == 1\n"
    edits = [*remove(source, "b"), RemoveArgument(PATH, Span(6, 12, 6, 19), Span(6, 17, 6, 18))]
    after = source.replace("a, b", "a").replace("1, 2", "1")
    assert prove(source, after, edits) is None
    assert prove(source, after.replace("f(1)", "f(2)"), edits)
