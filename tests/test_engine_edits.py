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
