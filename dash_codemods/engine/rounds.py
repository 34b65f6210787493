"""Asking the rules and applying their fixes, again and again, until nothing is found.

All of it happens in memory: a second run of the tool finds nothing to do because the first
one already looked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dash_codemods.engine.asking import Asking
from dash_codemods.engine.outcomes import (
    Key,
    NotProved,
    key_of,
    paths_of,
    problem_of,
    refused_for,
    renamed,
    stopped,
)
from dash_codemods.engine.workspace import Workspace
from dash_codemods.model.findings import Finding
from dash_codemods.model.project import Project
from dash_codemods.model.results import FileChange, FindingResult, Outcome, Problem, TextEdit

if TYPE_CHECKING:
    from dash_codemods.engine.apply import Applied

_MOST_ROUNDS = 12


class Rounds:
    """The findings of a run and what became of them."""

    def __init__(self, workspace: Workspace, *, want_edits: bool) -> None:
        """Take the workspace, whose overlay the rounds write to."""
        self.workspace = workspace
        self.want_edits = want_edits
        self.results: list[FindingResult] = []
        self.problems: list[Problem] = []
        self._rules = Asking(workspace, self.problems)
        self.groups: list[set[str]] = []
        self.unsafe_changes: tuple[FileChange, ...] = ()
        self.callbacks = 0
        self.idle = False
        """No rule is selected for any file."""
        self._failed: dict[Key, tuple[str, ...]] = {}
        """Fixes that could not be made, with the texts for which that holds."""
        self._made: dict[Key, Finding] = {}
        """What was fixed, in any round: a fix may give cause for another one."""
        self._last: tuple[Project, list[Finding]]
        """What was found when nothing more could be fixed."""

    def run(self) -> None:
        """Find, fix and prove; afterwards the overlay holds what is to be written."""
        project = self._rules.project()
        self.callbacks = len(project.callbacks)
        findings = self._rules.findings(project)
        self.idle = not self._rules.at_work(project)
        if self.want_edits:
            findings, alone = self._each_alone(project, findings)
        else:
            alone = {}
        done, refused = self._fix(project, findings, everything=False)
        self.results = self._results(findings, alone, done, refused)

    def _results(
        self,
        findings: Sequence[Finding],
        alone: dict[int, tuple[TextEdit, ...]],
        done: dict[Key, tuple[str, ...]],
        refused: dict[Key, Finding],
    ) -> list[FindingResult]:
        """What became of the findings, those included that other fixes gave cause for."""
        later = dict(self._made)
        first = {key_of(f) for f in findings}
        given_up = {key_of(f): f for f in self._last[1] if f.fix is None}
        results = []
        for finding in findings:
            key = renamed(key_of(finding), later, first)
            made = later.pop(key, None)
            # What a later round refused stands elsewhere by then.
            finding_now = stopped(finding, refused[key]) if key in refused else finding
            if made is not None and finding.fix is None:
                finding_now = made
            elif made is None and finding.fix is not None and key in given_up:
                finding_now = stopped(finding_now, given_up[key])
            results.append(
                FindingResult(
                    finding_now,
                    selected=made is not None,
                    edits=alone.get(id(finding), ()) if finding_now.fix is not None else (),
                    dropped_comments=done.get(key, ()),
                )
            )
        results += [
            FindingResult(_told_later(finding), selected=True, dropped_comments=done[key])
            for key, finding in later.items()
        ]
        return results

    def outcome(self) -> Outcome:
        """What came of it."""
        originals = self.workspace.originals
        return Outcome(
            findings=tuple(self.results),
            changes=tuple(
                self.workspace.change(path, originals[path].text, text)
                for path, text in sorted(self.workspace.overlay.items())
                if text != originals[path].text
            ),
            unsafe_changes=self.unsafe_changes,
            groups=tuple(map(frozenset, self.groups)),
            callbacks=self.callbacks,
            idle=self.idle,
            problems=tuple(self.problems),
        )

    # -- fixing

    def _may_make(self, finding: Finding, everything: bool) -> bool:
        if finding.fix is None or self._failed.get(key_of(finding)) == self._texts_of(finding):
            return False
        unsafe = everything or self.workspace.configuration.settings(finding.path).unsafe_fixes
        return finding.applicability == "safe" or (finding.applicability == "unsafe" and unsafe)

    def _fix(
        self,
        project: Project,
        findings: Sequence[Finding],
        *,
        everything: bool,
        look_again: bool = True,
    ) -> tuple[dict[Key, tuple[str, ...]], dict[Key, Finding]]:
        """Apply what may be applied, round by round.

        Without `look_again`, rounds end when all that was found is done, and only the rules and
        the files of what is left are asked again, though others may have more cause by then: good
        enough for what is only shown.
        Returns the fixes made (with the comments that went), and those that turned out to be
        impossible, with the reason.
        """
        done: dict[Key, tuple[str, ...]] = {}
        refused: dict[Key, Finding] = {}
        for _ in range(_MOST_ROUNDS):
            able = [f for f in findings if self._may_make(f, everything)]
            if not able:
                break
            from dash_codemods.engine.apply import apply_all
            from dash_codemods.engine.plan import without_conflicts

            chosen = without_conflicts(able)
            applied = apply_all(self.workspace, project, chosen)
            for finding, error in applied.failed:
                self._fail(finding, error, refused)
            comments = self._dropped_comments(applied)
            for finding in applied.done:
                done[key_of(finding)] = comments[key_of(finding)]
                # It could not be made before another one was.
                refused.pop(key_of(finding), None)
                self._made[key_of(finding)] = self._as_before(finding)
                self._connect(paths_of(finding))
            for path, text in applied.texts.items():
                self._take(path, text, applied)
            waiting = None if look_again else [f for f in able if f not in chosen]
            if waiting == []:
                break
            project = self._rules.project(waiting)
            codes = None if waiting is None else {f.code for f in waiting}
            findings = self._rules.findings(project, fixable=True, codes=codes)
        self._last = project, list(findings)
        return done, refused

    def _take(self, path: str, text: str, applied: Applied) -> None:
        """Take a text that fixes have made."""
        facts = applied.facts.get(path)
        if path in self.workspace.overlay:
            from dash_codemods.engine.imports_as_before import imports_as_before

            restored = imports_as_before(self.workspace.originals[path].text, text)
            if restored != text:
                text, facts = restored, None
        self.workspace.put(path, text, facts)

    def _as_before(self, finding: Finding) -> Finding:
        """A finding at its place in the file as the user has it."""
        from dash_codemods.engine.places import as_before

        path = finding.path
        original = self.workspace.originals[path].text
        return as_before(finding, self._made.values(), original, self.workspace.text(path))

    def _dropped_comments(self, applied: Applied) -> dict[Key, tuple[str, ...]]:
        """The comments that went with each fix."""
        found = {key_of(finding): self._comments(finding, applied) for finding in applied.done}
        for path, comments in applied.dropped_comments.items():
            here = [key_of(finding) for finding in applied.done if path in paths_of(finding)]
            left = list(comments)
            for comment in (c for key in here for c in found[key]):
                if comment in left:
                    left.remove(comment)
            if left and here:
                # These go because the fixes are made together, of which none alone drops them.
                found[here[-1]] += tuple(left)
        return found

    def _comments(self, finding: Finding, applied: Applied) -> tuple[str, ...]:
        """The comments that a fix alone drops."""
        paths = paths_of(finding)
        if not any(applied.dropped_comments.get(path) for path in paths):
            return ()
        from dash_codemods.engine.apply import comments_dropped_by

        return comments_dropped_by(self.workspace, finding)

    def _fail(self, finding: Finding, error: NotProved, refused: dict[Key, Finding]) -> None:
        self._failed[key_of(finding)] = self._texts_of(finding)
        refused[key_of(finding)] = refused_for(finding, error.kind, error.message)
        problem = problem_of(finding, error)
        if problem is not None and problem not in self.problems:
            self.problems.append(problem)

    def _texts_of(self, finding: Finding) -> tuple[str, ...]:
        """The files that a fix changes, as they are."""
        return tuple(self.workspace.text(path) for path in sorted(paths_of(finding)))

    def _connect(self, paths: set[str]) -> None:
        """Files that one fix changes are written together or not at all."""
        apart = [group for group in self.groups if not group & paths]
        for group in self.groups:
            if group & paths:
                paths = paths | group
        self.groups = [*apart, paths]

    def _each_alone(
        self, project: Project, findings: Iterable[Finding]
    ) -> tuple[list[Finding], dict[int, tuple[TextEdit, ...]]]:
        from dash_codemods.engine.apply import apply_each
        from dash_codemods.reporting.edits import edits_between

        findings = list(findings)
        fixable = [finding for finding in findings if finding.fix is not None]
        results = iter(apply_each(self.workspace, project, fixable))
        kept: list[Finding] = []
        alone: dict[int, tuple[TextEdit, ...]] = {}
        for finding in findings:
            applied = next(results) if finding.fix is not None else None
            refused: dict[Key, Finding] = {}
            for _, error in applied.failed if applied else ():
                self._fail(finding, error, refused)
            kept.append(refused.get(key_of(finding), finding))
            if applied is not None and applied.done:
                alone[id(finding)] = tuple(
                    edit
                    for path, text in applied.texts.items()
                    for edit in edits_between(self.workspace.text(path), text, path)
                )
        return kept, alone

    def preview_unsafe(self) -> None:
        """What --unsafe-fixes would change besides, worked out on top of the selected fixes."""
        if not any(r.finding.fix is not None and not r.selected for r in self.results):
            return
        before = dict(self.workspace.overlay)
        groups, problems = self.groups, list(self.problems)
        project, findings = self._last
        self._made = {}
        self._fix(project, findings, everything=True, look_again=False)
        if not self.want_edits:
            # For people; to programs, only what is there now is a finding.
            self._tell_of_more()
        originals = self.workspace.originals
        self.unsafe_changes = tuple(
            self.workspace.change(path, before.get(path, originals[path].text), text)
            for path, text in sorted(self.workspace.overlay.items())
            if text != before.get(path, originals[path].text)
        )
        self.groups, self.problems = groups, problems
        self.workspace.restore(before)

    def _tell_of_more(self) -> None:
        """The fixes that become possible once unsafe ones are made are unsafe ones too."""
        made = {key: replace(f, applicability="unsafe") for key, f in self._made.items()}
        first = {key_of(result.finding) for result in self.results}
        for index, result in enumerate(self.results):
            key = renamed(key_of(result.finding), made, first)
            found = made.pop(key, None)
            if found is not None and result.finding.fix is None:
                self.results[index] = FindingResult(found)
        self.results += [FindingResult(_told_later(found)) for found in made.values()]


def _told_later(finding: Finding) -> Finding:
    """What is true of the code only when other fixes are made, said so."""
    return replace(finding, message=f"{finding.message} (once other fixes are made)")
