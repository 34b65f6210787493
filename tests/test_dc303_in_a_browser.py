"""Functions of Python and the JavaScript made of them, on the same values, in Chromium."""

from __future__ import annotations

import ast
import json
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dash
import pytest
from browser import chromium, click, served, settled, until
from dash.exceptions import PreventUpdate
from generated_toggles import module
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dash_codemods.config import CommandLineOptions, forget
from dash_codemods.engine import Request, run
from dash_codemods.engine.workspace import Workspace
from dash_codemods.model.clientside.candidates import is_candidate
from dash_codemods.model.clientside.code import Refusal
from dash_codemods.model.clientside.plan import javascript
from dash_codemods.model.clientside.registering import values
from dash_codemods.model.expressions import Constant
from dash_codemods.model.project import Project

FIXTURES = Path(__file__).parent / "fixtures" / "DC303-server-toggle"
RUN = """
const marked = (value, mark) => value !== null && typeof value === "object" && mark in value;
const sent = value => marked(value, "$undefined") ? undefined
    : marked(value, "$nan") ? NaN : value;
const dc = window.dash_clientside = {
    no_update: {description: "no_update"}, PreventUpdate: {description: "PreventUpdate"},
};
const shown = (value, top) => {
    if (value === dc.no_update) { return {$no_update: 1}; }
    if (value === undefined) { return top ? null : {$undefined: 1}; }
    if (Number.isNaN(value)) { return {$nan: 1}; }
    if (Array.isArray(value)) { return value.map(each => shown(each, false)); }
    if (value !== null && typeof value === "object") {
        return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, shown(v, false)]));
    }
    return value;
};
return JSON.stringify(JSON.parse(arguments[0]).map(([source, calls, several]) => {
    const called = eval(`(${source})`);
    return calls.map(values => {
        try {
            const result = called(...values.map(sent));
            return several && Array.isArray(result)
                ? result.map(each => shown(each, true)) : shown(result, true);
        } catch (error) {
            return error === dc.PreventUpdate ? {$no_update: 1} : {$error: String(error)};
        }
    });
}));
"""
TEXT = st.text("ab0 é😀", max_size=3)
NUMBER = st.integers(-1000, 1000) | st.floats(-1000, 1000)
COUNT = st.integers(0, 10**6)
LEAF = st.none() | st.booleans() | st.integers(-2, 2) | NUMBER | TEXT
ANY = st.recursive(
    LEAF,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=4,
)
BOXES = st.lists(TEXT | st.integers(0, 2), max_size=3)
PROPERTIES: dict[str, st.SearchStrategy[Any]] = {
    "n_clicks": COUNT,
    "is_open": st.booleans(),
    "hidden": st.booleans() | TEXT,
    "disabled": st.booleans() | TEXT,
    "className": TEXT,
    "pathname": TEXT,
    "style": st.dictionaries(TEXT, TEXT | NUMBER, max_size=2),
}
COMPONENTS: dict[str, st.SearchStrategy[Any]] = {
    "dcc.Checklist": BOXES,
    "dcc.RadioItems": LEAF,
    "dcc.Input": TEXT | NUMBER,
    "dcc.Textarea": TEXT,
    "dcc.Slider": NUMBER,
    "dash_bootstrap_components.Switch": st.booleans(),
}


@dataclass
class Pair:
    """A function in both languages, and what its values can be, in the browser's order."""

    name: str
    python: Callable[..., Any]
    javascript: str
    names: list[str]
    kinds: list[str]
    several: bool
    given: list[bool]
    """Whether the layout gives a parameter's property a value: it is never undefined then."""
    numeric: list[bool]
    """Whether a parameter is of an input for numbers, which is NaN while it is empty."""


def kind_of(project: Project, dependency: Any) -> str:
    """Which strategy makes a dependency's values; the tool's own table is not asked."""
    if dependency.prop in PROPERTIES:
        return str(dependency.prop)
    if dependency.prop == "value":
        for component in project.components_with(dependency.component_id):
            kind = component.kind.removeprefix("dash.")
            if kind == "dcc.Dropdown":
                return "dcc.Checklist" if component.call.argument(2, "multi") else "dcc.RadioItems"
            if kind in COMPONENTS:
                return kind
    return "any"


def is_given(project: Project, dependency: Any) -> bool:
    """Whether some layout gives a property a value."""
    found = project.components_with(dependency.component_id)
    return any(component.initial(dependency.prop) is not None for component in found)


def is_numeric(project: Project, dependency: Any) -> bool:
    """Whether a dependency is the value of an input for numbers."""
    found = project.components_with(dependency.component_id)
    return dependency.prop == "value" and any(
        component.kind.endswith("Input") and component.initial("type") == Constant("number")
        for component in found
    )


def pairs_in(folder: Path) -> list[Pair]:
    """All callbacks of some files that can be translated, in both languages."""
    forget()
    workspace = Workspace([str(folder)], CommandLineOptions(), 1, False)
    workspace.read(workspace.selected)
    project = Project(workspace.selected, workspace, workspace.configuration.rule_settings)
    found: list[Pair] = []
    for callback in project.callbacks:
        if callback.clientside or callback.function is None:
            continue
        if not is_candidate(project, callback):
            continue
        order = values(callback)
        if order is None or not callback.outputs:
            continue
        lines = project.sources.text(callback.path).replace("\r\n", "\n").split("\n")
        try:
            written = "\n".join(javascript(project, callback, lines))
        except Refusal:
            continue
        found.append(
            Pair(
                callback.name,
                compiled(project.function_tree(callback)),
                written,
                [bound.parameter.name for _, bound in order],
                [kind_of(project, dependency) for dependency, _ in order],
                not callback.single_output,
                [is_given(project, dependency) for dependency, _ in order],
                [is_numeric(project, dependency) for dependency, _ in order],
            )
        )
    return found


def compiled(tree: Any) -> Callable[..., Any]:
    """A callback's function, without its decorators and annotations."""
    tree = ast.parse(ast.unparse(tree)).body[0]
    tree.decorator_list = []
    names: dict[str, Any] = {
        "dash": dash, "no_update": dash.no_update, "PreventUpdate": PreventUpdate, "Any": Any,
    }  # fmt: skip
    tree.returns = None
    for argument in tree.args.args:
        argument.annotation = None
    exec(compile(ast.Module([tree], []), "<callback>", "exec"), names)
    function: Callable[..., Any] = names[tree.name]
    return function


def answer(pair: Pair, arguments: list[Any]) -> Any:
    """What Python answers, as JSON; raises what it raises."""
    try:
        result = pair.python(**dict(zip(pair.names, arguments, strict=True)))
    except PreventUpdate:
        return {"$no_update": 1}

    def shown(value: Any) -> Any:
        if value is dash.no_update:
            return {"$no_update": 1}
        return [shown(each) for each in value] if isinstance(value, list | tuple) else value

    return json.loads(json.dumps(shown(result)))


def settled_answer(value: Any, several: bool) -> Any:
    """No update of any Output is no update, however it is said."""
    nothing = {"$no_update": 1}
    if several and isinstance(value, list) and value and all(each == nothing for each in value):
        return nothing
    return value


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON; 1 is not true, and 1.0 is 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    return bool(one == other) and isinstance(one, str) == isinstance(other, str)


def unset(pair: Pair, arguments: list[Any]) -> list[Any]:
    """What the browser hands over where nobody set a property."""
    return [
        {"$undefined": 1} if value is None and not given_there else value
        for value, given_there in zip(arguments, pair.given, strict=True)
    ]


def empty(pair: Pair, arguments: list[Any]) -> list[Any]:
    """What the browser hands over where an input for numbers is empty."""
    return [
        {"$nan": 1} if value is None and numeric else value
        for value, numeric in zip(arguments, pair.numeric, strict=True)
    ]


def differences(driver: Any, pairs: list[Pair], calls: list[list[list[Any]]]) -> list[str]:
    """Where the two languages disagree; runs on which Python fails do not count."""
    expected: list[list[Any]] = []
    jobs = []
    for pair, each in zip(pairs, calls, strict=True):
        answers, kept = [], []
        for arguments in each:
            try:
                found = answer(pair, arguments)
            except Exception:
                continue
            for sent in (arguments, unset(pair, arguments), empty(pair, arguments)):
                answers.append((arguments, found))
                kept.append(sent)
        expected.append(answers)
        jobs.append([pair.javascript, kept, pair.several])
    results = json.loads(driver.execute_script(RUN, json.dumps(jobs)))
    wrong = []
    for pair, answers, there in zip(pairs, expected, results, strict=True):
        for (arguments, found), got in zip(answers, there, strict=True):
            one, other = (settled_answer(value, pair.several) for value in (found, got))
            if not same(one, other):
                wrong.append(f"{pair.javascript}\n{arguments}: Python {found}, browser {got}")
                break
    return wrong


POOLS = st.fixed_dictionaries(
    {
        name: st.lists(st.none() | strategy, min_size=6, max_size=10)
        for name, strategy in {**PROPERTIES, **COMPONENTS, "any": ANY}.items()
    }
)


def drawn(pairs: list[Pair], pools: dict[str, list[Any]], seed: int) -> list[list[list[Any]]]:
    """Combinations of the values of the pools, for each function."""
    chooser = random.Random(seed)
    return [
        [[chooser.choice(pools[kind]) for kind in pair.kinds] for _ in range(12)] for pair in pairs
    ]


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    with chromium() as found:
        found.get("data:text/html,<p>nothing</p>")
        yield found


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> list[Pair]:
    folder = tmp_path_factory.mktemp("generated")
    (folder / "app.py").write_text(module(20, 500))
    return pairs_in(folder)


def test_enough_of_the_generated_functions_can_be_translated(generated: list[Pair]) -> None:
    assert len(generated) > 100
    written = "".join(pair.javascript for pair in generated)
    for part in ["?.length", "?? null", "...", "const ", "let ", "=== ", "== null", "${", "%",
                 "includes(", "PreventUpdate", "no_update", " else if (", "Boolean("]:  # fmt: skip
        assert part in written, part


SETTINGS = settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@SETTINGS
@given(pools=POOLS, seed=st.integers(0, 1000))
def test_generated_functions(
    generated: list[Pair], driver: Any, pools: dict[str, list[Any]], seed: int
) -> None:
    wrong = differences(driver, generated, drawn(generated, pools, seed))
    assert not wrong, "\n\n".join(wrong[:5])


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Pair]:
    folder = tmp_path_factory.mktemp("fixtures")
    return [
        pair
        for case in sorted(FIXTURES.iterdir())
        for pair in pairs_in(Path(shutil.copytree(case / "before", folder / case.name)))
    ]


@SETTINGS
@given(pools=POOLS, seed=st.integers(0, 1000))
def test_functions_of_the_fixtures(
    written: list[Pair], driver: Any, pools: dict[str, list[Any]], seed: int
) -> None:
    assert len(written) > 40
    wrong = differences(driver, written, drawn(written, pools, seed))
    assert not wrong, "\n\n".join(wrong[:5])


APP = """\
from dash import Dash, Input, Output, State, callback, dcc, html, no_update
from dash.exceptions import PreventUpdate

app = Dash(__name__)
app.layout = html.Div(
    [
        html.Button("Filters", id="toggle"),
        html.Div("All of them", id="filters"),
        dcc.RadioItems(["map", "table"], "map", id="view"),
        html.Div("The map", id="map"),
        html.Div("The table", id="table"),
        html.P(id="hint"),
        html.P("", id="seen"),
    ]
)


@callback(
    Output("filters", "hidden"),
    State("filters", "hidden"),
    Input("toggle", "n_clicks"),
    prevent_initial_call=True,
)
def toggle_filters(hidden, n_clicks):
    return not hidden


@app.callback([Output("map", "style"), Output("table", "style")], [Input("view", "value")])
def show_view(view):
    shown, hidden = "block", "none"
    return {"display": "block"}, {"display": "none"}


@app.callback([Output("hint", "children")], [Input("toggle", "n_clicks")])
def count(n_clicks):
    if n_clicks is None:
        return ["Not yet"]
    if n_clicks == 2:
        raise PreventUpdate
    if n_clicks == 3:
        return no_update
    return [f"Clicked {n_clicks} times"]


@callback(Output("seen", "title"), Input("filters", "hidden"), Input("hint", "children"))
def follow(hidden, hint):
    if hint is None:
        return None
    return "hidden" if hidden else "visible"
""".replace('    shown, hidden = "block", "none"\n', "").replace(
    'return {"display": "block"}, {"display": "none"}',
    'map_style = {"display": "block" if view == "map" else "none"}\n'
    '    return map_style, {"display": "none" if view == "map" else "block"}',
)
LOOK = """
const all = id => document.getElementById(id);
return [all("filters").hidden, all("hint").textContent, all("seen").title,
        all("map").style.display, all("table").style.display];
"""
REQUESTS = """
return performance.getEntriesByType("resource")
    .filter(one => one.name.includes("_dash-update-component")).length;
"""
SECOND = "document.querySelectorAll('#view input')[1].click()"


def story(driver: Any, folder: Path) -> tuple[list[Any], int]:
    """What the page shows after each step, and how often the server was asked."""
    with served(folder, debug=False) as address:
        driver.get(address)
        assert until(lambda: driver.execute_script("return !!document.getElementById('hint')"))
        settled(driver)
        seen = [driver.execute_script(LOOK)]
        for _ in range(4):
            click(driver, "toggle")
            settled(driver)
            seen.append(driver.execute_script(LOOK))
        driver.execute_script(SECOND)
        settled(driver)
        seen.append(driver.execute_script(LOOK))
        return seen, driver.execute_script(REQUESTS)


def test_an_app_does_the_same_without_the_server(driver: Any, tmp_path: Path) -> None:
    before = tmp_path / "before"
    before.mkdir()
    (before / "app.py").write_text(APP)
    after = Path(shutil.copytree(before, tmp_path / "after"))
    forget()
    options = CommandLineOptions(select=("DC303",), unsafe_fixes=True)
    result = run(Request((str(after),), True, options, jobs=1, cache=False))
    assert [r.selected for r in result.findings] == [True] * 4
    asked, answered = story(driver, before), story(driver, after)
    assert asked[0] == answered[0]
    assert asked[0][0][1:4] == ["Not yet", "visible", "block"]
    assert [step[1] for step in asked[0]] == ["Not yet", *["Clicked 1 times"] * 3,
                                              *["Clicked 4 times"] * 2]  # fmt: skip
    assert asked[1] > 5
    assert answered[1] == 0
