"""The driver, which the differential tests rest on, against Chromium: page load, and clicks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import chromium, click, served, settled, until
from driving import play
from fixture_cases import FIXTURES

CASES = [
    "DC302-relay-store/article_sessions",
    "DC302-relay-store/first_calls_of_dependents",
    "DC302-relay-store/one_store",
    "DC304-echoed-state/first_calls_of_dependents",
]
_SHOWN = ("children", "data", "value", "figure", "title")

PROPS = """
const found = {};
if (!window.store) { return found; }
const walk = node => {
    if (Array.isArray(node)) { node.forEach(walk); return; }
    if (!node || typeof node !== 'object' || !node.props) { return; }
    if (typeof node.props.id === 'string') { found[node.props.id] = node.props; }
    walk(node.props.children);
};
const layout = window.store.getState().layout;
walk(layout && layout.components || layout);
return JSON.parse(JSON.stringify(found));
"""


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("case", CASES)
def test_the_browser_shows_what_the_driver_says(driver: Any, case: str, side: str) -> None:
    folder: Path = FIXTURES / case / side
    roots = play(folder, "app.py", [])["roots"]
    buttons = [identifier for identifier, prop in roots if prop == "n_clicks"]
    (expected,) = play(folder, "app.py", [[(button, "n_clicks", 1) for button in buttons]])[
        "played"
    ]
    with served(folder, debug=False, validate=True) as address:
        driver.get(address)
        assert until(lambda: driver.execute_script(PROPS))
        settled(driver)
        assert _shown(driver.execute_script(PROPS)) == _shown(expected["loaded"])
        for button in buttons:
            click(driver, button)
            settled(driver)
        assert _shown(driver.execute_script(PROPS)) == _shown(expected["props"])


TOGETHER = """
from dash import ALL, Dash, Input, Output, State, dcc, html

app = Dash(__name__)
app.layout = html.Div(
    [
        html.Button("Go", id="go"),
        dcc.Input(id="city"),
        html.P(id="said"),
        html.P(id="heard"),
        html.P(id="counted"),
        html.P(id="answered"),
        html.Button("B", id={"type": "row", "index": 1}, n_clicks=5),
        html.Button("A", id={"type": "row", "index": "x"}),
        html.Button("C", id={"type": "other", "index": 1}, n_clicks=8),
        html.P(id="rows"),
    ]
)


@app.callback(Output("city", "value"), Output("said", "children"), Input("go", "n_clicks"))
def write(clicks):
    return f"city {clicks}", "said"


@app.callback(
    Output("heard", "children"), Input("go", "n_clicks"), State("city", "value"),
    State("counted", "children"), State("said", "children"),
)
def read(clicks, city, counted, said):
    return f"{clicks} {city} {counted} {said}"


app.clientside_callback(
    "function(clicks) { return 7; }", Output("counted", "children"), Input("go", "n_clicks")
)


@app.callback(Output("answered", "children"), Input("counted", "children"), Input("go", "n_clicks"))
def wait(counted, clicks):
    return f"{counted} {clicks}"


@app.callback(
    Output("rows", "children"),
    Input({"type": "row", "index": ALL}, "n_clicks"),
    State({"type": ALL, "index": 1}, "n_clicks"),
)
def count_rows(clicks, others):
    return f"{clicks} {others}"


if __name__ == "__main__":
    app.run()
"""


def test_callbacks_under_way_together(driver: Any, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(TOGETHER)
    clicks = [("go", "n_clicks", 1), ("go", "n_clicks", 2)]
    (expected,) = play(tmp_path, "app.py", [clicks])["played"]
    assert expected["loaded"]["heard"] == {"children": "None None None None"}
    with served(tmp_path, debug=False, validate=True) as address:
        driver.get(address)
        assert until(lambda: driver.execute_script(PROPS))
        settled(driver)
        assert _shown(driver.execute_script(PROPS)) == _shown(expected["loaded"])
        for _ in clicks:
            click(driver, "go")
            settled(driver)
        assert _shown(driver.execute_script(PROPS)) == _shown(expected["props"])


def _shown(props: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What components hold by themselves, without what was never set."""
    kept = {
        key: {
            name: value
            for name, value in values.items()
            if name in _SHOWN and value is not None and not _holds_components(value)
        }
        for key, values in props.items()
        if not key.startswith("{")
    }
    return {key: values for key, values in kept.items() if values}


def _holds_components(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(each, dict) for each in value)
