"""Asking the rules and applying their fixes, again and again, until nothing is found.

All of it happens in memory: a second run of the tool finds nothing to do because the first
one already looked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dash_codemods.engine.workspace import Workspace
from dash_codemods.model.findings import Blocker, Finding
from dash_codemods.model.project import Project
from dash_codemods.model.results import FileChange, FindingResult, Problem, TextEdit
from dash_codemods.rules import registry

if TYPE_CHECKING:
    from dash_codemods.engine.apply import Applied, NotProved

_MOST_ROUNDS = 12


class Rounds:
    """The findings of a run and what became of them."""

    def __init__(self, workspace: Workspace, *, want_edits: bool) -> None:
        """Take the workspace, whose overlay the rounds write to."""
        self.workspace = workspace
        self.want_edits = want_edits
        self.results: list[FindingResult] = []
        self.problems: list[Problem] = []
        self.groups: list[set[str]] = []
        self.unsafe_changes: tuple[FileChange, ...] = ()
        self.callbacks = 0
        self._failed: set[tuple[str, str, str]] = set()
        self._last: tuple[Project, list[Finding]]
        """What was found when nothing more could be fixed."""

    def run(self, *, preview_unsafe: bool) -> None:
        """Find, fix and prove; afterwards the overlay holds what is to be written."""
        project = self._project()
        self.callbacks = len(project.callbacks)
        findings = list(self._findings(project))
        if self.want_edits:
            findings, alone = self._each_alone(project, findings)
        else:
            alone = {}
        done, refused = self._fix(project, findings, everything=False)
        self.results = [
            FindingResult(
                refused.get(_key(finding), finding),
                selected=_key(finding) in done,
                edits=alone.get(id(finding), ()) if _key(finding) not in refused else (),
                dropped_comments=done.get(_key(finding), ()),
            )
            for finding in findings
        ]
        if preview_unsafe and any(
            r.finding.fix is not None and not r.selected for r in self.results
        ):
            self._preview_unsafe()

    def changes(self) -> tuple[FileChange, ...]:
        """What the selected fixes make of the files."""
        originals = self.workspace.originals
        return tuple(
            self.workspace.change(path, originals[path].text, text)
            for path, text in sorted(self.workspace.overlay.items())
            if text != originals[path].text
        )

    # -- finding

    def _project(self) -> Project:
        return Project(self.workspace.selected, self.workspace, self.workspace.rule_settings)

    def _findings(self, project: Project, *, fixable: bool = False) -> Iterator[Finding]:
        """What the rules find; with `fixable`, only those rules that fix anything are asked."""
        found: list[Finding] = []
        settings = self.workspace.settings
        rules = [
            rule
            for rule in registry()
            if (rule.fixes or not fixable)
            and any(settings(path).enabled(rule) for path in project.selected)
        ]
        project.expect_uses({name for rule in rules for name in rule.sought(project)})
        for rule in rules:
            for finding in rule.check(project):
                here = settings(finding.path)
                if not here.enabled(rule) or here.ignored_in(finding.path, rule):
                    continue
                if not _suppressed(project, finding):
                    found.append(_within_paths(project, finding))
        yield from sorted(found, key=lambda f: (f.path, f.span, f.code))

    def _may_make(self, finding: Finding, everything: bool) -> bool:
        if finding.fix is None or _key(finding) in self._failed:
            return False
        unsafe = everything or self.workspace.settings(finding.path).unsafe_fixes
        return finding.applicability == "safe" or (finding.applicability == "unsafe" and unsafe)

    # -- fixing

    def _fix(
        self,
        project: Project,
        findings: Sequence[Finding],
        *,
        everything: bool,
        look_again: bool = True,
    ) -> tuple[dict[tuple[str, str, str], tuple[str, ...]], dict[tuple[str, str, str], Finding]]:
        """Apply what may be applied, round by round.

        Without `look_again`, rounds end when all that was found is done, though that may have
        given cause for more: good enough for what is only shown.
        Returns the fixes made (with the comments that went), and those that turned out to be
        impossible, with the reason.
        """
        done: dict[tuple[str, str, str], tuple[str, ...]] = {}
        refused: dict[tuple[str, str, str], Finding] = {}
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
            for finding in applied.done:
                comments = self._comments(finding, applied)
                done[_key(finding)] = comments
                assert finding.fix is not None
                self._connect({edit.path for edit in finding.fix.edits})
            for path, text in applied.texts.items():
                self.workspace.put(path, text)
            if not look_again and len(chosen) == len(able):
                break
            project = self._project()
            findings = list(self._findings(project, fixable=True))
        self._last = project, list(findings)
        return done, refused

    def _comments(self, finding: Finding, applied: Applied) -> tuple[str, ...]:
        """The comments that went with one fix."""
        assert finding.fix is not None
        paths = {edit.path for edit in finding.fix.edits}
        if not any(applied.dropped_comments.get(path) for path in paths):
            return ()
        from dash_codemods.engine.apply import comments_dropped_by

        return comments_dropped_by(self.workspace, finding)

    def _fail(
        self, finding: Finding, error: NotProved, refused: dict[tuple[str, str, str], Finding]
    ) -> None:
        self._failed.add(_key(finding))
        refused[_key(finding)] = _refused(finding, error.kind, error.message)
        problem = _problem(finding, error)
        if problem is not None and problem not in self.problems:
            self.problems.append(problem)

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
        from dash_codemods.engine.apply import NotProved, rewrite_files
        from dash_codemods.reporting.edits import edits_between

        kept: list[Finding] = []
        alone: dict[int, tuple[TextEdit, ...]] = {}
        for finding in findings:
            if finding.fix is None:
                kept.append(finding)
                continue
            try:
                texts, _ = rewrite_files(self.workspace, project, [finding])
            except NotProved as error:
                refused: dict[tuple[str, str, str], Finding] = {}
                self._fail(finding, error, refused)
                kept.append(refused[_key(finding)])
                continue
            kept.append(finding)
            alone[id(finding)] = tuple(
                edit
                for path, text in texts.items()
                for edit in edits_between(self.workspace.text(path), text, path)
            )
        return kept, alone

    def _preview_unsafe(self) -> None:
        """What --unsafe-fixes would change besides, worked out on top of the selected fixes."""
        before = dict(self.workspace.overlay)
        groups, problems = self.groups, list(self.problems)
        project, findings = self._last
        self._fix(project, findings, everything=True, look_again=False)
        originals = self.workspace.originals
        self.unsafe_changes = tuple(
            self.workspace.change(path, before.get(path, originals[path].text), text)
            for path, text in sorted(self.workspace.overlay.items())
            if text != before.get(path, originals[path].text)
        )
        self.groups, self.problems = groups, problems
        self.workspace.restore(before)


def _key(finding: Finding) -> tuple[str, str, str]:
    """Tells one finding from another, whatever the line that it stands on."""
    return finding.code, finding.path, f"{finding.callback} {finding.message}"


def _problem(finding: Finding, error: NotProved) -> Problem | None:
    """What the user is told of a rewrite that did not come about, beside the refusal."""
    if error.kind == "broken-proof":
        message = (
            f"{finding.code} {finding.name}: the rewrite is not what it promised, so the file was "
            f"left as it was; please report it ({error.message})"
        )
        return Problem(finding.path, "internal-error", message, finding.span.start.line)
    if error.kind == "syntax-error":
        message = f"{error.message}; it was left as it was, correct it first"
        return Problem(error.path, "syntax-error", message, error.line)
    return None


def _refused(finding: Finding, kind: str, message: str) -> Finding:
    blocker = Blocker(kind, message, finding.path, finding.span.start.line)
    blocked = (*finding.blocked_by, blocker)
    return replace(finding, fix=None, applicability="manual", effects=(), blocked_by=blocked)


def _within_paths(project: Project, finding: Finding) -> Finding:
    """A fix never changes a file outside the given paths."""
    for edit in finding.fix.edits if finding.fix else ():
        if not project.sources.may_change(edit.path):
            return _refused(
                finding, "outside-paths", f"the fix would change {edit.path}, outside the paths"
            )
        facts = project.sources.facts(edit.path)
        if facts is not None and facts.skipped:
            return _refused(
                finding,
                "skip-file",
                f"the fix would change {edit.path}, a file that asks to be skipped",
            )
    return finding


def _suppressed(project: Project, finding: Finding) -> bool:
    from dash_codemods.model.suppression import suppresses

    facts = project.sources.facts(finding.path)
    if facts is None or facts.skipped:
        return facts is not None
    if not facts.suppressed:
        return False
    lines: set[int] = set(range(finding.span.start.line, finding.span.end.line + 1))
    for callback in project.callbacks_in(finding.path):
        if callback.registration.statement.contains(finding.span):
            lines |= set(callback.lines())
    return suppresses(facts.suppressed, lines, finding.code, finding.name)
