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

Key = tuple[str, str, str | None, str]


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
        self._failed: dict[Key, tuple[str, ...]] = {}
        """Fixes that could not be made, with the texts for which that holds."""
        self._made: dict[Key, Finding] = {}
        """What was fixed, in any round: a fix may give cause for another one."""
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
        self.results = self._results(findings, alone, done, refused)
        if preview_unsafe and any(
            r.finding.fix is not None and not r.selected for r in self.results
        ):
            self._preview_unsafe()

    def _results(
        self,
        findings: Sequence[Finding],
        alone: dict[int, tuple[TextEdit, ...]],
        done: dict[Key, tuple[str, ...]],
        refused: dict[Key, Finding],
    ) -> list[FindingResult]:
        """What became of the findings, those included that other fixes gave cause for."""
        later = dict(self._made)
        first = {_key(f) for f in findings}
        given_up = {_key(f): f for f in self._last[1] if f.fix is None}
        results = []
        for finding in findings:
            key = _key(finding)
            if key not in done:
                # Another fix may have given the callback another name.
                renamed = (k for k in later if k not in first)
                key = next((k for k in renamed if _same_but_for_the_callback(k, key)), key)
            made = later.pop(key, None)
            # What a later round refused stands elsewhere by then.
            finding_now = _stopped(finding, refused[key]) if key in refused else finding
            if made is not None and finding.fix is None:
                finding_now = made
            elif made is None and finding.fix is not None and key in given_up:
                finding_now = _stopped(finding_now, given_up[key])
            results.append(
                FindingResult(
                    finding_now,
                    selected=made is not None,
                    edits=alone.get(id(finding), ()) if finding_now.fix is not None else (),
                    dropped_comments=done.get(key, ()),
                )
            )
        results += [
            FindingResult(finding, selected=True, dropped_comments=done[key])
            for key, finding in later.items()
        ]
        return results

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
        if finding.fix is None or self._failed.get(_key(finding)) == self._texts_of(finding):
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
    ) -> tuple[dict[Key, tuple[str, ...]], dict[Key, Finding]]:
        """Apply what may be applied, round by round.

        Without `look_again`, rounds end when all that was found is done, though that may have
        given cause for more: good enough for what is only shown.
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
                done[_key(finding)] = comments[_key(finding)]
                # It could not be made before another one was.
                refused.pop(_key(finding), None)
                self._made[_key(finding)] = self._as_before(finding)
                self._connect(_paths(finding))
            for path, text in applied.texts.items():
                self.workspace.put(path, text)
            if not look_again and len(chosen) == len(able):
                break
            project = self._project()
            findings = list(self._findings(project, fixable=True))
        self._last = project, list(findings)
        return done, refused

    def _as_before(self, finding: Finding) -> Finding:
        """A finding at its place in the file as the user has it."""
        from dash_codemods.engine.places import as_before

        path = finding.path
        original = self.workspace.originals[path].text
        return as_before(finding, original, self.workspace.text(path))

    def _dropped_comments(self, applied: Applied) -> dict[Key, tuple[str, ...]]:
        """The comments that went with each fix."""
        found = {_key(finding): self._comments(finding, applied) for finding in applied.done}
        for path, comments in applied.dropped_comments.items():
            here = [_key(finding) for finding in applied.done if path in _paths(finding)]
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
        paths = _paths(finding)
        if not any(applied.dropped_comments.get(path) for path in paths):
            return ()
        from dash_codemods.engine.apply import comments_dropped_by

        return comments_dropped_by(self.workspace, finding)

    def _fail(self, finding: Finding, error: NotProved, refused: dict[Key, Finding]) -> None:
        self._failed[_key(finding)] = self._texts_of(finding)
        refused[_key(finding)] = _refused(finding, error.kind, error.message)
        problem = _problem(finding, error)
        if problem is not None and problem not in self.problems:
            self.problems.append(problem)

    def _texts_of(self, finding: Finding) -> tuple[str, ...]:
        """The files that a fix changes, as they are."""
        return tuple(self.workspace.text(path) for path in sorted(_paths(finding)))

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
                refused: dict[Key, Finding] = {}
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
        for index, result in enumerate(self.results):
            key = _key(result.finding)
            key = next((k for k in made if k == key or _same_but_for_the_callback(k, key)), key)
            found = made.pop(key, None)
            if found is not None and result.finding.fix is None:
                self.results[index] = FindingResult(found)
        self.results += map(FindingResult, made.values())


def _key(finding: Finding) -> Key:
    """Tells one finding from another, whatever the line that it stands on."""
    return finding.code, finding.path, finding.callback, finding.message


def _paths(finding: Finding) -> set[str]:
    """The files that a fix changes."""
    return {edit.path for edit in finding.fix.edits} if finding.fix else set()


def _same_but_for_the_callback(one: Key, other: Key) -> bool:
    return (one[0], one[1], one[3]) == (other[0], other[1], other[3])


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


def _stopped(finding: Finding, later: Finding) -> Finding:
    """A finding that could be fixed until others were, with the reason found then."""
    line = finding.span.start.line
    reasons = tuple(replace(blocker, line=line) for blocker in later.blocked_by)
    return replace(finding, fix=None, applicability="manual", effects=(), blocked_by=reasons)


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
