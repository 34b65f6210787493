"""Writers of one output that can be under way together, so that the last answer wins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from dash_codemods.model.callbacks import Callback, Dependency
from dash_codemods.model.duplicates import Duplicates, Writer, same_inputs
from dash_codemods.model.ids import outputs_overlap
from dash_codemods.model.initial_calls import InitialCalls
from dash_codemods.model.project import Project
from dash_codemods.model.reach import SKIPS, WRITES, outcomes
from dash_codemods.model.traffic.returned import returned_for

_CHANGE_TOGETHER = (
    frozenset({"pathname", "href", "search", "hash"}),
    frozenset({"data", "modified_timestamp"}),
    frozenset({"n_clicks", "n_clicks_timestamp"}),
    frozenset({"contents", "filename", "last_modified"}),
)
"""Properties of one component that one event changes."""


@dataclass(frozen=True, eq=False)
class Race:
    """Two writers, and what starts both."""

    one: Writer
    other: Writer
    cause: str
    """What starts both, as a phrase: `Input("year", "value") triggers both`."""


class Races:
    """Finds the races of a project."""

    def __init__(self, project: Project) -> None:
        """Take the project."""
        self.project = project
        self.duplicates = project.once(Duplicates)
        self.initial = project.once(InitialCalls)
        self._outcomes: dict[tuple[Writer, Dependency | None], frozenset[str]] = {}

    def __iter__(self) -> Iterator[Race]:
        """Every race, at most one for each pair of callbacks and output."""
        for candidates in self.duplicates.candidates:
            for one, other in combinations(candidates, 2):
                if self._is_excused(one, other):
                    continue
                cause = self._cause(one, other)
                if cause is not None and self.duplicates.clash(one, other):
                    yield Race(one, other, cause)

    def _is_excused(self, one: Writer, other: Writer) -> bool:
        """Pairs of which other rules speak, or of which nothing is known."""
        if one.callback is other.callback or None in (one.flagged, other.flagged):
            return True
        if not one.flagged and not other.flagged:
            return True
        both = one.flagged and other.flagged
        if both and same_inputs(one.callback, other.callback):
            return True
        return one.callback.clientside or other.callback.clientside

    def _cause(self, one: Writer, other: Writer) -> str | None:
        for mine in one.callback.inputs:
            for theirs in other.callback.inputs:
                phrase = self._common(mine, theirs)
                if phrase is not None and self._both_write(one, mine, other, theirs):
                    return phrase
        if self._both_at_load(one, other):
            return "both are called when the page is loaded"
        return None

    def _common(self, mine: Dependency, theirs: Dependency) -> str | None:
        """What changes two Inputs at once."""
        if not outputs_overlap(mine.component_id, theirs.component_id):
            source = self._upstream(mine, theirs)
            return f"`{source.name}` triggers both" if source else None
        if mine.prop == theirs.prop:
            return f"{mine} triggers both"
        if any({mine.prop, theirs.prop} <= props for props in _CHANGE_TOGETHER):
            return f"{mine} and {theirs} change together"
        return None

    def _upstream(self, mine: Dependency, theirs: Dependency) -> Callback | None:
        """A callback that may write both Inputs in one call."""
        for callback in self.project.all_callbacks:
            first = _output_on(callback, mine)
            second = _output_on(callback, theirs)
            if first is None or second is None or callback.clientside:
                continue
            ways = [{w.line for w in returned_for(self.project, callback, o)}
                    for o in (first, second)]
            if ways[0] & ways[1]:
                return callback
        return None

    def _both_write(
        self, one: Writer, mine: Dependency, other: Writer, theirs: Dependency
    ) -> bool:
        first, second = self._of(one, mine), self._of(other, theirs)
        if WRITES not in first or WRITES not in second:
            return False
        # Where each may stand back, the two may take turns: by the page, by a value.
        return SKIPS not in first or SKIPS not in second

    def _both_at_load(self, one: Writer, other: Writer) -> bool:
        if not (self.initial.runs(one.callback) and self.initial.runs(other.callback)):
            return False
        first, second = self._of(one, None), self._of(other, None)
        return first == second == {WRITES}

    def _of(self, writer: Writer, trigger: Dependency | None) -> frozenset[str]:
        key = (writer, trigger)
        if key not in self._outcomes:
            self._outcomes[key] = outcomes(
                self.project, writer.callback, writer.output, trigger
            )
        return self._outcomes[key]


def _output_on(callback: Callback, wanted: Dependency) -> Dependency | None:
    """The Output of a callback that an Input listens to."""
    return next(
        (
            output
            for output in callback.outputs
            if output.prop == wanted.prop
            and outputs_overlap(output.component_id, wanted.component_id)
        ),
        None,
    )
