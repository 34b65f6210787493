"""A callback moves to the browser: what the edit does to the text, and what it promises."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest
from test_rewriting_harness import PATH, call_span, span_of

from dash_codemods.model.edits import Edit, MoveToBrowser, SetKeyword
from dash_codemods.proving import PromiseError, promised_tree, prove
from dash_codemods.rewriting import CannotRewrite, rewrite
from dash_codemods.rewriting.source import Source

SOURCE = """\
from dash import Input, Output, State


@app.callback(
    Output("a", "hidden"),  # shown or not
    State("a", "hidden"),
    Input("b", "n_clicks"),
    prevent_initial_call=True,
)
def hide(hidden, n):
    # flip
    return not hidden  # noqa: X


def other(): pass
"""
JAVASCRIPT = (
    "\n    function hide(n, hidden) {\n        // flip\n        return !hidden;\n    }\n    "
)


def edit(source: str = SOURCE, **changes: object) -> MoveToBrowser:
    parsed = Source(source)
    function = next(n for n in parsed.tree.body if getattr(n, "name", "") == "hide")
    span = span_of(parsed, parsed.start_of(function), parsed.end_of(function))
    call = call_span(source)
    made = MoveToBrowser(PATH, "app.clientside_callback", JAVASCRIPT, (), (), call, span)
    return replace(made, **changes)  # type: ignore[arg-type]


def ordered(source: str) -> MoveToBrowser:
    spans = tuple(call_span(source, name) for name in ("Output", "Input", "State"))
    return edit(source, order=spans)


PLAIN = SOURCE.replace("  # shown or not", "")
AFTER = f'''\
from dash import Input, Output, State


app.clientside_callback(
    """{JAVASCRIPT}""",
    Output("a", "hidden"),
    Input("b", "n_clicks"),
    State("a", "hidden"),
    prevent_initial_call=True,
)


def other(): pass
'''


def test_the_function_is_replaced_and_the_comments_go_along() -> None:
    result = rewrite(SOURCE, [edit(above=("# What it does.", "", "# More."))])
    assert result.text.count('"""') == 2
    assert '    Output("a", "hidden"),  # shown or not\n' in result.text
    assert "# What it does.\n\n# More.\napp.clientside_callback(\n" in result.text
    assert result.moved_comments == ("# flip",)
    assert result.dropped_comments == ("# noqa: X",)
    assert "def hide" not in result.text


def test_the_arguments_in_another_order() -> None:
    assert rewrite(PLAIN, [ordered(PLAIN)]).text == AFTER


def test_the_promise_is_kept_and_nothing_else_is() -> None:
    edits: list[Edit] = [ordered(PLAIN)]
    assert prove(PLAIN, AFTER, edits) is None, ast.unparse(promised_tree(PLAIN, edits))
    assert prove(PLAIN, PLAIN, edits)
    for old, new in [
        ("!hidden", "hidden"),
        ("app.clientside_callback", "clientside_callback"),
        ('    Input("b", "n_clicks"),\n    State("a", "hidden"),', '    State("a", "hidden"),\n'
         '    Input("b", "n_clicks"),'),
        ("    prevent_initial_call=True,\n", ""),
        ("\n\ndef other(): pass", ""),
    ]:  # fmt: skip
        assert old in AFTER
        assert prove(PLAIN, AFTER.replace(old, new), edits), old


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (SOURCE.replace("return not hidden  #", "return not hidden  # why #"), "comment-lost"),
        (SOURCE.replace("def hide", "@cache\ndef hide"), "no-such-callback"),
        (SOURCE.replace("@app", "x = 1\n@app").replace("x = 1\n", ""), ""),
    ],
)
def test_what_the_rewriting_refuses(source: str, reason: str) -> None:
    if not reason:
        rewrite(source, [edit(source)])
        return
    with pytest.raises(CannotRewrite) as caught:
        rewrite(source, [edit(source)])
    assert caught.value.reason == reason


def test_comments_among_arguments_that_are_put_in_order() -> None:
    with pytest.raises(CannotRewrite, match="comment-in-arguments"):
        rewrite(SOURCE, [ordered(SOURCE)])


def test_what_cannot_be_promised() -> None:
    decorated = SOURCE.replace("def hide", "@cache\ndef hide")
    other = call_span(SOURCE, "Output")
    for source, wrong in [
        (decorated, edit(decorated)),
        (SOURCE, edit(call=other)),
        (SOURCE, edit(statement=other)),
        (SOURCE, edit(order=(other,))),
        (SOURCE, edit(registrar="f(")),
        (SOURCE, edit(registrar="f()")),
    ]:
        with pytest.raises(PromiseError):
            promised_tree(source, [wrong])


def test_two_edits_of_one_callback_contradict_each_other() -> None:
    keyword = SetKeyword(PATH, call_span(SOURCE), "prevent_initial_call", "False")
    with pytest.raises(PromiseError):
        promised_tree(SOURCE, [edit(), keyword, edit(registrar="other")])
