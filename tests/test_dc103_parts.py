"""The parts of the analysis by themselves: names, places, readers, first values, text."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from dash_codemods.config import CommandLineOptions, forget
from dash_codemods.engine import Request, run
from dash_codemods.model.patching.growth import grown
from dash_codemods.model.patching.kinds import kind_of
from dash_codemods.model.patching.locals import Locals
from dash_codemods.model.patching.naming import patch_name
from dash_codemods.model.patching.places import ANY, key_of, may_lie_in, overlap, place_of
from dash_codemods.model.patching.readers import takes_empty_as_none
from dash_codemods.model.patching.shapes import whole
from dash_codemods.model.patching.text import Text
from dash_codemods.model.patching.values import DERIVED, HOLDER, TRACKED, State, Value, merged
from dash_codemods.model.results import RunResult


@pytest.mark.parametrize(
    ("parameter", "prop", "name"),
    [
        ("rows", "data", "patched_rows"),
        ("current_rows", "data", "patched_rows"),
        ("existing_children", "children", "patched_children"),
        ("rows_old", "data", "patched_rows"),
        ("loading_state", "data", "patched_loading_state"),
        ("current", "children", "patched_children"),
        ("old", "rowData", "patched_row_data"),
        ("gridOptions", "dashGridOptions", "patched_grid_options"),
        ("_rows", "data", "patched_rows"),
        ("taken", "data", "taken_patch"),
        ("x", "style", "patched_style"),
    ],
)
def test_a_patch_is_named_after_the_value(parameter: str, prop: str, name: str) -> None:
    assert patch_name(parameter, prop, {"patched_taken"}) == name


def test_a_patch_is_told_from_another_state_of_that_name() -> None:
    others = ["n_clicks", "stored_vectors"]
    assert patch_name("previous_vectors", "data", set(), others) == "patched_previous_vectors"
    assert patch_name("previous_vectors", "data", set(), ["vector"]) == "patched_vectors"


def test_a_name_is_found_however_many_are_taken() -> None:
    taken = {"patched_rows", "rows_patch", "patched_rows_2"}
    assert patch_name("rows", "data", taken) == "patched_rows_3"


def _expression(source: str) -> ast.expr:
    return ast.parse(source, mode="eval").body


def test_places_and_whether_they_touch() -> None:
    place = place_of(_expression("x['a'][-1][i]"))
    assert place is not None
    assert (place.name.id, place.path) == ("x", ("a", -1, ANY))
    assert place_of(_expression("x[1:2]")) is None
    assert place_of(_expression("f(x)[0]")) is None
    assert key_of(_expression("-1")) == -1
    assert overlap(("a",), ("a", "b"))
    assert not overlap(("a", "b"), ("a", "c"))
    assert overlap((0,), (-1,))
    assert overlap(("1",), (1,))
    assert may_lie_in(("a", "b"), ("a",))
    assert not may_lie_in(("a",), ("a", "b"))


@pytest.mark.parametrize(
    ("source", "copied", "empty"),
    [
        ("x", "no", None),
        ("x.copy()", "shallow", None),
        ("x[:]", "shallow", None),
        ("[*x]", "shallow", None),
        ("{**x}", "shallow", None),
        ("copy.deepcopy(x)", "deep", None),
        ("x or []", "no", "list"),
        ("dict(x or {})", "shallow", "dict"),
        ("x if x is not None else {}", "no", "dict"),
        ("list(x) if x else []", "shallow", "list"),
    ],
)
def test_expressions_that_are_the_whole_value(source: str, copied: str, empty: str | None) -> None:
    found = whole(_expression(source), {"x"}.__contains__)
    assert found is not None
    assert (found.copied, found.empty) == (copied, empty)


@pytest.mark.parametrize(
    "source", ["y", "x.get()", "x[0]", "x[1:]", "x or [1]", "x or y", "x if y else []", "[x]"]
)
def test_expressions_that_are_not(source: str) -> None:
    assert whole(_expression(source), {"x"}.__contains__) is None


@pytest.mark.parametrize(
    ("source", "methods"),
    [
        ("x + [1]", ["append"]),
        ("x + [1, 2]", ["extend"]),
        ("[1, 2] + x", ["prepend", "prepend"]),
        ("[0, *x, 1, 2, *y]", ["prepend", "extend", "extend"]),
        ("{**x, 'a': 1, **y}", ["set", "update"]),
        ("x | y", ["update"]),
        ("dict(x, a=1)", ["set"]),
        ("x[:-1]", ["drop"]),
        ("x[1:] + [2]", ["drop", "append"]),
    ],
)
def test_expressions_that_add_to_it(source: str, methods: list[str]) -> None:
    found = grown(_expression(source), {"x"}.__contains__)
    assert found is not None
    assert [step.method for step in found.steps] == methods


@pytest.mark.parametrize(
    "source", ["{'a': 1, **x}", "[*y, *x]", "x - [1]", "x + x", "x[2:]", "x[::2]", "y + [1]"]
)
def test_expressions_that_do_not(source: str) -> None:
    assert grown(_expression(source), {"x"}.__contains__) is None


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("[1]", "list"),
        ("rows", "list"),
        ("sorted(y)", "list"),
        ("f'{y}'", "str"),
        ("'%s' % y", "str"),
        ("y + 'a'", "str"),
        ("1 + len(y)", "number"),
        ("y.split()", "list"),
        ("df.to_dict('records')", "list"),
        ("df.to_dict()", "dict"),
        ("{1} if y else {2}", "set"),
        ("y", None),
        ("f(y)", None),
        ("y + z", None),
    ],
)
def test_the_kinds_of_values(source: str, kind: str | None) -> None:
    function = ast.parse("def f(y):\n    rows = []\n").body[0]
    assert isinstance(function, ast.FunctionDef)
    assert kind_of(_expression(source), Locals(function)) == kind


def test_where_paths_meet() -> None:
    fresh = Value("fresh", (), frozenset({1}))
    one, other = State({"x": TRACKED}, null="solid"), State({"x": fresh}, null="raw")
    both = merged(one, other)
    assert both is not None
    assert both.names["x"].kind == "mixed"
    assert both.null == "raw"
    assert merged(one, None) is one
    holding = merged(State({"x": HOLDER}), State({"x": DERIVED}))
    assert holding is not None
    assert holding.names["x"] == HOLDER


@pytest.mark.parametrize(
    ("body", "alike"),
    [
        ("return len(text)", True),
        ("x = x or []\nreturn len(x)", True),
        ("if not x:\n    return 0\nreturn x[0]", True),
        ("if not x or text:\n    raise ValueError\nreturn x[0]", True),
        ("if not x:\n    x = []\nreturn len(x)", True),
        ("return [i for i in x or []]", True),
        ("return len(x) if x else 0", True),
        ("if x:\n    print(x)", True),
        ("return not x", True),
        ("return x", False),
        ("if x is None:\n    return 0", False),
        ("if not x:\n    return x\nreturn 1", False),
        ("if text:\n    return 1\nreturn len(x)", False),
        ("if not x or len(x) > 3 or x is None:\n    return 0\nreturn 1", False),
        ("return x and len(x)", False),
        ("return str(x)", False),
    ],
)
def test_who_takes_what_is_empty_for_none(body: str, alike: bool) -> None:
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    function = ast.parse(f"def f(x, text):\n{lines}").body[0]
    assert isinstance(function, ast.FunctionDef)
    assert takes_empty_as_none(function, "x") is alike


def test_text_is_written_as_it_stands_but_for_what_is_replaced() -> None:
    source = (
        'def f(x):\r\n    x.append({\r\n        "é": x,  # é\r\n        "b": """\r\n    c"""})\r\n'
    )
    statement = ast.parse(source).body[0].body[0]  # type: ignore[attr-defined]
    names = [n for n in ast.walk(statement) if isinstance(n, ast.Name)]
    written = Text(source).written(statement, dict.fromkeys(names, "p"))
    assert written == 'p.append({\n    "é": p,  # é\n    "b": """\n    c"""})'


# -- first values, across files

APP = """\
from dash import Dash, dcc, html
import {module}

app = Dash(__name__)
app.layout = html.Div([dcc.Store(id="rows", {data})])
"""
CALLBACKS = """\
from dash import Input, Output, Patch, State, callback


@callback(Output("rows", "data"), Input("b", "n_clicks"), State("rows", "data"))
def add(n, rows):
    rows = rows or []
    rows.append(n)
    return rows
"""


def _run(folder: Path, files: dict[str, str]) -> RunResult:
    forget()
    (folder / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    for name, text in files.items():
        (folder / name).write_text(text)
    options = CommandLineOptions(select=("DC103",))
    return run(Request((str(folder),), False, options, jobs=1, cache=False))


def test_the_layout_of_the_only_app_counts(tmp_path: Path) -> None:
    files = {"app.py": APP.format(module="calls", data="data=[]"), "calls.py": CALLBACKS}
    assert [r.finding.applicability for r in _run(tmp_path, files).findings] == ["safe"]


def test_the_layout_of_another_app_does_not(tmp_path: Path) -> None:
    files = {
        "one.py": APP.format(module="calls", data="data=[]"),
        "two.py": APP.format(module="os", data="data=[]"),
        "calls.py": CALLBACKS,
        "stray.py": CALLBACKS,
    }
    findings = {
        r.finding.path.rpartition("/")[2]: r.finding for r in _run(tmp_path, files).findings
    }
    assert findings["calls.py"].applicability == "safe"
    assert [b.reason for b in findings["stray.py"].blocked_by] == ["initial-value-unknown"]


@pytest.mark.parametrize(
    ("data", "applicability"),
    [
        ("data=[]", "safe"),
        ("data=list(range(3))", "safe"),
        ("data=[i for i in range(3)]", "safe"),
        ("data=ROWS", "safe"),
        ("", "safe"),
        ("data=None", "safe"),
        ('storage_type="session"', "safe"),
        ("data=load()", "manual"),
        ("data={}", "manual"),
        ('data="text"', "manual"),
        ("**options", "manual"),
    ],
)
def test_what_the_layout_shows(data: str, applicability: str, tmp_path: Path) -> None:
    app = APP.format(module="os", data=data).replace("app = ", "ROWS = [1]\napp = ")
    source = app + CALLBACKS.partition("\n")[2]
    source = source.replace("Dash, dcc", "Dash, Input, Output, State, callback, dcc")
    result = _run(tmp_path, {"app.py": source})
    assert [r.finding.applicability for r in result.findings] == [applicability]
