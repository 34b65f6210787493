"""The JSON: its schema, and that its edits make what a run writes."""

from __future__ import annotations

import json
import os
from importlib.resources import files
from typing import Any

import jsonschema
from test_reporting_edits import applied
from test_reporting_text import CHANGE, MADE, MANUAL, PREVIEW, RISKY, STUCK, UNSAFE

from dash_codemods.model.places import Position
from dash_codemods.model.results import FileChange, Problem, RunResult, Summary, TextEdit
from dash_codemods.reporting.as_json import as_json
from dash_codemods.reporting.sorting import sort_findings
from dash_codemods.reporting.view import View

SCHEMA = json.loads(files("dash_codemods.reporting").joinpath("schema-v1.json").read_text())


def parsed(result: RunResult, view: View = PREVIEW) -> dict[str, Any]:
    """The JSON of a result, checked against the schema."""
    found: dict[str, Any] = json.loads(as_json(result, sort_findings(result, view)))
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(found, SCHEMA)
    return found


EDIT = TextEdit("app.py", Position(1, 5), Position(1, 8), "good")


def test_all_of_it() -> None:
    from dataclasses import replace

    made = replace(MADE, edits=(EDIT,), dropped_comments=("# x",))
    result = RunResult(
        (STUCK, made),
        (CHANGE,),
        (UNSAFE,),
        problems=(Problem("b.py", "syntax-error", "no", 3), Problem("c.py", "missing", "gone")),
        summary=Summary(120, 340, 2),
    )
    place = {"start": {"line": 1, "column": 5}, "end": {"line": 1, "column": 9}}
    common = {
        "code": "DC101",
        "name": "unused-state",
        "message": 'State("a", "b") is never read',
        "path": "app.py",
        "app": None,
        "effects": [],
    }
    edit = {
        "start": {"line": 1, "column": 5},
        "end": {"line": 1, "column": 8},
        "replacement": "good",
    }
    assert parsed(result) == {
        "version": 1,
        "summary": {
            "files": 120,
            "callbacks": 340,
            "findings": 2,
            "fixable": 1,
            "changed_files": 1,
            "generated_files": 2,
        },
        "findings": [
            {
                **common,
                **place,
                "callback": "callback_1",
                "applicability": "safe",
                "blocked_by": [],
                "fix": {
                    "message": "remove it",
                    "selected": True,
                    "dropped_comments": ["# x"],
                    "edits": [{"path": "app.py", **edit}],
                },
            },
            {
                **common,
                "start": {"line": 3, "column": 5},
                "end": {"line": 3, "column": 9},
                "callback": "callback_3",
                "applicability": "manual",
                "blocked_by": [
                    {
                        "reason": "reads-ctx-states",
                        "message": "ctx.states is read",
                        "path": "b.py",
                        "line": 30,
                    }
                ],
                "fix": None,
            },
        ],
        "files": [
            {
                "path": "app.py",
                "diff": "--- a/app.py\n+++ b/app.py\n@@ -1 +1 @@\n-a = bad\n+a = good\n",
                "edits": [{**edit, "end": {"line": 1, "column": 7}, "replacement": "goo"}],
            }
        ],
        "errors": [
            {"path": "b.py", "line": 3, "kind": "syntax-error", "message": "no"},
            {"path": "c.py", "line": None, "kind": "missing", "message": "gone"},
        ],
    }


def test_an_empty_result() -> None:
    found = parsed(RunResult())
    assert (found["findings"], found["files"], found["errors"]) == ([], [], [])


def test_all_findings_are_there_whatever_became_of_them() -> None:
    assert len(parsed(RunResult((MADE, RISKY, STUCK, MANUAL), (CHANGE,)))["findings"]) == 4


def test_the_edits_of_a_file_make_what_a_run_writes() -> None:
    before = "a = 1\r\nb = 'é\U0001f600'  # x\n\x0cc\rd"
    after = "a = 2\r\n\x0cc\rd = 4\n"
    (file,) = parsed(RunResult((MADE,), (FileChange("app.py", before, after),)))["files"]
    edits = tuple(
        TextEdit("", Position(**edit["start"]), Position(**edit["end"]), edit["replacement"])
        for edit in file["edits"]
    )
    assert applied(before, edits) == after


def test_a_run_that_writes_lists_the_files_that_it_wrote() -> None:
    result = RunResult((MADE,), (CHANGE, FileChange("b.py", "a", "b")), written=("b.py",))
    found = parsed(result, View())
    assert [file["path"] for file in found["files"]] == ["b.py"]
    assert found["summary"]["changed_files"] == 1


def test_any_name_of_a_file_can_be_shown() -> None:
    path = os.fsdecode(b"caf\xe9 \xc3\xa9.py")
    text = as_json(
        *(lambda r: (r, sort_findings(r, PREVIEW)))(RunResult(problems=(Problem(path, "x", "y"),)))
    )
    assert text.isascii()
    assert json.loads(text)["errors"][0]["path"] == path


def test_the_schema_refuses_what_is_wrong() -> None:
    found = parsed(RunResult((MADE,), (CHANGE,)))
    for spoil in (
        lambda d: d["summary"].pop("files"),
        lambda d: d["findings"][0].update(applicability="maybe"),
        lambda d: d["findings"][0]["start"].update(line=0),
        lambda d: d["findings"][0]["fix"].pop("selected"),
        lambda d: d["files"][0]["edits"][0].pop("replacement"),
        lambda d: d.update(version=2),
    ):
        spoiled = json.loads(json.dumps(found))
        spoil(spoiled)
        assert list(jsonschema.Draft202012Validator(SCHEMA).iter_errors(spoiled))
