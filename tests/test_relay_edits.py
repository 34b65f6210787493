"""The edits that let a callback write another output, and take a component out of a list."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_rewriting_harness import at, call_span, check

from dash_codemods.config import CommandLineOptions
from dash_codemods.engine.overlay import Overlay
from dash_codemods.engine.plan import without_conflicts
from dash_codemods.engine.workspace import Workspace
from dash_codemods.model.edits import (
    Edit,
    RemoveDependency,
    RemoveElement,
    ReplaceDependency,
    ReplaceStatements,
)
from dash_codemods.model.findings import Finding, Fix
from dash_codemods.model.ids import TextId
from dash_codemods.model.project import Project
from dash_codemods.proving import prove
from dash_codemods.proving.callbacks import difference
from dash_codemods.rewriting import CannotRewrite, rewrite

PATH = "app.py"
APP = """\
from dash import Dash, Input, Output, callback, dcc, html

app = Dash(__name__)
app.layout = html.Div([dcc.Store(id="a"), html.P(id="p"), html.Button(id="b")])


@callback(
    Output("a", "data"),
    Input("b", "n_clicks"),
    prevent_initial_call=True,
)
def write(n_clicks):
    return n_clicks
"""
NEW = 'Output("p", "children", allow_duplicate=True)'

ELEMENTS = [
    ('Div([a, Store("x"), b])\n', "Div([a, b])\n"),
    ('Div([Store("x"), b])\n', "Div([b])\n"),
    ('Div([a, Store("x")])\n', "Div([a])\n"),
    ('Div([Store("x")])\n', "Div([])\n"),
    (
        'Div(children=[\n    a,\n    Store("x"),\n    b,\n])\n',
        "Div(children=[\n    a,\n    b,\n])\n",
    ),
    ('Div([\n    a,\n    Store("x")\n])\n', "Div([\n    a\n])\n"),
    ('Div([\n    a,\n    Store("x"),  # the x\n    b,\n])\n', "Div([\n    a,\n    b,\n])\n"),
]


@pytest.mark.parametrize(("before", "after"), ELEMENTS)
def test_an_element_goes(before: str, after: str) -> None:
    edits = [RemoveElement(PATH, at(before, 'Store("x")'))]
    rewritten = rewrite(before, edits)
    assert rewritten.text == after
    assert prove(before, after, edits) is None
    assert prove(before, before, edits) is not None


@pytest.mark.parametrize(
    "text", ['Div(Store("x"), a)\n', 'Div((Store("x"), a))\n', 'Div({1: Store("x")})\n']
)
def test_only_lists_lose_an_element(text: str) -> None:
    edits = [RemoveElement(PATH, at(text, 'Store("x")'))]
    with pytest.raises(CannotRewrite):
        rewrite(text, edits)
    assert prove(text, text.replace('Store("x"), ', ""), edits) is not None


def test_another_element_gone_is_found() -> None:
    text = "Div([a, b])\n"
    assert prove(text, "Div([a])\n", [RemoveElement(PATH, at(text, "a"))]) is not None


def _replaced(source: str = NEW, target: str = "p", prop: str = "children") -> ReplaceDependency:
    span = call_span(APP, "Output")
    return ReplaceDependency(PATH, span, source, TextId(target), prop)


def test_another_dependency_stands_there() -> None:
    after = APP.replace('Output("a", "data")', NEW)
    check(APP, [_replaced()], after)
    assert prove(APP, after, [_replaced()]) is None
    assert prove(APP, after.replace('"children"', '"title"'), [_replaced()]) is not None


@pytest.mark.parametrize(
    ("edit", "holds"),
    [
        (_replaced(), True),
        (_replaced(target="q"), False),
        (_replaced(prop="title"), False),
        (_replaced('Output("p", "children")'), False),
    ],
)
def test_the_callback_is_as_promised(tmp_path: Path, edit: ReplaceDependency, holds: bool) -> None:
    path = tmp_path / PATH
    path.write_text(APP)
    workspace = Workspace([str(path)], CommandLineOptions(), 1, cache=False)
    workspace.read_selected()
    before = Project(workspace.selected, workspace, workspace.configuration.rule_settings)
    (name,) = workspace.selected
    texts = {name: APP.replace('Output("a", "data")', NEW)}
    after = Project(workspace.selected, Overlay(workspace, texts), before.settings)
    found = difference(before.callbacks_in(name), after.callbacks_in(name), [edit])
    assert (found is None) == holds


def test_edits_of_one_place_do_not_go_together() -> None:
    span = call_span(APP, "Output")
    store = at(APP, 'dcc.Store(id="a")')
    layout = at(APP, APP[APP.index("app.layout") : APP.index("\n\n\n@")])

    def chosen(one: Edit, other: Edit) -> int:
        findings = [
            Finding("DC000", "x", "x", PATH, span, fix=Fix("x", (edit,))) for edit in (one, other)
        ]
        return len(without_conflicts(findings))

    assert chosen(_replaced(), RemoveDependency(PATH, call_span(APP, "callback"), span)) == 1
    assert chosen(RemoveElement(PATH, store), ReplaceStatements(PATH, layout, "")) == 1
    assert chosen(RemoveElement(PATH, store), _replaced()) == 2
