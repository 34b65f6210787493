"""Fixes → new texts, each proved before it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dash_codemods.engine.unused_imports import newly_unused
from dash_codemods.engine.workspace import Workspace
from dash_codemods.model.edits import Edit
from dash_codemods.model.findings import Finding
from dash_codemods.model.project import Project


@dataclass
class Applied:
    """What became of a set of fixes."""

    texts: dict[str, str] = field(default_factory=dict)
    """The new text of every file that changed."""
    done: list[Finding] = field(default_factory=list)
    failed: list[tuple[Finding, NotProved]] = field(default_factory=list)
    """(finding, kind, message) of fixes that could not be made or proved."""
    dropped_comments: dict[str, tuple[str, ...]] = field(default_factory=dict)


class NotProved(Exception):
    """A rewrite is not what its edits promised."""

    def __init__(self, kind: str, message: str, path: str, line: int | None = None) -> None:
        super().__init__(message)
        self.kind, self.message, self.path, self.line = kind, message, path, line


def apply_all(workspace: Workspace, project: Project, findings: Sequence[Finding]) -> Applied:
    """Apply the fixes of findings together; one that fails is left out, with its reason."""
    applied = Applied()
    for group in _groups(findings):
        try:
            texts, comments = rewrite_files(workspace, project, group)
        except NotProved as error:
            _one_by_one(workspace, project, group, error, applied)
            continue
        applied.texts.update(texts)
        applied.dropped_comments.update(comments)
        applied.done += group
    return applied


def _groups(findings: Sequence[Finding]) -> list[list[Finding]]:
    from dash_codemods.engine.plan import connected

    by_fix = {id(f.fix): f for f in findings}
    fixes = [f.fix for f in findings if f.fix is not None]
    return [[by_fix[id(fix)] for fix in group] for group in connected(fixes)]


def _one_by_one(
    workspace: Workspace,
    project: Project,
    group: list[Finding],
    error: NotProved,
    applied: Applied,
) -> None:
    """Find out which fixes of a group fail, and make the others.

    A fix that fails only beside others waits: the next round looks again at what they left.
    """
    if len(group) == 1:
        applied.failed.append((group[0], error))
        return
    good: list[Finding] = []
    best: tuple[dict[str, str], dict[str, tuple[str, ...]]] = ({}, {})
    for finding in group:
        try:
            best = rewrite_files(workspace, project, [*good, finding])
        except NotProved as reason:
            if not (good and _holds(workspace, project, finding)):
                applied.failed.append((finding, reason))
            continue
        good.append(finding)
    applied.texts.update(best[0])
    applied.dropped_comments.update(best[1])
    applied.done += good


def _holds(workspace: Workspace, project: Project, finding: Finding) -> bool:
    """Whether a fix can be made and proved where it is the only one."""
    try:
        rewrite_files(workspace, project, [finding])
    except NotProved:
        return False
    return True


def rewrite_files(
    workspace: Workspace, project: Project, findings: Sequence[Finding]
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """The new texts of all files that the fixes of some findings change.

    Raises NotProved where a rewrite is refused or does not hold.
    """
    try:
        return _rewritten(workspace, project, findings)
    except RecursionError as error:
        message = "the code is nested too deeply to be rewritten"
        raise NotProved("too-deeply-nested", message, findings[0].path) from error


def _rewritten(
    workspace: Workspace, project: Project, findings: Sequence[Finding]
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    edits: dict[str, list[Edit]] = {}
    for finding in findings:
        for edit in finding.fix.edits if finding.fix else ():
            if edit not in edits.setdefault(edit.path, []):
                edits[edit.path].append(edit)
    texts: dict[str, str] = {}
    comments: dict[str, tuple[str, ...]] = {}
    for path, changes in edits.items():
        texts[path], comments[path] = _rewrite_file(workspace, project, path, changes)
    _prove_callbacks(workspace, project, edits, texts)
    return texts, comments


def comments_dropped_by(workspace: Workspace, finding: Finding) -> tuple[str, ...]:
    """The comments that go with a fix that was made, together with others or alone."""
    from dash_codemods.rewriting import rewrite

    edits = finding.fix.edits if finding.fix else ()
    return tuple(
        comment
        for path in dict.fromkeys(edit.path for edit in edits)
        for comment in rewrite(
            workspace.text(path), [edit for edit in edits if edit.path == path]
        ).dropped_comments
    )


def _rewrite_file(
    workspace: Workspace, project: Project, path: str, edits: list[Edit]
) -> tuple[str, tuple[str, ...]]:
    from dash_codemods.rewriting import CannotRewrite, rewrite
    from dash_codemods.rewriting.black_style import keep_clean
    from dash_codemods.rewriting.comments import lost_comments

    before = workspace.text(path)
    try:
        rewritten = rewrite(before, edits)
        unused = newly_unused(project, path, before, rewritten.text)
        if unused:
            edits += unused
            rewritten = rewrite(before, edits)
    except CannotRewrite as error:
        raise NotProved(error.reason, error.message, path, error.line) from error
    after = keep_clean(before, rewritten.text, workspace.black_mode(path))
    gone = rewritten.dropped_comments + rewritten.moved_comments
    lost = lost_comments(before, after, gone)
    if lost:
        raise NotProved("lost-comment", f"the comment {lost[0]!r} would be lost", path)
    _prove_tree(before, after, edits, path)
    return after, rewritten.dropped_comments


def _prove_tree(before: str, after: str, edits: Sequence[Edit], path: str) -> None:
    from dash_codemods.proving import prove

    difference = prove(before, after, edits)
    if difference is not None:
        kind = "syntax-error" if difference.before_too else "broken-proof"
        raise NotProved(kind, difference.message, path, difference.line)


def _prove_callbacks(
    workspace: Workspace,
    project: Project,
    edits: dict[str, list[Edit]],
    texts: dict[str, str],
) -> None:
    """The second half of the square: the callbacks read from the new texts are as promised."""
    from dash_codemods.engine.overlay import Overlay
    from dash_codemods.proving.callbacks import difference

    after = Project(project.selected, Overlay(workspace, texts), project.settings)
    for path, changes in edits.items():
        found = difference(project.callbacks_in(path), after.callbacks_in(path), changes)
        if found is not None:
            raise NotProved("broken-proof", found.message, path, found.line)
