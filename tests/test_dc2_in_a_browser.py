"""Shared outputs in Chromium: what the browser rejects, what runs at load, whose function runs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import chromium, click, served, settled, text_of, until
from renderer_rules import clashes
from test_dc2_on_dash import ask, job

from dash_codemods.config import CommandLineOptions, forget
from dash_codemods.engine import Request, run
from dash_codemods.engine.workspace import Workspace
from dash_codemods.model.initial_calls import InitialCalls
from dash_codemods.model.project import Project

EXAMPLE = Path(__file__).parent.parent / "examples" / "real_estate_map"


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    with chromium() as found:
        yield found


HEAD = """
from dash import ALL, MATCH, Dash, Input, Output, State, ctx, html, no_update
import dash
from dash.exceptions import PreventUpdate

app = Dash(__name__)
"""
CANARY = """
app.layout = html.Div([html.Button(id="canary"), html.P(id="sings")])


@app.callback(Output("sings", "children"), Input("canary", "id"))
def sing(name):
    return "sings"


"""
FLAG = ", allow_duplicate=True"


def writer(number: int, output: str, flag: str = "", inputs: str = "") -> str:
    inputs = inputs or f'Input("b{number}", "n_clicks")'
    return (
        f"@app.callback(Output({output}{flag}), {inputs}, prevent_initial_call=True)\n"
        f"def f{number}(*values):\n    return no_update\n\n\n"
    )


X = '"x", "children"'
ONE = '{"type": "t", "index": 1}, "children"'
MANY = '{"index": ALL, "type": "t"}, "children"'
EACH = '{"index": MATCH, "type": "t"}, "children"'
OF_EACH = 'Input({"index": MATCH, "type": "b"}, "n_clicks")'
TWO_INPUTS = 'Input("b1", "n_clicks"), Input("b2", "n_clicks")'
APPS = {
    "two plain": [writer(1, X), writer(2, X)],
    "one flagged": [writer(1, X, FLAG), writer(2, X)],
    "the plain one first": [writer(1, X), writer(2, X, FLAG), writer(3, X, FLAG)],
    "two plain, one flagged": [writer(1, X), writer(2, X), writer(3, X, FLAG)],
    "flagged, same inputs": [
        writer(1, X, FLAG, TWO_INPUTS), writer(2, X, FLAG, TWO_INPUTS)],
    "flagged, other order": [
        writer(1, X, FLAG, TWO_INPUTS),
        writer(2, X, FLAG, 'Input("b2", "n_clicks"), Input("b1", "n_clicks")')],
    "plain and flagged, same inputs": [
        writer(1, X, "", TWO_INPUTS), writer(2, X, FLAG, TWO_INPUTS)],
    "ALL and one of them": [writer(1, MANY), writer(2, ONE)],
    "ALL and MATCH": [writer(1, MANY), writer(2, EACH, "", OF_EACH)],
    "MATCH and one of them": [writer(1, EACH, "", OF_EACH), writer(2, ONE)],
    "ALL flagged": [writer(1, MANY, FLAG), writer(2, ONE)],
    "number and text": [writer(1, ONE), writer(2, ONE.replace("1", '"1"'))],
    "number and bool": [writer(1, ONE), writer(2, ONE.replace("1", "True"))],
    "other keys": [writer(1, MANY), writer(2, ONE.replace("index", "place"))],
    "other property": [writer(1, X), writer(2, '"x", "title"')],
}  # fmt: skip


@pytest.mark.parametrize("name", APPS)
def test_the_rules_written_down_are_those_of_the_browser(
    name: str, driver: Any, tmp_path: Path
) -> None:
    (tmp_path / "app.py").write_text(HEAD + CANARY + "".join(APPS[name]))
    graph = ask("4", [job(tmp_path, "app.py")])[0]
    rejected = bool(clashes(graph["apps"][0]["dependencies"]))
    with served(tmp_path, debug=True) as address:
        driver.get(address)
        assert until(lambda: text_of(driver, "canary") is not None)
        sings = until(lambda: text_of(driver, "sings"), 3 if rejected else 20)
    assert bool(sings) != rejected


BODIES = {
    "plain": ("return 'ran'", True),
    "not": ("if not n:\n        raise PreventUpdate\n    return 'ran'", False),
    "none": ("if n is None:\n        return no_update\n    return 'ran'", False),
    "positive": ("if n and n > 0:\n        return 'ran'\n    return no_update", False),
    "triggered": ("if not ctx.triggered:\n        raise PreventUpdate\n    return 'ran'", False),
    "id": ("if ctx.triggered_id is None:\n        return no_update\n    return 'ran'", False),
    "other id": ("if ctx.triggered_id == 'a':\n        return no_update\n    return 'ran'", True),
    "no arm": (
        "name = ctx.triggered[0]['prop_id'].split('.')[0]\n"
        "    if name == 'a':\n        return 'a'\n    elif name:\n        return 'ran'\n"
        "    raise PreventUpdate", False),
    "prop id": (
        "context = dash.callback_context\n    changed = context.triggered[0]['prop_id']\n"
        "    if changed == '.':\n        raise PreventUpdate\n    return 'ran'", False),
    "value": (
        "if ctx.triggered[0]['value'] is None:\n        return no_update\n    return 'ran'", False),
    "any": ("if not any([n, None]):\n        return no_update\n    return 'ran'", False),
    "conditional": ("return 'ran' if n else no_update", False),
    "prop ids": ("if ctx.triggered_prop_ids:\n        return 'ran'\n    return no_update", False),
    "in": (
        "if ctx.triggered_id in (None, 'a'):\n        return no_update\n    return 'ran'",
        False,
    ),
    "zero": ("if n == 0:\n        return no_update\n    return 'ran'", True),
    "else": ("if ctx.triggered_id == 'a':\n        out = no_update\n    else:\n"
             "        out = 'ran'\n    return out", True),
}  # fmt: skip


def test_what_is_said_to_do_nothing_at_load_does_nothing(driver: Any, tmp_path: Path) -> None:
    parts = [HEAD, "app.layout = html.Div(["]
    for number, name in enumerate(BODIES):
        parts.append(f'    html.Button(id="b{number}"), html.P("{name}", id="o{number}"),')
    parts.append("])\n\n")
    for number, (body, _) in enumerate(BODIES.values()):
        parts.append(f'@app.callback(Output("o{number}", "children"), Input("b{number}", '
                     f'"n_clicks"))\ndef f{number}(n):\n    {body}\n\n')  # fmt: skip
    (tmp_path / "app.py").write_text("\n".join(parts))
    workspace = Workspace([str(tmp_path)], CommandLineOptions(), 1, False)
    workspace.read_selected()
    project = Project(workspace.selected, workspace, workspace.configuration.rule_settings)
    initial = project.once(InitialCalls)
    said = dict(zip(BODIES, map(initial.matters, project.callbacks), strict=True))
    assert said == {name: does for name, (_, does) in BODIES.items()}
    with served(tmp_path, debug=False) as address:
        driver.get(address)
        assert until(lambda: text_of(driver, "o0") == "ran")
        settled(driver)
        ran = {name: text_of(driver, f"o{n}") != name for n, name in enumerate(BODIES)}
        assert ran == said
        for number in range(len(BODIES)):
            click(driver, f"b{number}")
        settled(driver)
        # Each of them does something once its button was clicked: the guard was the reason.
        assert {text_of(driver, f"o{n}") for n in range(len(BODIES))} == {"ran"}


@pytest.mark.parametrize(
    ("case", "shown"),
    [("positional_bool_goes_on_at_load", "x"), ("several_run_at_load", "")],
)
def test_who_runs_at_load_after_the_fix(case: str, shown: str, driver: Any, tmp_path: Path) -> None:
    fixture = Path(__file__).parent / "fixtures" / "DC201-missing-allow-duplicate" / case
    with served(fixture / "after", debug=True) as address:
        driver.get(address)
        output = "out" if shown else "title"
        assert until(lambda: text_of(driver, output) is not None)
        settled(driver)
        assert text_of(driver, output) == shown


@pytest.fixture
def example(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "app"))


def newsletter(driver: Any, address: str, button: str) -> str | None:
    """What the page says once a button was clicked; None if the page never came."""
    driver.get(f"{address}/account")
    if not until(lambda: text_of(driver, button) is not None, 6):
        return None
    settled(driver)
    click(driver, button)
    until(lambda: text_of(driver, "newsletter_status"))
    return text_of(driver, "newsletter_status")


def test_before_the_fix_a_button_runs_the_wrong_function(example: Path, driver: Any) -> None:
    with served(example, debug=False) as address:
        said = newsletter(driver, address, "subscribe_button")
        assert said is not None
        assert said.endswith("will not hear from us again")
    with served(example, debug=True) as address:
        assert newsletter(driver, address, "subscribe_button") is None


@pytest.mark.parametrize("debug", [False, True])
def test_after_the_fix_both_buttons_run_their_own(debug: bool, example: Path, driver: Any) -> None:
    forget()
    options = CommandLineOptions(select=("DC201",))
    result = run(Request((str(example),), True, options, jobs=1, cache=False))
    assert [Path(path).name for path in result.written] == ["account.py"]
    with served(example, debug=debug) as address:
        said = [newsletter(driver, address, f"{b}_button") for b in ("subscribe", "unsubscribe")]
    assert said[0] is not None
    assert said[0].endswith("will get our newsletter")
    assert said[1] is not None
    assert said[1].endswith("will not hear from us again")
