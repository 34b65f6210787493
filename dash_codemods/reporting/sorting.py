"""What became of each finding, in the words that the reports share."""

from __future__ import annotations

from typing import NamedTuple

from dash_codemods.model.results import FileChange, FindingResult, RunResult
from dash_codemods.reporting.view import View


class Sorted(NamedTuple):
    """The findings of a run by what became of them."""

    made: tuple[FindingResult, ...]
    """The fix is on the disk; in a preview, would be."""
    unwritten: tuple[FindingResult, ...]
    """The fix was selected, and a file of it could not be written."""
    unsafe: tuple[FindingResult, ...]
    """There is a fix that --unsafe-fixes would make."""
    waiting: tuple[FindingResult, ...]
    """There is a fix that could not be made together with the others."""
    blocked: tuple[FindingResult, ...]
    """A fact stopped the fix."""
    manual: tuple[FindingResult, ...]
    """There is no fix: a person has to see to it."""
    changes: tuple[FileChange, ...]
    """The files that changed; in a preview, would."""

    @property
    def blocked_callbacks(self) -> int:
        """How many callbacks hold something that could not be fixed."""
        places = {
            (one.finding.path, one.finding.callback or one.finding.span.start)
            for one in self.blocked
        }
        return len(places)


def sort_findings(result: RunResult, view: View) -> Sorted:
    """Sort a run's findings by what became of them on the disk."""
    planned = {change.path for change in result.changes}
    missing = set() if view.preview else planned - set(result.written)
    groups: dict[str, list[FindingResult]] = {
        name: [] for name in ("made", "unwritten", "unsafe", "waiting", "blocked", "manual")
    }
    for one in sorted(result.findings, key=_place):
        groups[_fate(one, missing, view)].append(one)
    return Sorted(
        changes=tuple(change for change in result.changes if change.path not in missing),
        **{name: tuple(found) for name, found in groups.items()},
    )


def _fate(one: FindingResult, missing: set[str], view: View) -> str:
    """The group of a finding; `missing` are the files that could not be written."""
    finding = one.finding
    if finding.fix is None:
        return "blocked" if finding.blocked_by else "manual"
    if one.selected:
        return (
            "made" if missing.isdisjoint(edit.path for edit in finding.fix.edits) else "unwritten"
        )
    if finding.applicability == "unsafe" and finding.path not in view.unsafe_taken:
        return "unsafe"
    return "waiting"


def _place(one: FindingResult) -> tuple[str, int, int, str]:
    finding = one.finding
    return finding.path, finding.span.line, finding.span.column, finding.code
