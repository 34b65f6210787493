"""Old and new callbacks side by side on real Dash: same outputs, same Inputs, same answers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fixture_cases import Case, cases

_RUNNER = Path(__file__).parent / "real_dash.py"
_NOT_IMPORTABLE = {
    "messages_that_are_handed_on": "needs fastapi",
    "a_package_of_the_workspace": "imports a package that is not installed",
    "hook_in_a_package_of_the_workspace": "imports a package that is not installed",
    "called_by_the_id_of_a_component": "makes its app in a function",
    "looked_up_in_many_ways": "has an app that does not import its callbacks",
    "cached_by_a_manager_from_elsewhere": "imports a package that does not exist",
    "asgi_middleware_that_reads_requests": "needs fastapi",
    "app_from_somewhere_beside_a_proxy": "needs dash-extensions",
    "enrich_dependencies_alone": "needs dash-extensions",
    "a_query_by_another_name": "needs pandas",
    "frames_by_other_names": "answers with what differs from run to run",
    "further_hooks_of_servers": "needs flask_login",
    "get_data_of_this_file": "imports modules that do not exist",
    "imports_that_stay": "its modules import each other under names of this test",
    "inherited_method_reads_states": "has a base class that does not exist",
    "latin1_cookie": "has no app",
    "looks_like_dash": "imports keras",
    "methods_of_a_module_without_dash": "has a base class of a package that does not exist",
    "method_that_may_be_overridden": "registers nothing when it is imported",
    "layouts_changed_by_others": "has layouts that need a session to be made",
    "libraries_handed_on": "has no app, and needs statsmodels and numexpr",
    "named_in_a_query": "needs pandas, numexpr and a table of houses",
    "named_in_a_formula": "needs pandas, patsy and a table of offers",
    "other_decorators": "needs flask_caching",
    "other_frameworks": "needs dash-extensions and Django",
    "queries_put_together": "needs pandas, yaml and a table of flats",
    "registrations_of_unknown_kind": "its modules import each other as a package",
    "texts_of_another_module": "needs pandas, statsmodels and sqlalchemy",
    "transparent_decorator_named": "imports a module that does not exist",
}
CASES = [c for c in cases() if c.code == "DC101"]


def _callbacks(folder: Path, names: list[str]) -> list[dict[str, Any]]:
    command = [sys.executable, str(_RUNNER), "12", *names]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.folder.name)
def test_same_answers(case: Case) -> None:
    if case.folder.name in _NOT_IMPORTABLE:
        pytest.skip(f"{case.folder.name} {_NOT_IMPORTABLE[case.folder.name]}")
    before_folder = case.folder / "before"
    paths = sorted(before_folder.rglob("*.py"))
    apps = [
        path
        for path in paths
        if path.name == "app.py" or "cbk(" in path.read_text("utf-8") or path.name == "whole.py"
    ]
    names = [path.relative_to(before_folder).as_posix() for path in apps or paths]
    before, after = _callbacks(before_folder, names), _callbacks(case.after, names)
    assert before
    assert [b["function"] for b in before] == [a["function"] for a in after]
    for old, new in zip(before, after, strict=True):
        assert set(new.pop("states")) <= set(old.pop("states"))
        assert old == new
