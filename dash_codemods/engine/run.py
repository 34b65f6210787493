"""A run: read, ask the rules, rewrite, prove, write."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dash_codemods.config import CommandLineOptions
from dash_codemods.model.results import (
    Outcome,
    Problem,
    RunResult,
    Summary,
)

if TYPE_CHECKING:
    from dash_codemods.engine.workspace import Workspace


@dataclass(frozen=True)
class StdinSource:
    """A file's content given on standard input, and its place in the project."""

    raw: bytes
    filename: str


@dataclass(frozen=True)
class Request:
    """What a run is to do."""

    paths: tuple[str, ...]
    write: bool
    options: CommandLineOptions
    jobs: int | None = None
    cache: bool = True
    want_edits: bool = False
    """Also work out what each fix alone does to the files."""
    stdin: StdinSource | None = None
    progress: Callable[[str, int, int], None] | None = None


ROOM = 3000
"""Nested calls that a run may take: what could be read is also to be analysed and rewritten."""


_KEPT_FROM = 60_000
"""Bytes of selected files below which a run is short anyway."""


def run(request: Request) -> RunResult:
    """Do a whole run. Wrong input is in the result's problems; nothing is raised for it."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, ROOM))
    try:
        return _run(request)
    finally:
        sys.setrecursionlimit(limit)


def _run(request: Request) -> RunResult:
    from dash_codemods.engine.workspace import Workspace

    paths = [path for path in request.paths if path != "-"]
    arguments = (
        paths if request.stdin is None else [],
        request.options,
        request.jobs,
        request.cache,
        request.progress,
    )
    workspace = Workspace(*arguments)
    finished: tuple[str, ...] = ()
    if workspace.stale_temporaries:
        finished, problems = _finish_killed_run(workspace, write=request.write)
        if finished:
            workspace = Workspace(*arguments)
        workspace.problems += problems
        if any(problem.kind != "half-written" for problem in problems):
            workspace.stale_temporaries = ()  # what cannot be finished now, a later run may
    if request.stdin is not None:
        workspace.admit_text(_place(request.stdin), request.stdin.raw)
    workspace.drop_misconfigured()
    return replace(_result(workspace, _outcome(workspace, request), request), finished=finished)


def _outcome(workspace: Workspace, request: Request) -> Outcome:
    """What comes of reading and rules: worked out, or kept from an earlier run."""
    preview = not request.write and request.stdin is None
    earlier = None
    if workspace.cache is not None and request.stdin is None and _may_come_again(workspace):
        from dash_codemods.engine.earlier_runs import EarlierRuns

        earlier = EarlierRuns(workspace, (request.options, request.want_edits))
        found = earlier.find(previewed=preview)
        if found is not None:
            return found
    told = len(workspace.problems)
    workspace.read_selected()
    rounds = None
    if any(workspace.facts_of_selected()):
        from dash_codemods.engine.rounds import Rounds

        rounds = Rounds(workspace, want_edits=request.want_edits)
        rounds.run()

    def outcome() -> Outcome:
        found = rounds.outcome() if rounds is not None else Outcome()
        return replace(found, problems=(*workspace.problems[told:], *found.problems))

    if earlier is not None:
        # The same run in earnest needs no preview.
        earlier.keep(outcome(), previewed=False)
    if preview and rounds is not None:
        rounds.preview_unsafe()
    if earlier is not None and preview:
        earlier.keep(outcome(), previewed=True)
    last = outcome()
    del workspace.problems[told:]
    return last


def _may_come_again(workspace: Workspace) -> bool:
    """Whether a run is long enough to be kept, and over folders: over one file it seldom comes."""
    size = sum(len(workspace.raw[path]) for path in workspace.selected)
    return size >= _KEPT_FROM and any(map(os.path.isdir, workspace.given))


def _finish_killed_run(
    workspace: Workspace, *, write: bool
) -> tuple[tuple[str, ...], list[Problem]]:
    """Put in place what is missing of a fix that a killed run had begun to write."""
    from dash_codemods.engine.paths import normal
    from dash_codemods.sources.journal import finish, is_journal, unfinished

    journals = [path for path in workspace.stale_temporaries if is_journal(path)]
    written, found = finish(journals) if write else ((), unfinished(journals))
    problems = [replace(problem, path=normal(problem.path)) for problem in found]
    return tuple(map(normal, written)), problems


def _place(stdin: StdinSource) -> str:
    from dash_codemods.engine.paths import normal

    return normal(stdin.filename)


def _result(workspace: Workspace, outcome: Outcome, request: Request) -> RunResult:
    result = RunResult(
        findings=outcome.findings,
        changes=outcome.changes,
        unsafe_changes=outcome.unsafe_changes,
        problems=(*workspace.problems, *outcome.problems),
        summary=Summary(
            workspace.counted, outcome.callbacks, len(workspace.generated), outcome.idle
        ),
    )
    if request.write and request.stdin is None:
        return _write(workspace, result, outcome.groups)
    return result


def _write(workspace: Workspace, result: RunResult, groups: Iterable[frozenset[str]]) -> RunResult:
    """Put the changes on the disk, in one transaction."""
    from dash_codemods.sources.temporaries import remove_stale_temporaries

    remove_stale_temporaries(workspace.stale_temporaries)
    if not result.changes:
        return result
    from dash_codemods.sources.text import encode
    from dash_codemods.sources.transaction import Write, commit

    number = {path: n for n, group in enumerate(groups) for path in group}
    writes = []
    problems = list(result.problems)
    unencodable: set[int] = set()
    for change in result.changes:
        group = number.get(change.path, -1)
        after = encode(change.after, workspace.originals[change.path])
        if isinstance(after, bytes):
            writes.append(Write(change.path, workspace.raw[change.path], after, group))
        else:
            problems.append(after)
            unencodable.add(group)
    withheld = [w.path for w in writes if w.group in unencodable]
    outcome = commit([w for w in writes if w.group not in unencodable], within=workspace.given)
    problems += outcome.failed
    if outcome.interrupted:
        problems.append(
            Problem(
                ".",
                "interrupted",
                f"interrupted after {len(outcome.written)} of {len(writes)} files were written; "
                "every file is whole, run again to go on",
            )
        )
    return replace(
        result,
        written=tuple(outcome.written),
        withheld=(*withheld, *outcome.withheld),
        problems=tuple(problems),
    )
