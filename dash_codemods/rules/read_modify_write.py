'''DC103 read-modify-write: a value fetched from the browser only to be sent back changed.

## What it does
Finds callbacks that get a property as a `State`, change it and return it to the same
property, and has them return a `dash.Patch` with the changes alone.
'''

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from dash_codemods.model import safety
from dash_codemods.model.callbacks import BoundParameter, Callback, Dependency
from dash_codemods.model.edits import Edit, SetKeyword
from dash_codemods.model.findings import Blocker, Finding, Fix
from dash_codemods.model.ids import DictId
from dash_codemods.model.patching import (
    Analysis,
    Changes,
    Subject,
    Text,
    analyse,
    initial_value,
    never_none,
    patch_name,
)
from dash_codemods.model.patching.annotations import annotated
from dash_codemods.model.patching.importing import spelling
from dash_codemods.model.patching.locals import Locals
from dash_codemods.model.patching.outputs import way_to
from dash_codemods.model.patching.readers import all_alike
from dash_codemods.model.patching.roundtrips import round_trip
from dash_codemods.model.patching.textual import textual_parameters
from dash_codemods.model.project import Project
from dash_codemods.model.removal import plan_removal
from dash_codemods.model.rule import Rule

FIRST_VERSION = (2, 9)
"""The first version of Dash with Patch."""
_SAME_RANGES = (4, 4)
"""Dash 3.4 and 2.18 ignore a range that is sent back with a whole figure, 4.4 does not."""
_DASH_1 = ("dash_core_components", "dash_html_components", "dash_table")
_LISTS = frozenset(("children", "columnDefs", "columns", "elements", "options", "rowData"))
"""Properties that are lists, unless the layout shows something else."""


def check(project: Project) -> Iterator[Finding]:
    """Yield a finding for every State that is changed and returned to where it came from."""
    found = [f for callback in project.callbacks for f in _candidates(project, callback)]
    project.expect_uses(candidate.callback.name for candidate in found)
    for candidate in found:
        yield candidate.finding()


def _candidates(project: Project, callback: Callback) -> Iterator[_Candidate]:
    if callback.clientside or callback.function is None or not callback.states:
        return
    if project.registrations_of(callback)[0] is not callback:
        return
    outputs = {output.key: output for output in callback.outputs}
    watched = {one.key for one in callback.inputs}
    for state in callback.states:
        output = outputs.get(state.key)
        if output is None or state.prop is None or state.key in watched:
            continue
        bound = callback.binding_of(state)
        way = way_to(callback, output)
        if bound is None or bound.is_group or way is None or not bound.parameter.is_read:
            continue
        candidate = _Candidate(project, callback, state, bound, way)
        if candidate.is_found:
            yield candidate


class _Candidate:
    """A State that is changed and returned."""

    def __init__(
        self,
        project: Project,
        callback: Callback,
        state: Dependency,
        bound: BoundParameter,
        way: tuple[int | str, ...],
    ) -> None:
        self.project, self.callback = project, callback
        self.state, self.bound = state, bound
        self.initial = initial_value(project, state)
        self.blockers: list[Blocker] = []
        self.effects: list[str] = []
        self.analysis: Analysis = analyse(self._subject(way))
        self.round_trip = round_trip(self.analysis.subject)

    @property
    def is_found(self) -> bool:
        """Whether the value is changed and returned."""
        return self.analysis.is_found or self.round_trip is not None

    def _subject(self, way: tuple[int | str, ...]) -> Subject:
        project, callback = self.project, self.callback
        tree = project.function_tree(callback)
        assert self.state.prop is not None
        parameter = self.bound.parameter.name
        kind = self.initial.kind if self.initial.kind in ("list", "dict") else None
        if self.initial.kind is None and self.state.prop in _LISTS:
            kind = "list"
        identifier = self.state.component_id
        return Subject(
            function=tree,
            parameter=parameter,
            output=way,
            patch=patch_name(parameter, self.state.prop, self._taken(tree)),
            text=Text(project.sources.text(callback.path)),
            target=project.settings(callback.path).target_version,
            every_item=isinstance(identifier, DictId) and "MATCH" not in identifier.wildcards
            and bool(identifier.wildcards),
            kind=kind,
            textual=textual_parameters(project, callback),
            never_none=cache(lambda: never_none(project, callback, self.state)),
        )

    def _taken(self, tree: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
        """The names that the function uses, or could reach."""
        facts = self.project.sources.facts(self.callback.path)
        assert facts is not None
        assert self.callback.function is not None
        taken = Locals(tree).all
        scope = self.callback.function.scope
        while scope >= 0:
            taken |= facts.scopes[scope].bindings.keys()
            scope = facts.scopes[scope].parent
        return taken

    def finding(self) -> Finding:
        """The finding, with its fix or with what stands in the way of one."""
        edits = self._edits()
        callback = self.callback
        fix = None if self.blockers else Fix(self._message(), tuple(edits))
        return Finding(
            code=RULE.code,
            name=RULE.name,
            message=f"`{self.bound.parameter.name}` is changed and returned: {self.state} is sent "
            "and sent back whole with every call",
            path=callback.path,
            span=self.state.span,
            callback=callback.name,
            app=str(callback.app) if callback.app else None,
            applicability="manual" if fix is None else ("unsafe" if self.effects else "safe"),
            effects=() if fix is None else tuple(self.effects),
            blocked_by=tuple(dict.fromkeys(self.blockers)),
            fix=fix,
        )

    def _message(self) -> str:
        goes = "" if self.analysis.keeps_state else f", and remove {self.state} and its parameter"
        return f"Return a Patch with the changes{goes}"

    def _block(self, reason: str, message: str, line: int | None = None) -> None:
        where = line or self.callback.line
        self.blockers.append(Blocker(reason, message, self.callback.path, where))

    def _edits(self) -> list[Edit]:
        for obstacle in (self.round_trip, *self.analysis.obstacles):
            if obstacle is not None and (self.round_trip in (None, obstacle)):
                self._block(obstacle.reason, obstacle.message, obstacle.line)
        self._check_version()
        self._check_callback()
        self.effects += self._effects()
        edits = self._initial_edits()
        used = self.analysis.context.names.loads
        spelled = spelling(self.project, self.callback, used)
        if spelled is None:
            self._block("name-clash", "the file has another `Patch` already")
        if self.blockers or spelled is None:
            return []
        said = annotated(self.analysis, self.callback.path, spelled.constructor.removesuffix("()"))
        if said is None:
            self._block(
                "return-annotation",
                "the return annotation would have to say that a Patch may be returned too",
                self.analysis.subject.function.lineno,
            )
            return []
        edits += [*spelled.edits, *said]
        edits += Changes(self.analysis, self.callback.path, spelled.constructor).edits()
        if not self.analysis.keeps_state:
            removal = plan_removal(self.project, self.callback, [self.bound], self.bound)
            self.blockers += removal.blockers
            edits += removal.edits
        return edits

    def _effects(self) -> Iterator[str]:
        """What differs from before on some runs."""
        report = self.analysis.report
        if report.negative_keys is not None:
            yield "negative-keys-are-lost"
        if report.figure is not None:
            yield "figure-not-completed"
        places = {key for write in report.writes for key in write.location}
        target = self.analysis.subject.target
        if self.state.prop == "figure" and target < _SAME_RANGES and places & {"range", "autorange"}:
            yield "axis-range-may-differ"

    def _check_version(self) -> None:
        if self.project.settings(self.callback.path).target_version < FIRST_VERSION:
            self._block("target-version", "Patch is new in Dash 2.9")
        facts = self.project.sources.facts(self.callback.path)
        for one in facts.imports if facts else ():
            if one.module.split(".")[0] in _DASH_1:
                self._block(
                    "dash-1-imports",
                    f"the file imports {one.module}, the package of Dash 1, which has no Patch",
                    one.statement.start.line,
                )
                break

    def _check_callback(self) -> None:
        """What else may see what the function returns."""
        project, callback = self.project, self.callback
        registrations = project.registrations_of(callback)
        if len(registrations) > 1:
            self._block("stacked-registrations", "the function is registered several times")
        self.blockers += safety.understood(project, callback)
        self.blockers += safety.public_parameters(callback)
        self.blockers += safety.other_decorators(project, callback)
        self.blockers += safety.overridable_method(project, callback)
        sure, possible = project.uses_of(callback)
        for use in (*sure, *possible):
            self.blockers.append(
                Blocker(
                    "function-used-elsewhere",
                    f"`{use.dotted}` is used here, and would get a Patch instead of the value",
                    use.path,
                    use.span.start.line,
                )
            )
        if self.analysis.subject.every_item:
            self._block(
                "several-components",
                f"{self.state} is the list of the values of all components that match",
                self.state.span.start.line,
            )

    # -- the first value

    def _initial_edits(self) -> list[Edit]:
        """What makes sure that there is a value to patch."""
        report, state = self.analysis.report, self.initial.state
        kinds = set(report.kinds) | report.empties
        if len(kinds) > 1 or (kinds and self.initial.kind not in (None, *kinds)):
            self._block(
                "kind-differs",
                f"the function takes the value for a {' or '.join(sorted(kinds))}"
                + (f", but the layout gives a {self.initial.kind}" if self.initial.kind in
                   ("list", "dict") else ""),
                next(iter(report.kinds.values()), None),
            )
            return []
        edits: list[Edit] = []
        line = report.defined or report.not_none
        if line is None and not report.empties:
            return []
        if state == "undefined" and report.empties and self._are_stores():
            edits = self._with_data("[]" if kinds == {"list"} else "{}")
            state = "set"
        if state in ("unknown", "undefined"):
            self._block(
                "initial-value-unknown",
                f"the layout does not show a first value of {self.state}, and the browser rejects "
                "a Patch of a property that was never set: give the component one",
                line,
            )
        elif report.not_none and not (state == "set" and self.analysis.subject.never_none()):
            self._block(
                "may-be-none",
                "the property may be None here, which Python takes for something empty and a "
                "Patch does not",
                report.not_none,
            )
        return edits

    def _are_stores(self) -> bool:
        return bool(self.initial.components) and all(
            c.kind == "dash.dcc.Store" for c in self.initial.components
        )

    def _with_data(self, source: str) -> list[Edit]:
        if not all_alike(self.project, self.callback, self.state):
            self.effects.append("store-starts-empty")
        return [
            SetKeyword(component.path, component.span, "data", source)
            for component in self.initial.components
        ]


RULE = Rule(
    code="DC103",
    name="read-modify-write",
    summary="A State that is changed and returned to where it came from",
    check=check,
)
