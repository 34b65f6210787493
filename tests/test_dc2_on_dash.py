"""The fixes of shared outputs on real Dash, of every line since 2.9: it objects before, not after.

What Dash's server says comes from Dash itself; what its browser side says, from its rules
written down in `renderer_rules`, which `test_dc2_in_a_browser` checks against a browser.
"""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from dash_versions import PINS, python_with
from fixture_cases import Case, cases
from generated_apps import app_source
from renderer_rules import Output, clashes, is_flagged, outputs_of, without_hash

from dash_codemods.config import CommandLineOptions, forget
from dash_codemods.engine import Request, run
from dash_codemods.model.results import RunResult

LINES = pytest.mark.parametrize("line", list(PINS))
RUNNER = Path(__file__).parent / "dash_graph.py"
ENTRIES = {
    "in_modules_of_one_app": ["index.py"],
    "functions_that_register": ["app.py:create_app"],
    "several_apps": ["app.py", "left/app.py", "right/app.py"],
    "allowed_or_unknown": ["app.py", "known.py"],
    "another_runs_at_load": ["app.py", "own.py"],
    "writers_of_other_apps": ["one.py", "two.py"],
    "registered_on_the_app": ["app.py", "other.py"],
}
NOT_IMPORTABLE = {
    "a_package_imported_by_its_name": "needs dash-extensions",
    "apps_that_others_make": "needs a package that does not exist",
    "other_frameworks": "needs dash-extensions",
    "one_input_triggers_both": "needs plotly.express with numpy",
    "registrations_that_fail": "a file of tests",
    "component_of_a_package": "needs a package with components of its own",
}
CASES = [c for c in cases() if c.code.startswith("DC2") and c.folder.name not in NOT_IMPORTABLE]
CHANGED = [c for c in CASES if (c.folder / "after").exists()]
QUIET = {"DC205", "DC206", "DC208"}
"""Rules about apps that Dash accepts."""
ADDS_A_FLAG = {"DC201", "DC203"}
SEEDS = range(40)


def job(folder: Path, entry: str) -> dict[str, str]:
    file, _, function = entry.partition(":")
    return {"folder": str(folder), "entry": file, "call": function}


def ask(line: str, jobs: list[dict[str, str]]) -> list[dict[str, Any]]:
    """What a Dash of that line makes of apps."""
    done = subprocess.run(
        [python_with(line), str(RUNNER)],
        input=json.dumps(jobs), capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


@cache
def fixtures_on(line: str) -> dict[tuple[str, str, str], dict[str, Any]]:
    """What a Dash makes of every fixture, before and after, by (fixture, side, entry)."""
    keys = [
        (case.id, side, entry)
        for case in CASES
        for side in (("before", "after") if case in CHANGED else ("before",))
        for entry in ENTRIES.get(case.folder.name, ["app.py"])
    ]
    folders = {case.id: {"before": case.folder / "before", "after": case.after} for case in CASES}
    answers = ask(line, [job(folders[name][side], entry) for name, side, entry in keys])
    return dict(zip(keys, answers, strict=True))


def sides(line: str, case: Case) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    found = fixtures_on(line)
    entries = ENTRIES.get(case.folder.name, ["app.py"])
    last = "after" if case in CHANGED else "before"
    return [(found[case.id, "before", e], found[case.id, last, e]) for e in entries]


def objections(answer: dict[str, Any]) -> list[tuple[int, Output]]:
    """What the browser would reject in any of the apps."""
    return [clash for app in answer.get("apps", ()) for clash in clashes(app["dependencies"])]


def is_wrong(answer: dict[str, Any]) -> bool:
    """Whether Dash rejects an app: when it starts, at the first request, or in the browser."""
    if "error" in answer:
        assert answer["error"].startswith("DuplicateCallback"), answer["error"]
    return "error" in answer or bool(objections(answer))


def plainly(registered: dict[str, Any]) -> dict[str, Any]:
    """A registration without what a flag changes."""
    outputs = [without_hash(o) for o in outputs_of(registered)]
    return {**registered, "output": outputs, "prevents": None}


@LINES
@pytest.mark.parametrize("case", CHANGED, ids=lambda case: case.id)
def test_dash_objects_before_and_not_after(case: Case, line: str) -> None:
    refused = any(e["applicability"] == "manual" for e in case.expected or ())
    for before, after in sides(line, case):
        assert "error" not in after
        if case.code == "DC202":
            assert before["error"].startswith("DuplicateCallback")
        elif case.code == "DC201":
            assert is_wrong(before)
        else:
            assert not objections(before)
        if not refused:
            assert not objections(after)
            for app in after["apps"]:
                # Every callback is one that the server knows: none replaced another.
                assert len({d["output"] for d in app["dependencies"]}) == len(app["dependencies"])
                assert {
                    d["output"] for d in app["dependencies"] if not d["clientside_function"]
                } <= (set(app["map"]))


@LINES
@pytest.mark.parametrize("case", [c for c in CHANGED if c.code != "DC202"], ids=lambda c: c.id)
def test_nothing_else_differs(case: Case, line: str) -> None:
    for before, after in sides(line, case):
        if "error" in before:
            pytest.skip("Dash does not even register them all before the fix")
        old, new = before["registered"], after["registered"]
        assert list(map(plainly, old)) == list(map(plainly, new))
        for one, other in zip(old, new, strict=True):
            if one["output"] == other["output"]:
                assert one == other
            changed = [o for o in outputs_of(other) if o not in outputs_of(one)]
            assert all(is_flagged(o) == (case.code in ADDS_A_FLAG) for o in changed)
            if one["prevents"]:
                assert other["prevents"]


@LINES
@pytest.mark.parametrize("case", [c for c in CHANGED if c.code == "DC201"], ids=lambda c: c.id)
def test_exactly_the_shared_outputs_are_flagged(case: Case, line: str) -> None:
    if any(e["applicability"] == "manual" for e in case.expected or ()):
        pytest.skip("some of them are refused")
    for before, after in sides(line, case):
        # The fix changes no id but for the hash, so that the new app tells what is shared.
        shared = {json.dumps(without_hash(o)) for o in _shared(after["registered"])}
        assert shared or "error" in before
        plain: dict[str, int] = {}
        for registered in after["registered"]:
            for output in outputs_of(registered):
                key = json.dumps(without_hash(output))
                if key not in shared:
                    assert not is_flagged(output)
                elif not is_flagged(output):
                    plain[key] = plain.get(key, 0) + 1
        expected = 1 if "one_stays_plain" in case.id else 0
        assert all(plain.get(key, 0) == expected for key in shared)


def _shared(registered: list[dict[str, Any]]) -> list[Output]:
    """The outputs that several callbacks write, found pair by pair."""
    found = []
    for number, one in enumerate(registered):
        for other in registered[:number]:
            for pair in ([one, other], [other, one]):
                stripped = [{**each, "output": _unhashed(each["output"])} for each in pair]
                found += [output for at, output in clashes(stripped) if at == 1]
    return found


def _unhashed(identifier: str) -> str:
    parts = identifier[2:-2].split("...") if identifier.startswith("..") else [identifier]
    plain = [part.partition("@")[0] for part in parts]
    return f"..{'...'.join(plain)}.." if identifier.startswith("..") else plain[0]


@LINES
@pytest.mark.parametrize(
    "case",
    [c for c in CASES if c.expected == [] or c.code in QUIET],
    ids=lambda case: case.id,
)
def test_where_nothing_is_claimed_dash_has_no_objection(case: Case, line: str) -> None:
    for before, _ in sides(line, case):
        assert "error" not in before
        assert not objections(before)


@LINES
@pytest.mark.parametrize(
    "case", [c for c in CASES if c.code in ("DC201", "DC204") and c not in CHANGED and c.expected],
    ids=lambda case: case.id,
)  # fmt: skip
def test_what_is_refused_is_wrong_all_the_same(case: Case, line: str) -> None:
    assert all(is_wrong(before) for before, _ in sides(line, case))


# -- apps that nobody wrote


def fixed(folder: Path) -> RunResult:
    forget()
    options = CommandLineOptions(select=("DC201", "DC202", "DC204"), unsafe_fixes=True)
    return run(Request((str(folder),), True, options, jobs=1, cache=False))


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> dict[int, tuple[Path, Path, RunResult]]:
    """Generated apps, before and after, and what the run said."""
    found = {}
    for seed in SEEDS:
        before, after = (tmp_path_factory.mktemp(f"app{seed}-{side}") for side in ("old", "new"))
        for folder in (before, after):
            (folder / "app.py").write_text(app_source(seed))
        found[seed] = (before, after, fixed(after))
    return found


@LINES
def test_generated_apps(generated: dict[int, tuple[Path, Path, RunResult]], line: str) -> None:
    jobs = [job(folder, "app.py") for before, after, _ in generated.values()
            for folder in (before, after)]  # fmt: skip
    answers = ask(line, jobs)
    objected = 0
    for seed, (_, _, result) in generated.items():
        before, after = answers.pop(0), answers.pop(0)
        assert not result.problems, seed
        wrong = is_wrong(before)
        objected += wrong
        assert bool(result.findings) == wrong, f"seed {seed}: {before.get('error')}"
        assert "error" not in after, f"seed {seed}: {after.get('error')}"
        refused = any(r.finding.fix is None for r in result.findings)
        assert bool(objections(after)) == refused, f"seed {seed}: {objections(after)}"
        if "error" not in before:
            old, new = before["registered"], after["registered"]
            assert list(map(plainly, old)) == list(map(plainly, new)), seed
    assert objected > len(SEEDS) // 3
