"""How a callback falls into parts: the triggers that leave the same, or share too much."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.dispatch.context import Trigger, loses_components
from dash_codemods.model.dispatch.helping import Helped, Helping, with_helper
from dash_codemods.model.dispatch.measures import are_long, first_of, lines_of, tells, texts
from dash_codemods.model.dispatch.mentions import bound_names
from dash_codemods.model.dispatch.parts import Clash, PartOf, check_separate
from dash_codemods.model.dispatch.remains import Remains, remains
from dash_codemods.model.dispatch.residues import (
    NotReadable,
    Residue,
    read_names,
    without_logs,
)
from dash_codemods.model.dispatch.returns import Returns
from dash_codemods.model.dispatch.text import SourceText
from dash_codemods.model.dispatch.triggers import Evaluator
from dash_codemods.model.initial_calls import InitialCalls
from dash_codemods.model.project import Project
from dash_codemods.model.walking import walk

Key = tuple[Residue, ...]


@dataclass(frozen=True)
class Dispatch:
    """A callback as its parts."""

    callback: Callback
    parts: tuple[PartOf, ...]
    plain: tuple[PartOf, ...]
    """The parts without what one of them does at load."""
    idle: tuple[Dependency, ...]
    """Inputs that change nothing when they trigger it."""
    untriggered: int | None
    """The part that does what a call does that nothing triggered; None: none does."""
    ends_at_load: bool
    """A call that nothing triggered comes to the end of the function: it returns None."""
    unfollowed: int | None
    """The line that still looks at the trigger."""
    asks: bool
    """A part that one component triggers still asks which it was, if only for the log."""
    helper: Helped | None = None
    """What several parts share that is too long to be copied."""
    no_helper: NotReadable | None = None
    """Why there is none, although it would be needed."""


def dispatch(project: Project, callback: Callback, text: SourceText) -> Dispatch | None:
    """The parts of a callback; None if it does the same whatever triggers it.

    Raises NotReadable where that cannot be told.
    """
    return _Grouping(project, callback, text).dispatch()


class _Grouping:
    def __init__(self, project: Project, callback: Callback, text: SourceText) -> None:
        self.project, self.callback = project, callback
        self.function = project.function_tree(callback)
        self.returns = Returns(project, callback, text)
        self.helper: Helped | None = None
        self.no_helper: NotReadable | None = None
        self.decided: dict[ast.If | ast.Match, None] = {}
        self._known: dict[tuple[Dependency | None, ...], tuple[list[Evaluator], Remains]] = {}

    def dispatch(self) -> Dispatch | None:
        """The parts, those that share too much as one; all of them apart if that is none."""
        groups: dict[Key, list[Dependency]] = {}
        for dependency in self.callback.inputs:
            groups.setdefault(self._left([dependency]).residues, []).append(dependency)
        if len(groups) < 2:
            return None
        if () in groups:
            message = f"nothing is left for {groups[()][0]}: the function returns None"
            raise NotReadable("no-branch", message, self.function.body[-1].lineno)
        idle = [key for key in groups if self.returns.does_nothing(key)]
        apart = self._ordered([self._part(groups[key]) for key in groups if key not in idle])
        parts = self._joined(apart)
        unfollowed = next(filter(None, map(self._unfollowed, parts)), None)
        plain = tuple(parts)
        self._help(parts)
        left = self._at_load()
        first = None if left is None else first_of(parts, left)
        if first is None and left and self._runs_at_load():
            parts, first = self._with_load(parts, left)
        return Dispatch(
            self.callback,
            tuple(with_helper(parts, self.helper)),
            plain,
            tuple(d for key in idle for d in groups[key]),
            first,
            left == (),
            unfollowed,
            any(map(self._asks, plain)),
            self.helper,
            self.no_helper,
        )

    def _help(self, parts: Sequence[PartOf]) -> None:
        """Find the function that parts need which share too much. Raises nothing."""
        self.helper = self.no_helper = None
        try:
            check_separate(parts)
        except Clash as clash:
            names = [p.name for p in self.callback.parameters]
            asked = [each for part in parts for each in self._followed(part)]
            helping = Helping(self.function, names, lambda r: any(tells(r, e) for e in asked))
            try:
                self.helper = helping.find(parts, clash)
            except NotReadable as error:
                self.no_helper = error if clash.reason == "shared-code" else clash

    def _followed(self, part: PartOf) -> list[Evaluator]:
        """Evaluators that have seen a part to its end."""
        return self._seen(part.inputs)[0]

    # -- what is left

    def _left(self, inputs: Sequence[Dependency], *, at_load: bool = False) -> Remains:
        """What is left for some Inputs; and for a call that nothing triggers, where there is one.

        Dash calls without a trigger when one of the components of a wildcard goes.
        """
        asked: list[Dependency | None] = list(inputs)
        if at_load or any(map(loses_components, inputs)):
            asked.append(None)
        _, found = self._seen(asked)
        self.decided.update(dict.fromkeys(found.decided))
        return found

    def _seen(self, asked: Sequence[Dependency | None]) -> tuple[list[Evaluator], Remains]:
        """What is left for some triggers, with evaluators that have seen all of the function."""
        key = tuple(asked)
        if key not in self._known:
            evaluators = [Evaluator(self.project, self.callback, Trigger(each)) for each in asked]
            self._known[key] = evaluators, remains(self.function, evaluators)
        return self._known[key]

    def _part(self, inputs: Sequence[Dependency], *, at_load: bool = False) -> PartOf:
        ordered = tuple(d for d in self.callback.inputs if d in inputs)
        found = self._left(ordered, at_load=at_load)
        written = self.returns.written(found.residues, leaves=found.leaves)
        idle = self.returns.idle_aliases(found.residues, written)
        residues = tuple(r for r in found.residues if r not in idle)
        return PartOf(
            ordered,
            residues,
            written,
            frozenset(read_names(residues)).difference(*(bound_names(r.node) for r in idle)),
            found.leaves,
            at_load or any(map(loses_components, inputs)),
            found.every,
        )

    def _unfollowed(self, part: PartOf) -> int | None:
        """The line of a part that looks at the trigger in a way that is not followed.

        A part that one component alone triggers would not ask for it, but for the log; one
        that several of a kind trigger asks which.
        """
        asked: list[Dependency | None] = list(part.inputs)
        evaluators, found = self._seen([*asked, None] if part.at_load else asked)
        stale = self._tests_of_others(part)
        if stale is not None:
            return stale
        if any(each.trigger.is_one_of_many for each in evaluators):
            return None
        if found.unfollowed is not None:
            return found.unfollowed.lineno
        if len(evaluators) > 1:
            return None
        left = without_logs(part.residues)
        return next((r.line for r in reversed(left) if tells(r, evaluators[0])), None)

    def _asks(self, part: PartOf) -> bool:
        evaluators = self._followed(part)
        return any(tells(r, evaluators[0]) for r in part.residues)

    def _tests_of_others(self, part: PartOf) -> int | None:
        """The line of a test that still speaks of a component that triggers another part."""
        others = [d for d in self.callback.inputs if d not in part.inputs]
        theirs = texts(others) - texts(part.inputs)
        for node in (node for residue in part.residues for node in residue.nodes()):
            if isinstance(node, ast.Compare):
                said = [n.value for n in walk(node) if isinstance(n, ast.Constant)]
                if any(value in theirs for value in said if isinstance(value, str)):
                    return node.lineno
        return None

    # -- which are one part

    def _joined(self, apart: list[PartOf]) -> list[PartOf]:
        """The parts, those as one that cannot be without each other."""
        parts = apart
        while True:
            try:
                check_separate(parts)
                return parts if parts is apart or are_long(parts) else apart
            except Clash as clash:
                if len(clash.parts) == len(parts):
                    return apart
                inputs = [d for part in clash.parts for d in part.inputs]
                try:
                    one = self._part(inputs)
                except NotReadable:
                    return apart
                kept = [part for part in parts if part not in clash.parts]
                parts = self._ordered([*kept, one])

    def _ordered(self, parts: list[PartOf]) -> list[PartOf]:
        """The parts in the order of their branches."""
        begins = min((node.lineno for node in self.decided), default=0)

        left = {part: self._triggered(part) for part in parts}

        def first(part: PartOf) -> int:
            """The line on which a part's own branch starts."""
            own = [r.line for r in left[part] if not all(r in other for other in left.values())]
            return min((line for line in own if line >= begins), default=0)

        return sorted(parts, key=first)

    def _triggered(self, part: PartOf) -> Key:
        """What is left of a part where one of its Inputs triggers it."""
        if not part.at_load:
            return part.residues
        return self._seen(part.inputs)[1].residues

    # -- the call at load

    def _runs_at_load(self) -> bool:
        initial = self.project.once(InitialCalls)
        return initial.runs(self.callback) and initial.matters(self.callback)

    def _at_load(self) -> Key | None:
        """What is left of a call that nothing triggers; None: it fails."""
        try:
            return self._left([], at_load=True).residues
        except NotReadable:
            return None

    def _with_load(self, parts: list[PartOf], left: Key) -> tuple[list[PartOf], int | None]:
        """The parts, one of them with what the callback does where nothing triggers it."""
        helped = self.helper is not None
        lines = lines_of(left)
        near = sorted(
            range(len(parts)), key=lambda index: -len(lines & lines_of(parts[index].residues))
        )
        for index in near:
            try:
                one = self._part(parts[index].inputs, at_load=True)
                made = [*parts[:index], one, *parts[index + 1 :]]
                if helped:
                    self._help(made)
                else:
                    check_separate(made)
                    self.no_helper = None
            except NotReadable:
                continue
            if self.no_helper is not None:
                continue
            if self._unfollowed(one) is None:
                return made, index
        if helped:
            self._help(parts)
        return parts, None
