"""What the engine is asked, and what becomes of what it raises."""

from __future__ import annotations

import io
import sys

import pytest
import test_cli_harness as harness

import dash_codemods
from dash_codemods import cli
from dash_codemods.config import CommandLineOptions
from dash_codemods.model.results import FileChange, Problem, RunResult


@pytest.fixture(autouse=True)
def _fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = harness.engine()
    monkeypatch.setitem(sys.modules, "dash_codemods.engine", fake)
    monkeypatch.setattr(dash_codemods, "engine", fake, raising=False)
    monkeypatch.setattr("dash_codemods.rules.registry", lambda: harness.RULES)
    harness.requests.clear()


def asked(*argv: str) -> harness.Request:
    """The request that a command line makes."""
    assert cli.guarded(["nowhere", *argv]) == 2
    return harness.requests[-1]


def test_the_request(capsys: pytest.CaptureFixture[str]) -> None:
    assert asked() == harness.Request(
        paths=("nowhere",),
        write=True,
        options=CommandLineOptions(),
        jobs=None,
        cache=True,
        want_edits=False,
        stdin=None,
        progress=None,
    )
    assert not asked("--dry-run").write
    assert not asked("--check").write
    assert asked("--output-format=json").want_edits
    assert not asked("--no-cache").cache
    assert asked("-j3").jobs == 3
    line = "--select DC1 --extend-select DC2 --ignore DC101 --no-unsafe-fixes --target-version 2.9"
    assert asked(*line.split(), "--isolated").options == CommandLineOptions(
        select=("DC1",),
        extend_select=("DC2",),
        ignore=("DC101",),
        unsafe_fixes=False,
        target_version="2.9",
        isolated=True,
    )
    assert "nowhere: no such file" in capsys.readouterr().err


def test_standard_output_gets_the_source_that_was_given(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    changes = (FileChange("pages/a.py", "a", "A"), FileChange("pages/b.py", "b", "B", "utf-8-sig"))
    fake = sys.modules["dash_codemods.engine"]
    monkeypatch.setattr(fake, "run", lambda _request: RunResult(changes=changes))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbfb")))
    assert cli.guarded(["-", "-q", "--stdin-filename", "./pages/b.py"]) == 0
    assert capsysbinary.readouterr().out == b"\xef\xbb\xbfB"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"c")))
    assert cli.guarded(["-", "-q", "--stdin-filename", "pages/c.py"]) == 0
    assert capsysbinary.readouterr().out == b"c"


def test_an_interrupt_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_request: object) -> None:
        raise KeyboardInterrupt("2 of 5 files were written")

    monkeypatch.setattr(sys.modules["dash_codemods.engine"], "run", interrupted)
    assert cli.guarded(["nowhere"]) == 130
    assert capsys.readouterr() == (
        "",
        "\ndash-codemod: interrupted: 2 of 5 files were written\n",
    )


def test_an_interrupt_while_writing_is_in_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = Problem(".", "interrupted", "interrupted after 1 of 3 files were written")
    fake = sys.modules["dash_codemods.engine"]
    monkeypatch.setattr(fake, "run", lambda _request: RunResult(problems=(problem,)))
    assert cli.guarded(["nowhere"]) == 130


def test_a_bug_of_ours_is_not_taken_for_something_left_to_fix(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(_request: object) -> None:
        raise RuntimeError("oh")

    monkeypatch.setattr(sys.modules["dash_codemods.engine"], "run", fails)
    assert cli.guarded(["nowhere", "--check"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "RuntimeError: oh" in err
    assert err.splitlines()[-1].startswith("error: this is a bug of dash-codemod")


def test_a_subcommand_is_looked_up_before_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    from types import ModuleType

    module = ModuleType("graph_for_the_test")
    vars(module)["main"] = lambda argv: 40 + len(argv)
    monkeypatch.setitem(sys.modules, "graph_for_the_test", module)
    monkeypatch.setitem(cli.SUBCOMMANDS, "graph", "graph_for_the_test")
    assert cli.guarded(["graph", "a", "b"]) == 42
    assert cli.guarded(["./graph"]) == 2
    assert harness.requests[-1].paths == ("./graph",)
    assert cli.guarded(["--dry-run", "graph"]) == 2
    assert harness.requests[-1].paths == ("graph",)
