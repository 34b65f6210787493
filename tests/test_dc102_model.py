"""Who writes what, what waits for whom, and what a writer may write, on small projects."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from dash_codemods.config import CommandLineOptions, forget
from dash_codemods.engine.workspace import Workspace
from dash_codemods.model.callbacks import Callback
from dash_codemods.model.ids import TextId
from dash_codemods.model.initial_calls import InitialCalls
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.graph import Graph, Graphs
from dash_codemods.model.traffic.keys import Keys
from dash_codemods.model.traffic.neighbours import Neighbours
from dash_codemods.model.traffic.stores import initial_data, may_be_shared, store_facts
from dash_codemods.model.traffic.values import Values
from dash_codemods.model.traffic.writes import has_unknown_outputs

HEAD = (
    "import datetime, json, time, uuid\n"
    "import dash\n"
    "from dash import Dash, Input, Output, Patch, State, callback, clientside_callback, dcc, html\n"
    "from dash import no_update, set_props\n"
)


def project(tmp_path: Path, **files: str) -> Project:
    forget()
    for name, text in files.items():
        path = tmp_path / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD + textwrap.dedent(text))
    workspace = Workspace([str(tmp_path)], CommandLineOptions(), 1, False)
    workspace.read(workspace.selected)
    return Project(workspace.selected, workspace, workspace.configuration.rule_settings)


def named(found: Project, name: str) -> Callback:
    return next(c for c in found.all_callbacks if c.name == name)


def graph_of(found: Project) -> Graph:
    return found.once(Graphs).of(found.all_callbacks[0])


def key(identifier: str, prop: str = "data") -> tuple[TextId, str]:
    return TextId(identifier), prop


# -- what a writer may write

WRITER = """
FIXED = "done"
app = Dash(__name__)

@callback(
    Output("s", "data"),
    Input("go", "n_clicks"),
    State("s", "data"),
    State("other", "data"),
)
def write(n, own, other):
{body}
"""


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        ("return time.time()", ["new"]),
        ("return time.time() * 1000", ["new"]),
        ("return int(time.time() * 1000)", ["new"]),
        ("return int(time.time() * 10)", ["computed"]),
        ("return int(time.time())", ["computed"]),
        ("return round(time.time())", ["computed"]),
        ("return time.time_ns() // 1_000_000", ["new"]),
        ("return time.time_ns() // 1_000_000_000", ["computed"]),
        ("return time.time() // 1", ["computed"]),
        ("return uuid.uuid4().hex", ["new"]),
        ("return f'{uuid.uuid4()}'", ["new"]),
        ("return f'{datetime.datetime.now():%H:%M}'", ["computed"]),
        ("return f'{datetime.datetime.now():%H:%M:%S.%f}'", ["new"]),
        ("return datetime.datetime.now().strftime('%f')", ["new"]),
        ("return datetime.datetime.now().isoformat('seconds')", ["computed"]),
        ("return datetime.date.today().isoformat()", ["computed"]),
        ("return 'at ' + str(time.time())", ["new"]),
        ("return other + str(time.time())", ["computed"]),
        ("return {'at': time.time(), **other}", ["computed"]),
        ("return {**other, 'at': time.time()}", ["new"]),
        ("return dict(at=time.time())", ["new"]),
        ("return dict(at=time.time(), **other)", ["computed"]),
        ("return json.dumps([time.time()])", ["new"]),
        ("now = time.time()\nreturn now", ["new"]),
        ("now = time.time()\nnow = 1\nreturn now", ["computed"]),
        ("return n", ["count"]),
        ("return n or 0", ["count"]),
        ("return [n]", ["count"]),
        ("n = other\nreturn n", ["computed"]),
        ("return own", ["computed"]),
        ("return own + 1", ["step"]),
        ("return 1 + (own or 0)", ["step"]),
        ("return own - 1", ["step"]),
        ("return own + 0", ["computed"]),
        ("return own + n", ["computed"]),
        ("return other + 1", ["computed"]),
        ("return int(own or 0) + 1", ["step"]),
        ("return (0 if own is None else own) + 1", ["step"]),
        ("count = own or 0\nreturn count + 1", ["step"]),
        ("own = own or 0\nown += 1\nreturn own", ["step"]),
        ("if n:\n    return own\nown += 1\nreturn own", ["computed", "step"]),
        ("return own + 1 if own else 1", ["step"]),
        ("return own + 1 if own else 0", ["step", "constant"]),
        ("return own + 1 if n else 1", ["step", "constant"]),
        ("return not own", ["step"]),
        ("return not other", ["computed"]),
        ("return {'n': own + 1}", ["step"]),
        ("return True", ["constant"]),
        ("return FIXED", ["constant"]),
        ("return -1", ["constant"]),
        ("return {}", ["constant"]),
        ("return {'a': [1]}", ["constant"]),
        ("return {'a': n}", ["count"]),
        ("rows = []\nrows.append(n)\nreturn rows", ["computed"]),
        ("x = 'a'\nreturn x", ["constant"]),
        ("return no_update", []),
        ("return dash.no_update if n else 1", ["constant"]),
        ("return True if n else False", ["constant", "constant"]),
        ("if n:\n    return time.time()", ["new", "constant"]),
        ("if n:\n    return\nreturn 1", ["constant", "constant"]),
        ("p = Patch()\np['a'] = 1\nreturn p", ["computed"]),
        ("def inner():\n    return 1\nreturn inner()", ["constant"]),
        ("def inner():\n    return [1]\nreturn inner()", ["computed"]),
        ("done = n > 1\nreturn done", ["computed"]),
        ("done = False\nif n:\n    done = True\nreturn done", ["constant", "constant"]),
        ("global done\ndone = False\nif n:\n    done = True\nreturn done", ["computed"]),
        ("yield 1", ["computed", "constant"]),
    ],
)
def test_what_a_writer_may_write(body: str, kinds: list[str], tmp_path: Path) -> None:
    found = project(tmp_path, app=WRITER.format(body=textwrap.indent(body, "    ")))
    (write,) = graph_of(found).writers_of(key("s"))
    assert sorted(v.kind for v in found.once(Values).of(write)) == sorted(kinds)


@pytest.mark.parametrize(
    ("outputs", "returned", "kinds"),
    [
        ('Output("a", "x"), Output("s", "data")', "return 1, time.time()", ["new"]),
        ('[Output("a", "x"), Output("s", "data")]', "return [time.time(), 1]", ["constant"]),
        ('[Output("s", "data")]', "return [time.time()]", ["new"]),
        ('output={"a": Output("s", "data")}', "return {'a': time.time()}", ["new"]),
        ('output={"a": Output("s", "data")}', "return dict(a=time.time())", ["new"]),
        ('output={"a": Output("s", "data")}', "return {'b': time.time()}", ["computed"]),
        ('Output("a", "x"), Output("s", "data")', "return result()", ["computed"]),
        ('Output("a", "x"), Output("s", "data")', "return (*x, time.time())", ["computed"]),
        ('Output("a", "x"), Output("s", "data")', "r = 1, time.time()\n    return r", ["new"]),
        ('Output("a", "x"), Output("s", "data")', "return no_update", []),
        ('Output("a", "x"), Output("s", "data")', "return no_update, no_update", []),
        (
            'Output("a", "x"), Output("s", "data")',
            "return (1, 2) if n else no_update",
            ["constant"],
        ),
        ('[[Output("a", "x"), Output("s", "data")]]', "return [1, time.time()]", ["computed"]),
    ],
)
def test_where_an_output_s_value_is_returned(
    outputs: str, returned: str, kinds: list[str], tmp_path: Path
) -> None:
    inputs = 'inputs=[Input("go", "n_clicks")]' if "=" in outputs else 'Input("go", "n_clicks")'
    source = (
        f"app = Dash(__name__)\n\n@callback({outputs}, {inputs})\ndef write(n):\n    {returned}"
    )
    found = project(tmp_path, app=source)
    (write,) = graph_of(found).writers_of(key("s"))
    assert sorted(v.kind for v in found.once(Values).of(write)) == sorted(kinds)


def test_several_inputs_do_not_count(tmp_path: Path) -> None:
    source = """
    app = Dash(__name__)

    @callback(Output("s", "data"), Input("a", "n_clicks"), Input("b", "n_clicks"))
    def write(a, b):
        return a
    """
    found = project(tmp_path, app=source)
    (write,) = graph_of(found).writers_of(key("s"))
    assert [v.kind for v in found.once(Values).of(write)] == ["computed"]


# -- who writes

SIDE_DOORS = """
app = Dash(__name__)
STORE = "s"

def notify():
    set_props(STORE, {"data": 1})

@callback(
    Output("a", "title"),
    Input("go", "n_clicks"),
    background=True,
    running=[(Output("s", "data"), True, False), (Output("b", "disabled"), True, False)],
    progress=[Output("p", "value"), Output("p", "max")],
)
def work(set_progress, n):
    return 1

@callback(Output("a", "lang"), Input("go", "n_clicks"), running=(Output("c", "data"), 1, []))
def helped(n):
    notify()
    set_props({"type": "x"}, {"data": 1, other: 2})
    set_props(unknown, props)
    return 1

clientside_callback(
    "() => { dash_clientside.set_props('js', {data: 1}); set_props(name, {}); return 1; }",
    Output("a", "dir"), Input("go", "n_clicks"),
)
"""


def test_writes_beside_the_outputs(tmp_path: Path) -> None:
    graph = graph_of(project(tmp_path, app=SIDE_DOORS))
    shown = [(w.how, str(w.component_id), w.prop) for w in graph.writes if w.how != "output"]
    assert sorted(shown, key=str) == sorted(
        [
            ("running", "s", "data"),
            ("running", "b", "disabled"),
            ("running", "c", "data"),
            ("progress", "p", "value"),
            ("progress", "p", "max"),
            ("set_props", "s", "data"),
            ("set_props", '{"type": "x"}', "data"),
            ("set_props", '{"type": "x"}', None),
            ("set_props", "<id>", None),
            ("javascript", "js", None),
            ("javascript", "<JavaScript>", None),
        ],
        key=str,
    )
    (pushed,) = [w for w in graph.writes if w.how == "set_props" and w.component_id == TextId("s")]
    assert [c.name for c in graph.makers(pushed)] == ["helped"]
    assert key("s") in set(graph.written_by(graph.makers(pushed)[0]))


@pytest.mark.parametrize(
    ("arguments", "unknown"),
    [
        ('[Output(i, "x") for i in ids], Input("a", "b")', True),
        ('Output("o", "x"), [Input(i, "x") for i in ids]', False),
        ('Output("o", "x"), *more', True),
        ('Output("o", "x"), Input("a", "b"), state=states()', False),
        ('output=outputs(), inputs=[Input("a", "b")]', True),
        ('Output("o", "x"), INPUTS', False),
        ('Output("o", "x"), Input("a", "b")', False),
    ],
)
def test_outputs_that_are_not_known(arguments: str, unknown: bool, tmp_path: Path) -> None:
    source = f"INPUTS = [Input('a', 'b')]\napp = Dash(__name__)\n\n@callback({arguments})\n"
    found = project(tmp_path, app=source + "def f(*args):\n    return 1\n")
    assert [has_unknown_outputs(found, c) for c in found.all_callbacks] == [unknown]


# -- what leads where

CHAIN = """
app = Dash(__name__)

@callback(Output("mid", "data"), Input("go", "n_clicks"), State("x", "value"))
def first(n, x): return 1

@callback(Output("s", "data"), Input("mid", "data"))
def second(m): return 1

@callback(Output("s", "data", allow_duplicate=True), Input("side", "value"))
def beside(m): return 1

@callback(Output("box", "children"), Input("s", "modified_timestamp"))
def third(t): return [html.Button(id="put-in"), more()]

def more():
    return dcc.Input(id="put-in-too")

@callback(Output("end", "children"), Input("put-in-too", "value"))
def fourth(v): return 1
"""


def test_upstream_is_what_the_renderer_waits_for(tmp_path: Path) -> None:
    graph = graph_of(project(tmp_path, app=CHAIN))
    upstream = graph.upstream(key("s"))
    assert [c.name for c in upstream.callbacks] == ["second", "first"]
    assert upstream.properties == (key("mid"), key("go", "n_clicks"))
    assert not graph.upstream(key("s", "modified_timestamp")).callbacks


def test_downstream_goes_through_what_is_put_in(tmp_path: Path) -> None:
    found = project(tmp_path, app=CHAIN)
    graph = graph_of(found)
    names = [c.name for c in graph.downstream(named(found, "second"))]
    assert names == ["third", "fourth"]
    assert not graph.downstream(named(found, "second"), waited_for=True)
    assert [c.name for c in graph.downstream(named(found, "first"), waited_for=True)] == ["second"]


def test_what_a_change_reaches_without_a_callback(tmp_path: Path) -> None:
    found = project(tmp_path, app=CHAIN)
    graph = graph_of(found)
    reached = graph.reached_from([key("go", "n_clicks")], without=named(found, "third"))
    assert reached.holds(key("s"))
    assert reached.holds(key("s", "modified_timestamp"))
    assert not reached.holds(key("box", "children"))
    reached = graph.reached_from([key("go", "n_clicks")], without=named(found, "fourth"))
    assert reached.holds(key("put-in", "n_clicks"))
    assert not reached.holds(key("end", "children"))
    assert not reached.holds(key("x", "value"))


def test_roots_are_what_no_callback_writes(tmp_path: Path) -> None:
    graph = graph_of(project(tmp_path, app=CHAIN))
    assert graph.is_root(key("go", "n_clicks"))
    assert not graph.is_root(key("mid"))


def test_addresses_are_one() -> None:
    keys = Keys([key("url", "pathname")])
    assert keys.holds(key("another", "search"))
    assert not keys.holds(key("another", "value"))
    assert keys.has_address()
    assert not Keys([key("url", "title")]).has_address()


def test_a_component_is_touched_by_what_makes_it_change() -> None:
    assert Keys([key("d", "options")]).touches(TextId("d"))
    assert not Keys([key("d", "disabled")]).touches(TextId("d"))
    assert not Keys([key("d", "options")]).touches(TextId("e"))
    assert not Keys([key("d")]).add(key("d"))


# -- at load


@pytest.mark.parametrize(
    ("option", "registrar", "own", "expected"),
    [
        ("", "app.callback", "", True),
        ("", "callback", "", True),
        ("", "app.callback", "prevent_initial_call=True", False),
        ("", "app.callback", "prevent_initial_call=None", True),
        ("", "app.callback", "prevent_initial_call='initial_duplicate'", True),
        ("", "app.callback", "prevent_initial_call=PREVENT", False),
        ("", "app.callback", "prevent_initial_call=1", None),
        ("", "app.callback", "prevent_initial_call=0", True),
        ("", "app.callback", "prevent_initial_call=decide()", None),
        ("", "app.callback", "True", False),
        ("", "app.callback", "True, prevent_initial_call=None", False),
        ("", "app.callback", "**{'prevent_initial_call': True}", False),
        ("", "app.callback", "**decide()", None),
        ("prevent_initial_callbacks=True", "app.callback", "", False),
        ("prevent_initial_callbacks=True", "app.callback", "prevent_initial_call=False", True),
        ("prevent_initial_callbacks=True", "callback", "", True),
        ("prevent_initial_callbacks='initial_duplicate'", "app.callback", "", True),
        ("prevent_initial_callbacks=decide()", "app.callback", "", None),
        ("prevent_initial_callbacks=False", "app.callback", "", True),
    ],
)
def test_what_runs_at_load(
    option: str, registrar: str, own: str, expected: bool | None, tmp_path: Path
) -> None:
    found = project(
        tmp_path,
        app=f"""
    PREVENT = True
    app = Dash(__name__, {option})

    @{registrar}(Output("a", "b"), Input("c", "d"), {own})
    def f(x): return 1
    """,
    )
    assert found.once(InitialCalls).at_load(named(found, "f")) is expected


def test_an_app_that_is_handed_on_may_be_any(tmp_path: Path) -> None:
    handed = """
    def register(app):
        @app.callback(Output("a", "b"), Input("c", "d"))
        def f(x): return 1
    """
    one = project(tmp_path / "1", app="app = Dash(prevent_initial_callbacks=True)", parts=handed)
    assert one.once(InitialCalls).at_load(named(one, "f")) is False
    apps = "one = Dash(prevent_initial_callbacks=True)\ntwo = Dash()"
    both = project(tmp_path / "2", app=apps, parts=handed)
    assert both.once(InitialCalls).at_load(named(both, "f")) is None


# -- which app

PART = """
@callback(Output("a", "b"), Input("c", "d"))
def {name}(x): return 1
"""


def together(found: Project, name: str) -> list[str]:
    return sorted(c.name for c in found.once(Neighbours).callbacks_of(named(found, name)))


def test_pages_in_folders_of_their_own_belong_to_the_app(tmp_path: Path) -> None:
    found = project(
        tmp_path,
        app="app = Dash(__name__)" + PART.format(name="f"),
        pages__home=PART.format(name="g"),
        parts__more=PART.format(name="h"),
    )
    assert together(found, "g") == ["f", "g", "h"]


def test_two_apps_in_two_files_are_apart_unless_one_imports_the_other(tmp_path: Path) -> None:
    one = "app = Dash(__name__)" + PART.format(name="f")
    two = "app = Dash(__name__)" + PART.format(name="g")
    assert together(project(tmp_path / "1", one=one, two=two), "f") == ["f"]
    found = project(tmp_path / "2", one=one, two="from one import app as one\n" + two)
    assert together(found, "f") == ["f", "g"]


def test_tests_are_no_part_of_an_app(tmp_path: Path) -> None:
    found = project(
        tmp_path,
        app="app = Dash(__name__)" + PART.format(name="f"),
        tests__test_app="from app import f\n" + PART.format(name="g"),
    )
    assert together(found, "f") == ["f"]
    assert together(found, "g") == ["f", "g"]


def test_functions_that_make_apps_are_apart(tmp_path: Path) -> None:
    source = """
    def test_one():
        app = Dash(__name__)
        @app.callback(Output("a", "b"), Input("c", "d"))
        def f(x): return 1

    def test_two():
        app = Dash(__name__)
        @app.callback(Output("a", "b"), Input("c", "d"))
        def g(x): return 1

    @callback(Output("a", "b"), Input("c", "d"))
    def h(x): return 1
    """
    found = project(tmp_path, app=source)
    assert together(found, "f") == ["f", "h"]
    assert together(found, "h") == ["f", "g", "h"]


def test_two_apps_side_by_side_are_apart(tmp_path: Path) -> None:
    source = """
    one = Dash(__name__)
    two = Dash(__name__)

    @one.callback(Output("a", "b"), Input("c", "d"))
    def f(x): return 1

    @two.callback(Output("a", "b"), Input("c", "d"))
    def g(x): return 1

    @callback(Output("a", "b"), Input("c", "d"))
    def h(x): return 1
    """
    found = project(tmp_path, app=source)
    assert together(found, "f") == ["f", "h"]


def test_two_projects_with_apps_are_apart(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pyproject.toml").write_text("")
    app = "app = Dash(__name__)"
    found = project(
        tmp_path,
        one__app=app, one__part=PART.format(name="f"),
        two__app=app, two__part=PART.format(name="g"),
    )  # fmt: skip
    assert together(found, "f") == ["f"]


# -- stores


@pytest.mark.parametrize(
    ("component", "kind"),
    [
        ('dcc.Store(id="s")', "store"),
        ('dcc.Store("s")', "store"),
        ("dash.dcc.Store(id=STORE)", "store"),
        ('dash.dash_table.DataTable(id="s")', "other"),
        ('[dcc.Store(id="s"), html.Div(id="s")]', "both"),
        ('make(id="s")', "unknown"),
        ('dcc.Store(id="t")', "unknown"),
    ],
)
def test_what_is_known_of_an_id(component: str, kind: str, tmp_path: Path) -> None:
    source = f'STORE = "s"\napp = Dash(__name__)\napp.layout = html.Div({component})\n'
    found = project(tmp_path, app=source + PART.format(name="f").replace('"c", "d"', '"s", "data"'))
    callback = named(found, "f")
    assert store_facts(found, callback, callback.inputs[0]).kind == kind


@pytest.mark.parametrize(
    ("arguments", "initial", "shared"),
    [
        ("", False, False),
        ("data=None", False, False),
        ("data=NOTHING", False, False),
        ("data=0", True, False),
        ("data={}", True, False),
        ("data=load()", True, False),
        ("**options", None, True),
        ("storage_type='session'", False, False),
        ("storage_type='local'", False, True),
        ("storage_type=kind()", False, True),
    ],
)
def test_what_a_store_starts_with(
    arguments: str, initial: bool | None, shared: bool, tmp_path: Path
) -> None:
    source = f'NOTHING = None\napp = Dash(__name__)\napp.layout = dcc.Store(id="s", {arguments})\n'
    found = project(tmp_path, app=source)
    (component,) = found.components
    assert initial_data(found, component) is initial
    assert may_be_shared(found, component) is shared
