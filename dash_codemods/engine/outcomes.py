"""What becomes of one finding: which it is, what forbids its fix, what the user is told."""

from __future__ import annotations

import os
import traceback
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from dash_codemods.model.findings import Blocker, Finding
from dash_codemods.model.results import Problem

if TYPE_CHECKING:
    from dash_codemods.model.project import Project

Key = tuple[str, str, str | None, str, int]


class NotProved(Exception):
    """A rewrite is not what its edits promised."""

    def __init__(self, kind: str, message: str, path: str, line: int | None = None) -> None:
        super().__init__(kind, message, path, line)  # all of them, for it to be sent by a worker
        self.kind, self.message, self.path, self.line = kind, message, path, line


def key_of(finding: Finding) -> Key:
    """Tells one finding from another, whatever the line that it stands on."""
    return finding.code, finding.path, finding.callback, finding.message, finding.occurrence


def told_apart(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, those numbered that are of several callbacks of one name."""
    met: Counter[Key] = Counter()
    for finding in findings:
        key = key_of(finding)
        yield replace(finding, occurrence=met[key]) if met[key] else finding
        met[key] += 1


def paths_of(finding: Finding) -> set[str]:
    """The files that a fix changes."""
    return {edit.path for edit in finding.fix.edits} if finding.fix else set()


def renamed(key: Key, made: Collection[Key], first: Collection[Key]) -> Key:
    """A finding's key among those of fixes that were made.

    Another fix may have given the callback another name; `first` are the findings of before.
    """
    if key in made:
        return key
    code, path, _, message, _ = key
    for other in made:
        if other not in first and (other[0], other[1], other[3]) == (code, path, message):
            return other
    return key


def problem_of(finding: Finding, error: NotProved) -> Problem | None:
    """What the user is told of a rewrite that did not come about, beside the refusal."""
    if error.kind == "broken-proof":
        message = (
            f"{finding.code} {finding.name}: the rewrite is not what it promised, so the file was "
            f"left as it was; please report it ({error.message})"
        )
        return Problem(finding.path, "internal-error", message, finding.span.line)
    if error.kind == "syntax-error":
        message = f"{error.message}; it was left as it was, correct it first"
        return Problem(error.path, "syntax-error", message, error.line)
    return None


def place_of(error: Exception) -> str:
    """An error that nobody expected, and where it comes from."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}: {error}{where}"


def refused_for(finding: Finding, kind: str, message: str) -> Finding:
    """The finding without its fix, for a reason."""
    blocker = Blocker(kind, message, finding.path, finding.span.line)
    blocked = (*finding.blocked_by, blocker)
    return replace(finding, fix=None, applicability="manual", effects=(), blocked_by=blocked)


def stopped(finding: Finding, later: Finding) -> Finding:
    """A finding with the reason that was found for it later, maybe when others were fixed."""
    if later.span == finding.span:
        return later
    line = finding.span.line
    reasons = tuple(replace(blocker, line=line) for blocker in later.blocked_by)
    return replace(finding, fix=None, applicability="manual", effects=(), blocked_by=reasons)


def within_paths(project: Project, finding: Finding) -> Finding:
    """A fix never changes a file outside the given paths."""
    for edit in finding.fix.edits if finding.fix else ():
        if not project.sources.may_change(edit.path):
            return refused_for(
                finding, "outside-paths", f"the fix would change {edit.path}, outside the paths"
            )
        facts = project.sources.facts(edit.path)
        if facts is not None and facts.skipped:
            return refused_for(
                finding,
                "skip-file",
                f"the fix would change {edit.path}, a file that asks to be skipped",
            )
    return finding


def is_suppressed(project: Project, finding: Finding) -> bool:
    """Whether a comment asks not to be told of it."""
    from dash_codemods.model.suppression import suppresses

    facts = project.sources.facts(finding.path)
    if facts is None or facts.skipped:
        return facts is not None
    if not facts.suppressed:
        return False
    lines: set[int] = set(range(finding.span.line, finding.span.end_line + 1))
    for callback in project.callbacks_in(finding.path):
        if callback.registration.statement.contains(finding.span):
            lines |= set(callback.lines())
    return suppresses(facts.suppressed, lines, finding.code, finding.name)
