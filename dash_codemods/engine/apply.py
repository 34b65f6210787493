"""Fixes → new texts, each proved before it counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from dash_codemods.engine.outcomes import NotProved, place_of
from dash_codemods.engine.spreading import each_in_parallel, import_what_rewrites
from dash_codemods.engine.unused_imports import newly_unused
from dash_codemods.engine.workspace import Workspace
from dash_codemods.model.edits import Edit
from dash_codemods.model.facts import FileFacts
from dash_codemods.model.findings import Finding
from dash_codemods.model.project import Project

_WORTH_FROM = 2
"""Groups of fixes; one takes some 0.1 s."""


@dataclass
class Applied:
    """What became of a set of fixes."""

    texts: dict[str, str] = field(default_factory=dict)
    """The new text of every file that changed."""
    facts: dict[str, FileFacts] = field(default_factory=dict)
    """What was read of the new texts, to prove them."""
    done: list[Finding] = field(default_factory=list)
    failed: list[tuple[Finding, NotProved]] = field(default_factory=list)
    """The fixes that could not be made or proved."""
    dropped_comments: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass
class Rewrites:
    """The new texts of the files that some fixes change."""

    texts: dict[str, str] = field(default_factory=dict)
    facts: dict[str, FileFacts] = field(default_factory=dict)
    dropped_comments: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass
class _Outcome:
    """What became of a group of fixes, told by their places in it: it may come from a worker."""

    rewrites: Rewrites
    done: list[int] = field(default_factory=list)
    failed: list[tuple[int, NotProved]] = field(default_factory=list)


def apply_each(
    workspace: Workspace, project: Project, findings: Sequence[Finding]
) -> Iterator[Applied]:
    """What each finding's fix does alone to the files as they are."""
    for group, outcome in _outcomes(workspace, project, [[finding] for finding in findings]):
        yield _applied([(group, outcome)])


def apply_all(workspace: Workspace, project: Project, findings: Sequence[Finding]) -> Applied:
    """Apply the fixes of findings together; one that fails is left out, with its reason."""
    return _applied(_outcomes(workspace, project, _groups(findings)))


def _outcomes(
    workspace: Workspace, project: Project, groups: Sequence[list[Finding]]
) -> Iterator[tuple[list[Finding], _Outcome]]:
    if len(groups) >= _WORTH_FROM:
        import_what_rewrites()  # so that no worker needs to
    apply = partial(_apply, workspace, project)

    def weight(group: list[Finding]) -> int:
        paths = {edit.path for finding in group if finding.fix for edit in finding.fix.edits}
        return sum(len(workspace.text(path)) for path in paths)

    outcomes = each_in_parallel(
        workspace.jobs, apply, groups, at_once=1, worth_from=_WORTH_FROM, weight=weight
    )
    return zip(groups, outcomes, strict=True)


def _applied(outcomes: Iterable[tuple[list[Finding], _Outcome]]) -> Applied:
    applied = Applied()
    for group, outcome in outcomes:
        applied.texts.update(outcome.rewrites.texts)
        applied.facts.update(outcome.rewrites.facts)
        applied.dropped_comments.update(outcome.rewrites.dropped_comments)
        applied.done += [group[index] for index in outcome.done]
        applied.failed += [(group[index], error) for index, error in outcome.failed]
    return applied


def _groups(findings: Sequence[Finding]) -> list[list[Finding]]:
    from dash_codemods.engine.plan import connected

    by_fix = {id(f.fix): f for f in findings}
    fixes = [f.fix for f in findings if f.fix is not None]
    return [[by_fix[id(fix)] for fix in group] for group in connected(fixes)]


def _apply(workspace: Workspace, project: Project, group: list[Finding]) -> _Outcome:
    """Make the fixes of a group: all of them, or those that can be made.

    A fix that fails only beside others waits: the next round looks again at what they left.
    """
    try:
        return _Outcome(rewrite_files(workspace, project, group), [*range(len(group))])
    except NotProved as error:
        if len(group) == 1:
            return _Outcome(Rewrites(), failed=[(0, error)])
    outcome = _Outcome(Rewrites())
    for index, finding in enumerate(group):
        good = [group[each] for each in outcome.done]
        try:
            outcome.rewrites = rewrite_files(workspace, project, [*good, finding])
        except NotProved as reason:
            if not (good and _holds(workspace, project, finding)):
                outcome.failed.append((index, reason))
            continue
        outcome.done.append(index)
    return outcome


def _holds(workspace: Workspace, project: Project, finding: Finding) -> bool:
    """Whether a fix can be made and proved where it is the only one."""
    try:
        rewrite_files(workspace, project, [finding])
    except NotProved:
        return False
    return True


def rewrite_files(workspace: Workspace, project: Project, findings: Sequence[Finding]) -> Rewrites:
    """The new texts of all files that the fixes of some findings change.

    Raises NotProved where a rewrite is refused, does not hold, or fails.
    """
    try:
        return _rewritten(workspace, project, findings)
    except NotProved:
        raise
    except RecursionError as error:
        message = "the code is nested too deeply to be rewritten"
        raise NotProved("too-deeply-nested", message, findings[0].path) from error
    except Exception as error:
        # A fault of ours in one fix: it is told as such, and the rest of the run goes on.
        raise NotProved("broken-proof", place_of(error), findings[0].path) from error


def _rewritten(workspace: Workspace, project: Project, findings: Sequence[Finding]) -> Rewrites:
    edits: dict[str, list[Edit]] = {}
    for finding in findings:
        for edit in finding.fix.edits if finding.fix else ():
            if edit not in edits.setdefault(edit.path, []):
                edits[edit.path].append(edit)
    made = Rewrites()
    for path, changes in edits.items():
        text, comments = _rewrite_file(workspace, project, path, changes)
        made.texts[path], made.dropped_comments[path] = text, comments
    made.facts = _prove_callbacks(workspace, project, edits, made.texts)
    return made


def comments_dropped_by(workspace: Workspace, finding: Finding) -> tuple[str, ...]:
    """The comments that go with a fix that was made, together with others or alone."""
    from dash_codemods.rewriting import rewrite

    edits = finding.fix.edits if finding.fix else ()
    found: list[str] = []
    for path in dict.fromkeys(edit.path for edit in edits):
        here = [edit for edit in edits if edit.path == path]
        width = workspace.configuration.black_options(path).line_length
        found += rewrite(workspace.text(path), here, line_length=width).dropped_comments
    return tuple(found)


def _rewrite_file(
    workspace: Workspace, project: Project, path: str, edits: list[Edit]
) -> tuple[str, tuple[str, ...]]:
    from dash_codemods.rewriting import CannotRewrite, rewrite
    from dash_codemods.rewriting.black_style import keep_clean
    from dash_codemods.rewriting.comments import lost_comments

    before = workspace.text(path)
    style = workspace.configuration.black_options(path)
    try:
        rewritten = rewrite(before, edits, line_length=style.line_length)
        unused = newly_unused(project, path, before, rewritten.text, edits)
        if unused:
            edits += unused
            rewritten = rewrite(before, edits, line_length=style.line_length)
    except CannotRewrite as error:
        raise NotProved(error.reason, error.message, path, error.line) from error
    except SyntaxError as error:
        message = f"the new text does not parse: {error.msg}"
        raise NotProved("broken-proof", message, path, error.lineno or 1) from error
    after = keep_clean(before, rewritten.text, style)
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
) -> dict[str, FileFacts]:
    """The second half of the square: the callbacks read from the new texts are as promised.

    Returns what was read.
    """
    from dash_codemods.engine.overlay import Overlay
    from dash_codemods.proving.callbacks import difference

    overlay = Overlay(workspace, texts)
    after = Project(project.selected, overlay, project.settings)
    for path, changes in edits.items():
        found = difference(project.callbacks_in(path), after.callbacks_in(path), changes)
        if found is not None:
            raise NotProved("broken-proof", found.message, path, found.line)
    facts = {path: overlay.facts(path) for path in texts}
    return {path: found for path, found in facts.items() if found is not None}
