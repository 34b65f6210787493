"""The edits of each fix alone, as an editor's quick fix applies them."""

from __future__ import annotations

import shutil
from pathlib import Path

from fixture_cases import FIXTURES

from dash_codemods.config import CommandLineOptions
from dash_codemods.engine import Request, run


def test_two_callbacks_of_one_name_have_each_their_own_edits(tmp_path: Path) -> None:
    path = tmp_path / "app.py"
    shutil.copy(FIXTURES / "DC101-unused-state" / "same_name_twice" / "before" / "app.py", path)
    options = CommandLineOptions(select=("DC101",))
    result = run(Request((str(path),), False, options, cache=False, want_edits=True))
    lines = [[edit.start.line for edit in one.edits] for one in result.findings]
    assert lines == [[4], [9]]


def test_a_file_that_never_compiled_is_the_users_to_correct(tmp_path: Path) -> None:
    source = """
from dash import Input, Output, State, callback


@callback(Output("o", "children"), Input("b", "n_clicks"), State("big", "data"))
def show(n, big):
    return n


return 5
"""
    (tmp_path / "app.py").write_text(source)
    options = CommandLineOptions(select=("DC101",))
    result = run(Request((str(tmp_path),), True, options, jobs=1, cache=False))
    assert [(p.kind, p.line) for p in result.problems] == [("syntax-error", 10)]
    assert "correct it first" in result.problems[0].message
    (finding,) = [each.finding for each in result.findings]
    assert finding.fix is None
    assert [blocker.reason for blocker in finding.blocked_by] == ["syntax-error"]
    assert (tmp_path / "app.py").read_text() == source


def test_callbacks_of_one_name_are_findings_of_their_own(tmp_path: Path) -> None:
    case = Path(__file__).parent / "fixtures/DC303-server-toggle/unused_state_goes_first"
    shutil.copy(case / "before/app.py", tmp_path)
    options = CommandLineOptions(select=("DC101", "DC303"), unsafe_fixes=True)
    result = run(Request((str(tmp_path),), False, options, 1, cache=False, want_edits=True))
    assert [(one.finding.code, one.selected) for one in result.findings] == [
        ("DC303", True),
        ("DC101", True),
        ("DC303", True),
    ]


def test_what_only_another_fix_makes_true_is_told_so(tmp_path: Path) -> None:
    """`index` is read where it stands; the part that the split makes of it does not read it."""
    source = '''"""Rooms of a museum."""

from dash import Dash, Input, Output, State, callback, ctx, dcc, html, no_update

app = Dash(__name__)
app.layout = html.Div(
    [
        html.Button("Next", id="next"),
        html.Button("Draw", id="draw"),
        dcc.Store(id="room", data={"number": 0}),
        html.Button("Light", id="light"),
        html.Div(id="drawer"),
        html.Div(id="title"),
    ]
)


@callback(
    Output("room", "data"),
    Input("next", "n_clicks"),
    State("room", "data"),
    prevent_initial_call=True,
)
def advance(n_clicks, room):
    return {"number": room["number"] + 1}


@callback(
    Output("drawer", "children"),
    Output("title", "children"),
    Input("draw", "n_clicks"),
    Input("room", "data"),
    Input("light", "n_clicks"),
    prevent_initial_call=True,
)
def show(n_clicks, room, light):
    trigger = ctx.triggered_id
    if trigger == "room":
        return None, no_update
    if trigger == "light":
        if not light:
            return no_update, no_update
        return f"{light} lights in room {room['number']}", "Lights"
    return f"{n_clicks} drawings of room {room['number']}", "Drawings"
'''
    (tmp_path / "app.py").write_text(source)
    options = CommandLineOptions(select=("DC301", "DC102"), unsafe_fixes=True)
    result = run(Request((str(tmp_path),), False, options, jobs=1, cache=False))
    told = {each.finding.code: each.finding.message for each in result.findings}
    assert set(told) == {"DC301", "DC102"}
    assert told["DC102"].endswith("(once other fixes are made)")
    assert "once other fixes" not in told["DC301"]


def test_what_is_found_in_a_part_is_told_at_the_callback_that_it_is_a_part_of(
    tmp_path: Path,
) -> None:
    source = '''"""Two dialogs that are opened and closed alike."""

from dash import Dash, Input, Output, State, ctx, dcc, html, no_update

app = Dash(__name__)
app.layout = html.Div(
    [
        dcc.Store(id="user", data="me"),
        html.Button("open", id="open-a"),
        html.Button("open", id="open-b"),
        html.Div([html.Button("x", id="cancel-a"), html.Div(id="body-a")], id="dialog-a"),
        html.Div([html.Button("x", id="cancel-b"), html.Div(id="body-b")], id="dialog-b"),
    ]
)


def load(user):
    return open("list.txt").read()
'''
    for letter in "ab":
        source += f"""

@app.callback(
    Output("dialog-{letter}", "hidden"),
    Output("body-{letter}", "children"),
    Input("open-{letter}", "n_clicks"),
    Input("cancel-{letter}", "n_clicks"),
    State("user", "data"),
    prevent_initial_call=True,
)
def toggle_{letter}(n_open, n_cancel, user):
    triggered = ctx.triggered_id
    if triggered == "open-{letter}":
        rows = load(user)
        return False, rows
    if triggered == "cancel-{letter}":
        return True, ""
    return no_update, no_update
"""
    (tmp_path / "app.py").write_text(source)
    options = CommandLineOptions(select=("DC301", "DC303"), unsafe_fixes=True)
    result = run(Request((str(tmp_path),), False, options, jobs=1, cache=False))
    places = {each.finding.callback: each.finding.span.line for each in result.findings}
    assert places["toggle_a_on_cancel"] == places["toggle_a"]
    assert places["toggle_b_on_cancel"] == places["toggle_b"]
