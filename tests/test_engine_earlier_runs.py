"""Runs kept for the next one: the same as if nothing had been kept, whatever happened between."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dash_codemods.config import CommandLineOptions, forget
from dash_codemods.engine import Request, run, workspace
from dash_codemods.engine.cache import Cache
from dash_codemods.model.project import Project
from dash_codemods.model.results import RunResult
from dash_codemods.rules import registry

APP = (
    """
from dash import Dash, Input, Output, State, callback, dcc, html
import helpers

app = Dash(__name__)
app.layout = html.Div(
    [
        dcc.Store(id="figures"),
        dcc.Store(id="log", data=[]),
        html.Button(id="go"),
        html.Div(id="text"),
    ]
)


@callback(Output("text", "children"), Input("go", "n_clicks"), State("figures", "data"))
def show_text(n_clicks, figures):
    return helpers.text_of(n_clicks)


@callback(Output("go", "title"), Input("go", "n_clicks"), State("text", "children"))
def show_title(n_clicks, text):
    return f"clicked {n_clicks} times"


@callback(Output("log", "data"), Input("go", "n_clicks"), State("log", "data"))
def log(n_clicks, entries):
    return entries + [n_clicks]
"""
    + "# padding\n" * 7000
)
HELPERS = "def text_of(n):\n    return f'{n} clicks'\n"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DASH_CODEMODS_CACHE_DIR", str(tmp_path / "cache"))
    folder = tmp_path / "project"
    (folder / "src").mkdir(parents=True)
    (folder / "pyproject.toml").write_text('[project]\nname = "x"\n')
    (folder / "src" / "app.py").write_text(APP)
    (folder / "src" / "helpers.py").write_text(HELPERS)
    (folder / ".gitignore").write_text("local\n")
    monkeypatch.chdir(folder)
    return folder


def _run(
    *, write: bool = False, cache: bool = True, edits: bool = False, **options: object
) -> RunResult:
    forget()
    chosen = CommandLineOptions(select=("DC101", "DC103"), **options)  # type: ignore[arg-type]
    return run(Request(("src",), write, chosen, jobs=1, cache=cache, want_edits=edits))


def _nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("this was read again")

    monkeypatch.setattr(workspace, "read_many", fail)


def test_a_second_run_takes_what_came_of_the_first(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _run()
    assert [result.selected for result in first.findings] == [True] * 3
    _nothing_is_read(monkeypatch)
    assert _run() == first


def test_after_a_preview_the_run_in_earnest_takes_what_came_of_it(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (change,) = _run().changes
    with monkeypatch.context() as patched:
        _nothing_is_read(patched)
        written = _run(write=True)
    assert written.written == ("src/app.py",)
    assert (place / "src" / "app.py").read_text() == change.after != APP
    again = _run(write=True)
    assert not again.findings
    assert not again.written


CHANGES: dict[str, Callable[[Path], object]] = {
    "a file": lambda place: (place / "src" / "app.py").write_text(
        APP.replace("return helpers", "print(figures)\n    return helpers")
    ),
    "a file that has nothing of Dash": lambda place: (place / "src" / "extra.py").write_text(
        "from app import show_text\n\nshow_text(*range(2))\n"
    ),
    "a file outside of the paths": lambda place: (place / "check.py").write_text(
        "from src.app import show_text\n\nshow_text(*range(2))\n"
    ),
    "configuration": lambda place: (place / "pyproject.toml").write_text(
        '[tool.dash-codemods]\nper-file-ignores = { "**/app.py" = ["DC101"] }\n'
    ),
    "configuration further down": lambda place: (place / "src" / "pyproject.toml").write_text(
        '[tool.dash-codemods]\nper-file-ignores = { "**/app.py" = ["DC101"] }\n'
    ),
    "how Black formats": lambda place: (place / "pyproject.toml").write_text(
        "[tool.black]\nline-length = 60\n"
    ),
    "the Dash that it runs on": lambda place: (place / "requirements.txt").write_text(
        "dash>=2.0\n"
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_changed_is_seen(place: Path, change: Callable[[Path], object]) -> None:
    _run()
    change(place)
    after = _run()
    assert after == _run(cache=False)


@pytest.mark.parametrize(
    "what",
    [
        "a file",
        "a file outside of the paths",
        "configuration",
        "configuration further down",
        "the Dash that it runs on",
    ],
)
def test_these_changes_make_a_difference(place: Path, what: str) -> None:
    first = _run()
    CHANGES[what](place)
    assert _run().findings != first.findings


def test_a_module_that_no_listing_holds_is_looked_for_again(place: Path) -> None:
    os.makedirs(place / "src" / "local")
    text = APP.replace("import helpers", "from local.kinds import State").replace(
        "Output, State, callback", "Output, callback"
    )
    (place / "src" / "app.py").write_text(text.replace("helpers.text_of(n_clicks)", "n_clicks"))
    before = _run()
    (place / "src" / "local" / "kinds.py").write_text("from dash import State\n")
    after = _run()
    assert after == _run(cache=False)
    assert after.findings != before.findings
    (place / "src" / "local" / "kinds.py").write_text("State = print\n")
    assert _run() == _run(cache=False) != after


def test_what_else_is_asked_is_another_run(place: Path) -> None:
    _run()
    assert _run(edits=True) == _run(cache=False, edits=True)
    for options in ({"ignore": ("DC101",)}, {"target_version": "2.0"}, {"unsafe_fixes": True}):
        assert _run(**options) == _run(cache=False, **options)


def test_one_file_and_a_short_run_are_not_kept(place: Path) -> None:
    forget()
    run(Request(("src/app.py",), False, CommandLineOptions(), jobs=1))
    (place / "src" / "app.py").write_text(APP.replace("# padding\n", ""))
    _run()
    kinds = {path.parent.parent.name for path in (place.parent / "cache").rglob("*/*/*")}
    assert len(kinds) == 1  # what was read, and no run


def test_what_failed_is_tried_again(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Project) -> None:
        raise ZeroDivisionError

    rules = tuple(registry())
    with monkeypatch.context() as patched:
        broken = tuple(replace(r, check=fail) if r.code == "DC101" else r for r in rules)
        patched.setattr("dash_codemods.engine.asking.registry", lambda: broken)
        assert [problem.kind for problem in _run().problems] == ["internal-error"]
    assert len(_run().findings) == 3


def test_the_oldest_of_too_many_go(tmp_path: Path) -> None:
    cache = Cache(str, ("config",), str(tmp_path), most=3)
    for number in range(5):
        key = cache.key(str(number))
        cache.put(key, str(number))
        (entry,) = list(tmp_path.rglob(key[2:]))
        os.utime(entry, (number + 1, number + 1))
    kept = [cache.get(cache.key(str(number))) for number in range(5)]
    assert kept == [None, None, "2", "3", "4"]
