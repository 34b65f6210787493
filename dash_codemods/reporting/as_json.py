"""The result as JSON; schema-v1.json beside this file describes it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from dash_codemods.model.findings import Blocker
from dash_codemods.model.places import Position
from dash_codemods.model.results import FileChange, FindingResult, Problem, RunResult, TextEdit
from dash_codemods.reporting.diff import unified_diff
from dash_codemods.reporting.edits import edits_between
from dash_codemods.reporting.sorting import Sorted

VERSION = 1
"""Of the schema: a key may be added under the same number, none goes or changes its meaning."""


def as_json(result: RunResult, groups: Sorted) -> str:
    """The whole result; the findings in the order of their places."""
    findings = sorted(
        result.findings, key=lambda one: (one.finding.path, one.finding.span, one.finding.code)
    )
    return dumped(
        {
            "version": VERSION,
            "summary": {
                "files": result.summary.files,
                "callbacks": result.summary.callbacks,
                "findings": len(findings),
                "fixable": sum(one.finding.fix is not None for one in findings),
                "changed_files": len(groups.changes),
                "generated_files": result.summary.generated,
            },
            "findings": [_finding(one) for one in findings],
            "files": [_file(change) for change in sorted(groups.changes, key=lambda c: c.path)],
            "errors": [_problem(problem) for problem in result.problems],
        }
    )


def dumped(value: Any) -> str:
    """A value as JSON text; in ASCII, so that any name of a file survives any encoding."""
    return json.dumps(value, indent=2) + "\n"


def _finding(one: FindingResult) -> dict[str, Any]:
    finding = one.finding
    fix = finding.fix
    return {
        "code": finding.code,
        "name": finding.name,
        "message": finding.message,
        "path": finding.path,
        "start": _position(finding.span.start),
        "end": _position(finding.span.end),
        "callback": finding.callback,
        "app": finding.app,
        "applicability": finding.applicability,
        "effects": list(finding.effects),
        "blocked_by": [_blocker(blocker) for blocker in finding.blocked_by],
        "fix": fix
        and {
            "message": fix.message,
            "selected": one.selected,
            "dropped_comments": list(one.dropped_comments),
            "edits": [{"path": edit.path, **edited} for edit, edited in _edits(one.edits)],
        },
    }


def _file(change: FileChange) -> dict[str, Any]:
    edits = edits_between(change.before, change.after, change.path)
    return {
        "path": change.path,
        "diff": unified_diff(change),
        "edits": [edited for _, edited in _edits(edits)],
    }


def _edits(edits: Iterable[TextEdit]) -> Iterable[tuple[TextEdit, dict[str, Any]]]:
    for edit in edits:
        yield (
            edit,
            {
                "start": _position(edit.start),
                "end": _position(edit.end),
                "replacement": edit.replacement,
            },
        )


def _blocker(blocker: Blocker) -> dict[str, Any]:
    return {
        "reason": blocker.reason,
        "message": blocker.message,
        "path": blocker.path,
        "line": blocker.line,
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "path": problem.path,
        "line": problem.line,
        "kind": problem.kind,
        "message": problem.message,
    }


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column}
