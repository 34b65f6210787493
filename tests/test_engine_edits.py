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
