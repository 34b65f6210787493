"""The closing line: what is on the disk now, and how to get the rest."""

from __future__ import annotations

from collections import Counter

from dash_codemods.model.results import RunResult
from dash_codemods.reporting.sorting import Sorted
from dash_codemods.reporting.view import View, counted


def summary(result: RunResult, groups: Sorted, view: View) -> str:
    """The closing line of a run, without its line end."""
    parts = [_made(result, groups, view)]
    if groups.unwritten:
        parts.append(f"{counted(len(groups.unwritten), 'fix', 'fixes')} not written")
    if groups.waiting:
        parts.append(
            f"{len(groups.waiting):,} in conflict with another, run again to see what is left"
        )
    if groups.unsafe:
        parts.append(f"{len(groups.unsafe):,} more with --unsafe-fixes")
    if groups.blocked:
        hint = "" if view.verbose else ", run with --verbose to see why"
        parts.append(f"{counted(groups.blocked_callbacks, 'callback')} could not be fixed{hint}")
    if groups.manual:
        parts.append(f"{len(groups.manual):,} to be seen to by hand")
    if result.summary.generated:
        parts.append(f"{counted(result.summary.generated, 'generated file')} skipped")
    if result.problems:
        parts.append(f"{counted(len(result.problems), 'error')}, named above")
    return "; ".join(parts)


def _made(result: RunResult, groups: Sorted, view: View) -> str:
    """The first part: how many fixes, or that there are none."""
    if groups.made:
        fixes = counted(len(groups.made), "fix", "fixes")
        files = counted(len(groups.changes), "file")
        return f"Would make {fixes} in {files}" if view.preview else f"{fixes} in {files}"
    if groups.unwritten or groups.waiting:
        return "Nothing changed"
    if result.problems and not result.summary.files:
        return "Nothing done"
    return "Nothing to do" if result.findings else _clean(result)


def _clean(result: RunResult) -> str:
    summary = result.summary
    if not summary.files:
        return "Nothing to do: no Python files there"
    files = counted(summary.files, "file")
    if summary.idle:
        return "Nothing to do: no rule is selected"
    if not summary.callbacks and result.problems:
        return "Nothing done"
    if not summary.callbacks:
        return f"Nothing to do: no callbacks in {files}"
    verb = "is" if summary.callbacks == 1 else "are"
    return f"Nothing to do: {counted(summary.callbacks, 'callback')} in {files} {verb} clean"


def statistics(result: RunResult) -> str:
    """A line for each rule: how many findings, how many of them with a fix."""
    rules = Counter((one.finding.code, one.finding.name) for one in result.findings)
    fixable = Counter(one.finding.code for one in result.findings if one.finding.fix)
    width = max((len(f"{count:,}") for count in rules.values()), default=0)
    longest = max((len(name) for _, name in rules), default=0)
    rows = sorted(rules.items(), key=lambda row: (-row[1], row[0]))
    return "".join(
        f"{count:>{width},}  {code}  {name:<{longest}}  {fixable[code]:,} fixable\n"
        for (code, name), count in rows
    )
