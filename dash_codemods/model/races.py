"""Writers of one output that can be under way together, so that the last answer wins."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from dash_codemods.model.by_property import WritersByProperty
from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.duplicates import Duplicates, Writer, same_inputs
from dash_codemods.model.ids import DictId, outputs_overlap
from dash_codemods.model.initial_calls import InitialCalls
from dash_codemods.model.known_values import Values
from dash_codemods.model.project import Project
from dash_codemods.model.properties import CHANGE_TOGETHER
from dash_codemods.model.reach import Outcomes, outcomes
from dash_codemods.model.traffic.returned import Returned, returned_for
from dash_codemods.model.traffic.trees import Trees, dotted

_EVENTS = frozenset({"sendNotifications", "hideNotifications", "n_clicks"})
"""Properties of which every value counts, not the last."""


@dataclass(frozen=True, eq=False)
class Race:
    """Writers, and what starts them together."""

    writers: tuple[Writer, ...]
    cause: str
    """A phrase: `Input("year", "value") triggers both`."""


@dataclass(frozen=True)
class _Start:
    """What starts two callbacks together, and what it gives to the Input of each."""

    phrase: str
    values: tuple[Values, Values] = (None, None)


class Races:
    """Finds the races of a project."""

    def __init__(self, project: Project) -> None:
        """Take the project."""
        self.project = project
        self.duplicates = project.once(Duplicates)
        self.initial = project.once(InitialCalls)
        self._outcomes: dict[tuple[Writer, Dependency | None, Values], Outcomes] = {}

    def __iter__(self) -> Iterator[Race]:
        """Every race, at most one for each pair of callbacks and output."""
        for candidates in self.duplicates.candidates:
            for one, other in combinations(candidates, 2):
                if self._is_excused(one, other):
                    continue
                cause = self._cause(one, other)
                if cause is None or self._are_apart(one.callback, other.callback):
                    continue
                if self._patches(one) and self._patches(other):
                    continue  # what one changes stays, whichever answers last
                if self.duplicates.clash(one, other):
                    yield Race((one, other), cause)

    def _patches(self, writer: Writer) -> bool:
        """Whether a callback only ever changes parts of the output: it returns a Patch."""
        callback, trees = writer.callback, self.project.once(Trees)
        function = trees.function_of(callback)
        if function is None or callback.function is None:
            return False
        names = trees.single_assignments(function)
        returned = [way.value for way in returned_for(self.project, callback, writer.output)]
        made = [names.get(v.id) if isinstance(v, ast.Name) else v for v in returned]
        called = [dotted(v.func) if isinstance(v, ast.Call) else None for v in made]
        external, body = self.project.names.external, callback.function.body
        return bool(called) and all(
            name is not None and external(callback.path, body, name) == "dash.Patch"
            for name in called
        )

    def _is_excused(self, one: Writer, other: Writer) -> bool:
        """Pairs of which other rules speak, or of which nothing is known."""
        if one.callback is other.callback or None in (one.flagged, other.flagged):
            return True
        if not one.flagged and not other.flagged:
            return True
        both = one.flagged and other.flagged
        if both and same_inputs(one.callback, other.callback):
            return True
        if one.output.prop in _EVENTS:
            return True
        return one.callback.clientside or other.callback.clientside

    def _are_apart(self, one: Callback, other: Callback) -> bool:
        """Whether two callbacks with MATCH need components that are not made together.

        A bar chart's form and a line chart's may share a field; each is there with its own others,
        and a callback of which a component is missing is not called.
        """
        mine, theirs = self._made_for(one, other), self._made_for(other, one)
        return any(a and b and a.isdisjoint(b) for a in mine for b in theirs)

    def _made_for(self, callback: Callback, other: Callback) -> list[set[tuple[str, int]]]:
        """Where the components are made that one callback matches, and the other does not."""
        known = {d.component_id for d in other.dependencies}
        wanted = {d.component_id for d in callback.dependencies if d.kind != "Output"} - known
        return [
            {(made.path, made.scope) for made in self.project.components_with(identifier)}
            for identifier in wanted
            if isinstance(identifier, DictId) and set(identifier.wildcards) == {"MATCH"}
        ]

    def _cause(self, one: Writer, other: Writer) -> str | None:
        for mine in one.callback.inputs:
            for theirs in other.callback.inputs:
                start = self._common(mine, theirs) or self._upstream(one, mine, other, theirs)
                if start is None:
                    continue
                first = self._of(one, mine, start.values[0])
                second = self._of(other, theirs, start.values[1])
                if _race(first, second):
                    return start.phrase
        both = (one.callback, other.callback)
        if all(self.initial.at_load(callback) is True for callback in both):
            first, second = self._of(one, None), self._of(other, None)
            if _race(first, second) and not first.skips and not second.skips:
                return "both are called when the page is loaded"
        return None

    def _common(self, mine: Dependency, theirs: Dependency) -> _Start | None:
        """One event that changes two Inputs at once."""
        if not outputs_overlap(mine.component_id, theirs.component_id):
            return None
        if mine.prop == theirs.prop:
            return _Start(f"{mine} triggers both")
        if any({mine.prop, theirs.prop} <= props for props in CHANGE_TOGETHER):
            return _Start(f"{mine} and {theirs} change together")
        return None

    def _upstream(
        self, one: Writer, mine: Dependency, other: Writer, theirs: Dependency
    ) -> _Start | None:
        """A third callback that may write both Inputs in one call."""
        writers = self.project.once(WritersByProperty)
        elsewhere = writers.overlapping(theirs)
        for callback, first in writers.overlapping(mine).items():
            second = elsewhere.get(callback)
            if second is None or callback.clientside:
                continue
            if callback in (one.callback, other.callback):
                continue
            ways = [returned_for(self.project, callback, output) for output in (first, second)]
            mine_at, theirs_at = ({way.line for way in each if not way.filled} for each in ways)
            lines = mine_at & theirs_at
            if lines and self.duplicates.apps.together(callback, one.callback):
                values = (_literals(ways[0], lines), _literals(ways[1], lines))
                return _Start(f"`{callback.name}` triggers both", values)
        return None

    def _of(self, writer: Writer, trigger: Dependency | None, given: Values = None) -> Outcomes:
        key = (writer, trigger, given)
        if key not in self._outcomes:
            self._outcomes[key] = outcomes(
                self.project, writer.callback, writer.output, trigger, given
            )
        return self._outcomes[key]


def _race(first: Outcomes, second: Outcomes) -> bool:
    """Whether two calls under way together surely write, and not the same."""
    if not first.writes or not second.writes:
        return False
    if first.literal is not None and first.literal == second.literal:
        return False
    # Where each may stand back, the two may take turns: by the page, by a value.
    return not first.skips or not second.skips


def _literals(ways: list[Returned], lines: set[int]) -> Values:
    """What an Input may be, where all that is written to it are literals."""
    values = [way.value for way in ways if way.line in lines]
    constants = [value.value for value in values if isinstance(value, ast.Constant)]
    return frozenset(constants) if len(constants) == len(values) else None
