"""Edits of calls: dependencies, arguments, keywords, expressions."""

from __future__ import annotations

import ast
import sys
import textwrap

import pytest
from test_proving_places import PATH, at, call_at

from dash_codemods.model.edits import (
    RemoveArgument,
    RemoveDependency,
    RemoveKeyword,
    ReplaceExpression,
    SetKeyword,
)
from dash_codemods.proving import PromiseError, promised_tree, prove

SELECTION = textwrap.dedent(
    '''
    from dash import Input, Output, State, callback


    @callback(
        Output("map_selection", "data"),
        [
            Input("map", "selectedData"),
            Input("location", "data"),
        ],
        [
            State("curve_mapping", "data"),  # which line is which
            State("map_figure", "data"),  # the whole figure
        ],
        prevent_initial_call=True,
    )
    def store_map_selection(selected, location, curves, figure):
        """Store the selected ids."""
        return [curves[i] for i in selected or location]
    '''
)


def drop(source: str, *dependencies: str, call: str = "callback(\n") -> list[RemoveDependency]:
    where = call_at(source, call)
    return [RemoveDependency(PATH, where, call_at(source, text)) for text in dependencies]


def registration(text: str) -> str:
    return f"callback(\n    {text}\n)(function)\n"


def test_a_dependency_goes():
    after = SELECTION.replace('        State("map_figure", "data"),  # the whole figure\n', "")
    assert prove(SELECTION, after, drop(SELECTION, 'State("map_figure"')) is None


def test_another_state_removed_is_found():
    after = SELECTION.replace(
        '        State("curve_mapping", "data"),  # which line is which\n', ""
    )
    difference = prove(SELECTION, after, drop(SELECTION, 'State("map_figure"'))
    assert difference
    assert difference.line == 17  # of the function whose decorator it is
    assert "State('curve_mapping', 'data')" in difference.message
    assert "State('map_figure', 'data')" in difference.message


def test_nothing_removed_is_found():
    assert prove(SELECTION, SELECTION, drop(SELECTION, 'State("map_figure"'))


def test_too_much_removed_is_found():
    after = SELECTION.replace('        State("map_figure", "data"),  # the whole figure\n', "")
    after = after.replace("    prevent_initial_call=True,\n", "")
    assert prove(SELECTION, after, drop(SELECTION, 'State("map_figure"'))


def test_an_emptied_list_goes_too():
    edits = drop(SELECTION, 'State("map_figure"', 'State("curve_mapping"')
    start, end = SELECTION.index("    [\n        State"), SELECTION.index("    prevent")
    gone = SELECTION[:start] + SELECTION[end:]
    assert prove(SELECTION, gone, edits) is None
    left = SELECTION[:start] + "    [],\n" + SELECTION[end:]
    assert prove(SELECTION, left, edits)


@pytest.mark.parametrize(
    ("before", "dependencies", "after"),
    [
        ("Output(a), Input(b), State(c)", ["State(c)"], "Output(a), Input(b)"),
        ("Output(a), Input(b), State(c)", ["Input(b)"], "Output(a), State(c)"),
        ("Output(a), (Input(b), State(c))", ["State(c)"], "Output(a), (Input(b),)"),
        ("Output(a), (Input(b), [State(c)])", ["State(c)"], "Output(a), (Input(b),)"),
        ("Output(a), [Input(b)], state=[State(c)]", ["State(c)"], "Output(a), [Input(b)]"),
        ("Output(a), [Input(b)], state=State(c)", ["State(c)"], "Output(a), [Input(b)]"),
        ("Output(a), [[Input(b)], [State(c)]]", ["State(c)"], "Output(a), [[Input(b)]]"),
        (
            "output=x, inputs=dict(b=Input(b), c=State(c))",
            ["State(c)"],
            "output=x, inputs=dict(b=Input(b))",
        ),
        (
            "output=x, inputs={'b': Input(b)}, state=dict(c=State(c))",
            ["State(c)"],
            "output=x, inputs={'b': Input(b)}",
        ),
        (
            "output=x, inputs={'b': Input(b), 'c': State(c)}",
            ["State(c)"],
            "output=x, inputs={'b': Input(b)}",
        ),
        (
            "output=x, inputs={'b': Input(b), 'c': [State(c)]}",
            ["State(c)"],
            "output=x, inputs={'b': Input(b)}",
        ),
        ("x, *[State(c)], Input(b)", ["State(c)"], "x, Input(b)"),
        (
            "x, Input(b), [State(c), State(d)], State(e)",
            ["State(d)", "State(c)"],
            "x, Input(b), State(e)",
        ),
        ("x, [(State(c), State(d)), {'e': State(e)}]", ["State(d)", "State(c)", "State(e)"], "x"),
        ("x, [], [State(c)]", ["State(c)"], "x, []"),
        (
            "x, {'b': Input(b), 'c': [State(c), State(d)]}",
            ["State(c)", "State(d)"],
            "x, {'b': Input(b)}",
        ),
    ],
)
def test_what_it_leaves_empty_goes_too(before, dependencies, after):
    source = registration(before)
    edits = drop(source, *dependencies)
    assert prove(source, registration(after), edits) is None
    assert prove(source, source, edits)
    with_brackets = registration(after).replace("(Input(b),)", "(Input(b))")
    if with_brackets != registration(after):
        assert prove(source, with_brackets, edits)


@pytest.mark.parametrize(
    ("before", "what"),
    [
        ("x, Input(b), [State(d)] + [State(c)]", "BinOp"),
        ("x, *(State(c) for i in y)", "GeneratorExp"),
        ("x, wrap(State(c))", "Call"),
        ("x, wrap(c=State(c))", "Call"),
        ("x, State(c) if y else z", "IfExp"),
        ("x, {State(c): y}", "Dict"),
    ],
)
def test_a_dependency_that_cannot_go(before, what):
    source = registration(before)
    with pytest.raises(PromiseError, match=f"stands in a {what}"):
        promised_tree(source, drop(source, "State(c)"))


def test_a_dependency_of_another_call():
    source = "callback(x)(f)\ncallback(y, State(c))(g)\n"
    with pytest.raises(PromiseError, match="stands in a Call"):
        promised_tree(source, drop(source, "State(c)", call="callback(x)"))
    source = "states = [State(c)]\ncallback(x, states)(f)\n"
    with pytest.raises(PromiseError, match="stands in a Assign"):
        promised_tree(source, drop(source, "State(c)", call="callback(x"))
    itself = call_at(source, "callback(x")
    with pytest.raises(PromiseError, match="itself"):
        promised_tree(source, [RemoveDependency(PATH, itself, itself)])


@pytest.mark.parametrize(
    ("argument", "after"),
    [
        ("a", "f(b, *rest, c=d, **more)"),
        ("b", "f(a, *rest, c=d, **more)"),
        ("rest", "f(a, b, c=d, **more)"),
        ("*rest", "f(a, b, c=d, **more)"),
        ("d", "f(a, b, *rest, **more)"),
        ("more", "f(a, b, *rest, c=d)"),
    ],
)
def test_an_argument_goes(argument, after):
    source = "f(a, b, *rest, c=d, **more)"
    edits = [RemoveArgument(PATH, at(source, source), at(source, argument))]
    assert prove(source, after, edits) is None
    assert prove(source, after.replace("f(", "f(0, "), edits)
    assert prove(source, source, edits)


@pytest.mark.parametrize("argument", ["f", "x", "e"])
def test_what_is_no_argument(argument):
    source = "f(g(x), h[0](e=e))"
    where = at(source, argument, 1 if argument == "e" else 0)
    with pytest.raises(PromiseError, match="no such argument"):
        promised_tree(source, [RemoveArgument(PATH, at(source, source), where)])


def test_an_expression_is_replaced():
    source = 'clé = Input("été", "data")  # é\n'
    edits = [ReplaceExpression(PATH, at(source, '"data"'), '"modified_timestamp"')]
    assert prove(source, source.replace('"data"', "'modified_timestamp'"), edits) is None
    assert prove(source, source.replace('"été"', '"modified_timestamp"'), edits)
    assert prove(source, source, edits)


def test_a_replaced_expression_keeps_its_brackets():
    source = "y = 2 * x\n"
    edits = [ReplaceExpression(PATH, at(source, "x"), "a + b")]
    assert prove(source, "y = 2 * (a + b)\n", edits) is None
    assert prove(source, "y = 2 * a + b\n", edits)


def test_a_replaced_target():
    source = "del x, y\n(a, b), c = d\n"
    edits = [
        ReplaceExpression(PATH, at(source, "y"), "z[0]"),
        ReplaceExpression(PATH, at(source, "(a, b)"), "(e, *f.g)"),
    ]
    promised = promised_tree(source, edits)
    assert ast.dump(promised) == ast.dump(ast.parse("del x, z[0]\n(e, *f.g), c = d\n"))
    compile(promised, "app.py", "exec")


@pytest.mark.parametrize("new", ["", "x =", "x\ny", "return x", "(" * 300 + ")" * 300])
def test_a_source_that_is_no_expression(new):
    with pytest.raises(PromiseError, match="not an expression"):
        promised_tree("x", [ReplaceExpression(PATH, at("x", "x"), new)])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f()", "f(n=True)"),
        ("f(a)", "f(a, n=True)"),
        ("f(a, b=c)", "f(a, b=c, n=True)"),
        ("f(a, b=c)", "f(a, n=True, b=c)"),
        ("f(a, **c)", "f(a, n=True, **c)"),
        ("f(a, n=False, b=c)", "f(a, n=True, b=c)"),
    ],
)
def test_a_keyword_is_set(before, after):
    edits = [SetKeyword(PATH, at(before, before), "n", "True")]
    assert prove(before, after, edits) is None
    for wrong in (before, after.replace("True", "1"), after.replace("n=", "m=")):
        assert prove(before, wrong, edits)
    if "b=c" in before:
        assert prove(before, after.replace("b=c", "c=b"), edits)


def test_a_new_keyword_stands_before_what_is_unpacked():
    source = "f(a=1, **b)"
    edits = [
        SetKeyword(PATH, at(source, source), "m", "0"),
        SetKeyword(PATH, at(source, source), "n", "1"),
    ]
    assert ast.unparse(promised_tree(source, edits)) == "f(a=1, m=0, n=1, **b)"
    assert prove(source, "f(a=1, n=1, m=0, **b)", edits) is None
    assert prove(source, "f(n=1, a=1, m=1, **b)", edits)
    assert prove(
        "f(a=1, b=2)",
        "f(b=2, a=1, n=1)",
        [SetKeyword(PATH, at("f(a=1, b=2)", "f(a=1, b=2)"), "n", "1")],
    )


def test_a_keyword_goes():
    source = "f(a, b=c, d=e, **g)"
    edits = [RemoveKeyword(PATH, at(source, source), "b")]
    assert prove(source, "f(a, d=e, **g)", edits) is None
    assert prove(source, "f(a, b=c, **g)", edits)
    with pytest.raises(PromiseError, match="no keyword `x`"):
        promised_tree(source, [RemoveKeyword(PATH, at(source, source), "x")])


def test_edits_of_one_call_go_together():
    source = "f(g(x), h, k=v)"
    edits = [
        ReplaceExpression(PATH, at(source, "x"), "y"),
        RemoveArgument(PATH, at(source, source), at(source, "h")),
        RemoveKeyword(PATH, at(source, source), "k"),
        SetKeyword(PATH, at(source, "g(x)"), "z", "1"),
    ]
    for ordered in (edits, edits[::-1]):
        assert prove(source, "f(g(y, z=1))", ordered) is None


def test_a_dependency_goes_once():
    source = "callback(x, dict(c=State(c)))"
    dependency = at(source, "State(c)")
    calls = [at(source, source), at(source, "dict(c=State(c))")]
    with pytest.raises(PromiseError, match="another edit"):
        promised_tree(source, [RemoveDependency(PATH, call, dependency) for call in calls])


CONTRADICTIONS = "f(g(x), h, [State(c)], k=v)"
WHOLE = at(CONTRADICTIONS, CONTRADICTIONS)


@pytest.mark.parametrize(
    "edits",
    [
        [
            ReplaceExpression(PATH, at(CONTRADICTIONS, "x"), "y"),
            ReplaceExpression(PATH, at(CONTRADICTIONS, "g(x)"), "z"),
        ],
        [
            ReplaceExpression(PATH, at(CONTRADICTIONS, "x"), "y"),
            ReplaceExpression(PATH, at(CONTRADICTIONS, "x"), "z"),
        ],
        [SetKeyword(PATH, WHOLE, "k", "1"), SetKeyword(PATH, WHOLE, "k", "2")],
        [SetKeyword(PATH, WHOLE, "n", "1"), SetKeyword(PATH, WHOLE, "n", "2")],
        [SetKeyword(PATH, WHOLE, "k", "1"), RemoveKeyword(PATH, WHOLE, "k")],
        [SetKeyword(PATH, WHOLE, "k", "1"), ReplaceExpression(PATH, at(CONTRADICTIONS, "v"), "2")],
        [
            SetKeyword(PATH, at(CONTRADICTIONS, "g(x)"), "k", "1"),
            RemoveArgument(PATH, WHOLE, at(CONTRADICTIONS, "g(x)")),
        ],
        [RemoveKeyword(PATH, WHOLE, "k"), RemoveArgument(PATH, WHOLE, at(CONTRADICTIONS, "v"))],
        [
            RemoveDependency(PATH, WHOLE, at(CONTRADICTIONS, "State(c)")),
            ReplaceExpression(PATH, at(CONTRADICTIONS, "[State(c)]"), "y"),
        ],
        [
            RemoveDependency(PATH, WHOLE, at(CONTRADICTIONS, "State(c)")),
            ReplaceExpression(PATH, at(CONTRADICTIONS, "c"), "d"),
        ],
        [
            RemoveDependency(PATH, WHOLE, at(CONTRADICTIONS, "State(c)")),
            ReplaceExpression(PATH, WHOLE, "d"),
        ],
    ],
)
def test_edits_that_contradict_each_other(edits):
    for ordered in (edits, edits[::-1]):
        with pytest.raises(PromiseError, match="another edit"):
            promised_tree(CONTRADICTIONS, ordered)


def test_a_span_that_names_another_kind_of_node():
    source = "f(a)"
    with pytest.raises(PromiseError, match="no call stands there"):
        promised_tree(source, [SetKeyword(PATH, at(source, "a"), "k", "1")])


def test_code_in_an_f_string():
    """Its places can be relied upon since Python 3.12 only."""
    source = "x = f'{a}b' 'c'\n"
    edits = [ReplaceExpression(PATH, at(source, "a"), "d")]
    if sys.version_info >= (3, 12):
        assert prove(source, source.replace("{a}", "{d}"), edits) is None
    assert prove(source, source, edits)
    whole = [ReplaceExpression(PATH, at(source, "f'{a}b' 'c'"), "d")]
    assert prove(source, "x = d\n", whole) is None


def test_an_edit_given_twice_counts_once():
    source = "f(a, k=v)"
    edit = RemoveKeyword(PATH, at(source, source), "k")
    assert prove(source, "f(a)", [edit, edit]) is None


@pytest.mark.parametrize("text", ["f(a", "a,", "(a)", " a", "k=v", "b"])
def test_a_span_that_names_nothing(text):
    source = "f( (a), k=v, c='b')"
    with pytest.raises(PromiseError, match="no expression stands there") as caught:
        promised_tree(
            source.replace("f( (a)", "f( a"),
            [ReplaceExpression(PATH, at("f( a, f(a (a) k=v b", text), "x")],
        )
    assert caught.value.line == 1
