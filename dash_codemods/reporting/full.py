"""The format for people: each finding with its reasons, each file with its diff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dash_codemods.model.findings import Blocker, Finding
from dash_codemods.model.results import FileChange, FindingResult, RunResult
from dash_codemods.reporting.concise import headline
from dash_codemods.reporting.diff import exact_diff, unified_diff
from dash_codemods.reporting.sorting import Sorted
from dash_codemods.reporting.view import Paint, View, visible

Labelled = tuple[FindingResult, str]
"""A finding, and what is said of its fix."""

_FEW = 3
"""Of one reason, so many lines are shown."""
_AGAIN = "run again to see what is left of it"
_UNSAFE = (
    "Each is right in most apps and changes what it names; --explain and its code say what that "
    "means.\nThe diffs are on top of the fixes above. Take them with --unsafe-fixes."
)


def full(result: RunResult, groups: Sorted, view: View) -> str:
    """The findings file by file, in a preview with the diffs; what is unsafe comes behind."""
    paint = Paint(view.colour)
    unsafe = [(one, "" if view.diffs else ", with --unsafe-fixes") for one in groups.unsafe]
    listed = [
        *((one, "" if view.preview else " made") for one in groups.made),
        *((one, ", not written") for one in groups.unwritten),
        *((one, f", in conflict with another: {_AGAIN}") for one in groups.waiting),
        *((one, "") for one in groups.manual),
        *((one, "") for one in groups.blocked if view.verbose),
    ]
    if not view.diffs:
        # Without diffs a second section would only tear a file's findings apart.
        return _section([*listed, *unsafe], {}, paint)
    text = _section(listed, _diffs(groups.changes, view), paint)
    if unsafe:
        text += f"{paint.bold('Unsafe fixes')}\n{_UNSAFE}\n\n"
        text += _section(unsafe, _diffs(result.unsafe_changes, view), paint)
    return text


def _section(listed: Sequence[Labelled], diffs: Mapping[str, str], paint: Paint) -> str:
    findings: dict[str, list[Labelled]] = {}
    for one, label in listed:
        findings.setdefault(one.finding.path, []).append((one, label))
    parts: list[str] = []
    for path in sorted({*findings, *diffs}):
        found = sorted(findings.get(path, ()), key=lambda row: row[0].finding.span)
        if not found:
            parts.append(_because_of_others(path, listed))
        parts += [_finding(one, label, paint) for one, label in found]
        parts += [diffs.get(path, ""), "\n"]
    return "".join(parts)


def _because_of_others(path: str, listed: Sequence[Labelled]) -> str:
    """Why a file changes in which nothing was found: for the fixes of findings in other files."""
    findings = [one.finding for one, _ in listed if one.finding.fix is not None]
    causes = [
        f"{finding.code} ({visible(finding.path)}:{finding.span.line})"
        for finding in findings
        if finding.fix and any(edit.path == path for edit in finding.fix.edits)
    ]
    return f"{visible(path)} changes with {', '.join(causes)}\n" if causes else ""


def _finding(one: FindingResult, label: str, paint: Paint) -> str:
    lines = [headline(one, paint)]
    finding = one.finding
    if finding.fix is not None:
        kind = paint.cyan(f"{finding.applicability} fix{label}")
        lines.append(f"{kind}: {visible(finding.fix.message)}")
        if finding.effects:
            lines.append(f"{paint.yellow('changes')}: {', '.join(finding.effects)}")
        lines += [f"drops the comment: {visible(text)}" for text in one.dropped_comments]
    lines += [f"{paint.yellow('not fixed')}: {text}" for text in _reasons(finding)]
    return "\n    ".join(lines) + "\n"


def _reasons(finding: Finding) -> Iterator[str]:
    """Why there is no fix; of many lines that hold the same reason, the first few."""
    kinds: dict[str, list[Blocker]] = {}
    for blocker in finding.blocked_by:
        kinds.setdefault(blocker.reason, []).append(blocker)
    for reason, blockers in kinds.items():
        # Nothing is won by a line that says that there is one more line.
        few = blockers if len(blockers) <= _FEW + 1 else blockers[:_FEW]
        for blocker in few:
            place = f"{visible(blocker.path)}:{blocker.line}"
            yield f"{reason}: {visible(blocker.message)} ({place})"
        if len(few) < len(blockers):
            yield f"{reason}: and {len(blockers) - len(few)} more like these"


def _diffs(changes: Sequence[FileChange], view: View) -> dict[str, str]:
    """The diff of each file: exact where a program may read it, made visible on a terminal."""
    if not view.terminal and not view.colour:
        return {change.path: exact_diff(change) for change in changes}
    from dash_codemods.reporting.coloured import coloured_diff

    return {change.path: coloured_diff(unified_diff(change), view) for change in changes}
