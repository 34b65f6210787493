"""The whole and its parts on real Dash: the same triggers, one by one, leave the same page."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fixture_cases import Case, cases

_RUNNER = Path(__file__).parent / "dash_sequences.py"
CASES = [
    case
    for case in cases()
    if case.code == "DC301"
    and case.after != case.folder / "before"
    and not any("no-initial-call" in found.get("effects", ()) for found in case.expected or ())
]
_NAMES = """
import json, sys
sys.path.insert(0, {tests!r})
from dash_sequences import Page, load, names_of
page = Page(load("app.py"), [])
found = [n for c in page.callbacks for d in c["inputs"] + c["state"] for n in names_of(d)]
print(json.dumps(sorted(set(found))))
"""


def _run(folder: Path, *command: str) -> Any:
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("seed", range(1))
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.folder.name)
def test_the_same_triggers_leave_the_same_page(case: Case, seed: int) -> None:
    before = case.folder / "before"
    names = _run(before, "-c", _NAMES.format(tests=str(_RUNNER.parent)))
    command = (str(_RUNNER), str(seed), "120", "app.py", json.dumps(names))
    old, new = _run(before, *command), _run(case.after, *command)
    assert len(old) == 121
    assert any(state != old[0] for state in old)
    for step, (one, other) in enumerate(zip(old, new, strict=True)):
        # A call that failed before may fail no longer, and be no call at all.
        failed = one.pop("failed", 0), other.pop("failed", 0)
        assert failed[1] <= failed[0]
        assert one == other, f"step {step}"
