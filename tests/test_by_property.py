"""What indexes find is what looking at every callback finds."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from dash_codemods.model.by_property import ListenersByProperty, WritersByProperty
from dash_codemods.model.ids import ComponentId, DictId, Symbol, TextId, Wildcard, outputs_overlap
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.keys import ById, Keys
from dash_codemods.model.traffic.meeting import meet
from tests.test_dc102_model import project

IDS: list[ComponentId] = [
    TextId("map"),
    TextId("list"),
    TextId("page-map"),
    DictId((("index", 1), ("type", "row"))),
    DictId((("index", Wildcard("MATCH")), ("type", "row"))),
    DictId((("index", Wildcard("ALL")), ("type", "cell"))),
    DictId((("type", "row"),)),
    Symbol("make('map')", "app.py", steady=True),
    Symbol("__joined__('page-', name)", "app.py"),
    Symbol("target", "app.py", steady=True),
    Symbol("target", "other.py"),
]
APP = """
from dash import ALL, MATCH, Dash, Input, Output, State, callback

def register(name, target):
    @callback(Output(target, "data"), Output(f"{name}-map", "figure"), Input(name, "value"))
    def named(value):
        return value, value

    @callback(Output(target, "style"), Input(target, "data"), Input("map", "figure"))
    def styled(data, figure):
        return data

@callback(Output("map", "figure"), Output("list", "data"), Input("go", "n_clicks"))
def draw(n):
    return n, n

@callback(
    Output({"type": "row", "index": MATCH}, "data"), Input({"type": "row", "index": MATCH}, "value")
)
def row(value):
    return value

@callback(
    Output("list", "data", allow_duplicate=True),
    Output({"type": "row", "index": 1}, "data"),
    Input({"type": "row", "index": ALL}, "data"),
    Input("list", "data"),
    Input({"type": "cell", "index": 1}, "data"),
    State("map", "figure"),
)
def rows(values, known, cell, figure):
    return values, 1
"""


@pytest.fixture
def app(tmp_path: Path) -> Project:
    return project(tmp_path, app=APP)


def test_writers_and_listeners(app: Project) -> None:
    asked = [d for c in app.all_callbacks for d in c.dependencies]
    assert len(asked) > 12
    writers, listeners = WritersByProperty(app), ListenersByProperty(app)
    met = 0
    for wanted in asked:
        for index, ends in ((writers, "outputs"), (listeners, "inputs")):
            expected = {}
            for callback in app.all_callbacks:
                for each in getattr(callback, ends):
                    same = outputs_overlap(each.component_id, wanted.component_id)
                    if each.prop == wanted.prop and same:
                        expected.setdefault(callback, each)
            assert list(index.overlapping(wanted).items()) == list(expected.items())
            met += len(expected)
    assert met > len(asked)


def test_ids_that_may_be_the_same() -> None:
    by_id: ById[int] = ById()
    for number, identifier in enumerate(IDS):
        by_id.add(identifier, number)
    for wanted in IDS:
        expected = {n for n, identifier in enumerate(IDS) if meet(identifier, wanted)}
        assert sorted(by_id.of(wanted)) == sorted(expected)
        assert wanted in by_id


@pytest.mark.parametrize("held", IDS, ids=str)
def test_keys_hold_what_may_be_the_same(held: ComponentId) -> None:
    for wanted, prop, asked in product(IDS, (None, "data"), ("data", "style")):
        keys = Keys([(held, prop)])
        assert not keys.add((held, prop))
        assert keys.holds((wanted, asked)) == (prop in (None, asked) and meet(held, wanted))
