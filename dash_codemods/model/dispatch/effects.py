"""Effects that only some splits have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.duplicates import Writer
from dash_codemods.model.initial_calls import InitialCalls
from dash_codemods.model.presence import presence
from dash_codemods.model.project import Project
from dash_codemods.model.sharing import dependents


def further(
    project: Project,
    callback: Callback,
    kept: Sequence[set[Dependency]],
    flagged: frozenset[int],
) -> Iterator[str]:
    """The effects of parts that keep these dependencies, some Outputs being flagged."""
    lost = ((d, part) for part in kept for d in callback.dependencies if d not in part)
    if any(presence(project, callback, d, part) == "perhaps-not" for d, part in lost):
        yield "callback-starts-to-run"
    for index, output in enumerate(callback.outputs):
        if output.allow_duplicate is not None:
            continue
        waiting = (c for c in dependents(project, Writer(callback, output, True)))
        if any(index in flagged or _waits_at_load(project, callback, c) for c in waiting):
            yield "dependents-do-not-wait"


def _waits_at_load(project: Project, mine: Callback, other: Callback) -> bool:
    """Whether a callback waits at load for the whole, and then is not called perhaps.

    Where the whole writes nothing at load, Dash takes back the call of who waited for it.
    """
    initial = project.once(InitialCalls)
    return other is not mine and initial.runs(mine) and initial.runs(other)
