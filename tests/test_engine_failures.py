"""A fault of one rule, or of one rewrite, is told as such; the rest of the run is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dash_codemods import rewriting, rules
from dash_codemods.config import CommandLineOptions
from dash_codemods.engine import Request, asking, run
from dash_codemods.model.project import Project
from dash_codemods.model.results import RunResult

APP = """\
from dash import Input, Output, State, callback


@callback(Output("a", "children"), Input("b", "n_clicks"), State("c", "data"))
def show(clicks, data):
    return clicks
"""


def outcome(folder: Path, jobs: int = 1) -> RunResult:
    options = CommandLineOptions(select=("DC101", "DC208"))
    return run(Request((str(folder),), False, options, jobs, cache=False))


def broken(_: Project) -> Iterator[Any]:
    """Fail, as a rule does that meets what its author did not think of."""
    yield from ()
    raise KeyError("n_clicks")


@pytest.mark.parametrize("part", ["check", "sought"])
def test_a_rule_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    (tmp_path / "app.py").write_text(APP)
    first, *others = rules.registry()
    assert first.code == "DC101"
    failing = replace(first, code="DC208", name="ignored-app-setting", **{part: broken})
    monkeypatch.setattr(asking, "registry", lambda: (first, failing, *others))
    found = outcome(tmp_path)
    (problem,) = found.problems
    assert problem.kind == "internal-error"
    assert "DC208 ignored-app-setting failed" in problem.message
    assert "KeyError: 'n_clicks' in test_engine_failures.py:" in problem.message
    assert len(found.changes) == 1  # what DC101 finds is still done


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_rewrite_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    for name in "abcd":
        (tmp_path / f"{name}.py").write_text(APP.replace("show", f"show_{name}"))
    real = rewriting.rewrite

    def rewrite(text: str, edits: list[object], **options: object) -> object:
        if "show_b" in text:
            raise IndexError("list index out of range")
        return real(text, edits, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(rewriting, "rewrite", rewrite)
    found = outcome(tmp_path, jobs)
    (problem,) = found.problems
    assert (problem.kind, Path(problem.path).name) == ("internal-error", "b.py")
    assert "IndexError: list index out of range in test_engine_failures.py:" in problem.message
    assert sorted(Path(change.path).name for change in found.changes) == ["a.py", "c.py", "d.py"]
    (refused,) = [r.finding for r in found.findings if r.finding.blocked_by]
    assert refused.blocked_by[0].reason == "broken-proof"
