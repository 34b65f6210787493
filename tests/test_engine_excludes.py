"""Which configuration says what is left out of a walk: the one nearest to each file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dash_codemods.config import CommandLineOptions, forget
from dash_codemods.engine.workspace import Workspace

APP = (
    "from dash import Input, Output, callback\n\n\n"
    '@callback(Output("a", "b"), Input("c", "d"))\ndef f(x):\n    return x\n'
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two projects side by side, each with old code, in a repository that leaves out `drafts`."""
    for project in ("one", "two"):
        for folder in ("", "legacy", "drafts", "archive"):
            (tmp_path / project / folder).mkdir(exist_ok=True, parents=True)
            (tmp_path / project / folder / "app.py").write_text(APP)
    _configure(tmp_path, 'extend-exclude = ["drafts"]')
    _configure(tmp_path / "two", 'extend-exclude = ["legacy/", "archive/app.py"]')
    monkeypatch.chdir(tmp_path)
    forget()
    return tmp_path


def _configure(folder: Path, *lines: str) -> None:
    (folder / "pyproject.toml").write_text("\n".join(["[tool.dash-codemods]", *lines, ""]))


def _selected(*paths: str, options: CommandLineOptions | None = None) -> list[str]:
    found = Workspace(paths, options or CommandLineOptions(), cache=False)
    assert not found.problems
    return sorted(path.replace(os.sep, "/") for path in found.selected)


TWO = ["two/app.py", "two/drafts/app.py"]
ONE = ["one/app.py", "one/archive/app.py", "one/legacy/app.py"]


def test_of_several_folders_each_has_its_own(here: Path) -> None:
    assert _selected("one", "two") == ONE + TWO
    assert _selected("two", "one") == ONE + TWO


def test_a_project_further_down_has_its_own(here: Path) -> None:
    assert _selected(".") == ONE + TWO
    (here / "two" / "pyproject.toml").write_text("[project]\nname = 'two'\n")
    forget()
    # It says nothing to us: what stands above it holds.
    assert _selected(".") == [*ONE, "two/app.py", "two/archive/app.py", "two/legacy/app.py"]


def test_one_configuration_for_all_when_it_is_named(here: Path) -> None:
    (here / "all.toml").write_text('extend-exclude = ["two/archive", "one"]\n')
    options = CommandLineOptions(config=str(here / "all.toml"))
    expected = ["two/app.py", "two/drafts/app.py", "two/legacy/app.py"]
    assert _selected(".", options=options) == expected
    options = CommandLineOptions(isolated=True)
    assert len(_selected("one", "two", options=options)) == 8


def test_a_wrong_configuration_is_told_whatever_it_is_for(here: Path) -> None:
    (here / "empty").mkdir()
    (here / "empty" / "a.py").write_text("x = 1\n")
    _configure(here / "empty", "selct = 1")
    forget()
    for paths in (("one", "empty"), (".",)):
        (problem,) = Workspace(paths, CommandLineOptions(), cache=False).problems
        assert (problem.path, problem.kind) == ("empty/pyproject.toml", "configuration")
    # What is beside the paths is nobody's concern.
    assert not Workspace(("one",), CommandLineOptions(), cache=False).problems
