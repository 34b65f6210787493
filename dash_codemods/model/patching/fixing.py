"""What else a Patch needs than a function that can make one: the edits, or what forbids them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dash_codemods.model import safety
from dash_codemods.model.callback_tables import called_through_table
from dash_codemods.model.callbacks import Callback
from dash_codemods.model.edits import Edit, SetKeyword
from dash_codemods.model.findings import Blocker
from dash_codemods.model.hidden_uses import hidden_uses
from dash_codemods.model.patching.annotations import annotated
from dash_codemods.model.patching.candidates import Candidate
from dash_codemods.model.patching.changes import Changes
from dash_codemods.model.patching.importing import spelling
from dash_codemods.model.patching.readers import all_alike
from dash_codemods.model.patching.undefined import left_undefined
from dash_codemods.model.project import Project
from dash_codemods.model.removal import cache_effects, plan_removal
from dash_codemods.model.traffic.graph import Graphs
from dash_codemods.model.traffic.neighbours import Neighbours
from dash_codemods.model.traffic.order import Orders
from dash_codemods.model.uses import Uses
from dash_codemods.model.versions import predates_patch

_SAME_RANGES = (4, 4)
"""Dash 3.4 and 2.18 ignore a range that is sent back with a whole figure, 4.4 does not."""
_DASH_1 = ("dash_core_components", "dash_html_components", "dash_table")


def _flags_duplicates(project: Project, callback: Callback) -> bool:
    """Whether an Output of the same app has allow_duplicate, which came with the Dash of Patch.

    The packages of Dash 1 were there until Dash 3, as stubs.
    """
    beside = project.once(Neighbours).callbacks_of(callback)
    return any(output.allow_duplicate for other in beside for output in other.outputs)


@dataclass
class Plan:
    """The edits that make a function return a Patch, or what forbids them."""

    project: Project
    candidate: Candidate
    edits: list[Edit] = field(default_factory=list)
    blockers: list[Blocker] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)

    def make(self) -> Plan:
        """Work it out."""
        for obstacle in self.candidate.obstacles:
            self._block(obstacle.reason, obstacle.message, obstacle.line)
        self._check_version()
        self._check_callback()
        self._check_own_writes()
        self._check_first_value()
        if not self.blockers:
            self._change_body()
        if not self.blockers and not self.candidate.analysis.keeps_state:
            bound = self.candidate.bound
            removal = plan_removal(self.project, self.candidate.callback, [bound], bound)
            self.blockers += removal.blockers
            self.edits += removal.edits
        if not self.blockers:
            self.effects += self._effects()
        return self

    def _block(self, reason: str, message: str, line: int | None = None) -> None:
        callback = self.candidate.callback
        self.blockers.append(Blocker(reason, message, callback.path, line or callback.line))

    def _effects(self) -> Iterator[str]:
        """What differs from before on some runs."""
        report = self.candidate.analysis.report
        if report.negative_keys is not None:
            yield "negative-keys-are-lost"
        if report.taken_by_number is not None:
            yield "number-keys-are-found"
        if report.figure is not None:
            yield "figure-not-completed"
        places = {key for write in report.writes for key in write.location}
        ranges = self.candidate.state.prop == "figure" and places & {"range", "autorange"}
        if ranges and self.candidate.analysis.subject.target < _SAME_RANGES:
            yield "axis-range-may-differ"
        if self._is_replaced_meanwhile():
            yield "changes-meanwhile-stay"
        if not self.candidate.analysis.keeps_state:
            yield from cache_effects(self.project, self.candidate.callback)

    def _is_replaced_meanwhile(self) -> bool:
        """Whether what starts the callback starts one that gives the property a new value."""
        callback, state = self.candidate.callback, self.candidate.state
        graph = self.project.once(Graphs).of(callback)
        # Where no property is named (`Output(component_id, prop)`), it may be any of any component.
        writes = [write for write in graph.writers_of(state.key) if write.prop == state.prop]
        makers = [graph.makers(write) for write in writes]
        if not all(makers):
            return True  # set_props, and nothing that is known to lead there
        order = self.project.once(Orders).of(callback)
        return any(
            # Where the other one starts from the value as well, a Patch only mends a lost update.
            all(d.key != state.key for d in other.states) and order.together(callback, other)
            for other in dict.fromkeys(maker for each in makers for maker in each)
            if other is not callback
        )

    def _check_own_writes(self) -> None:
        """What else than its return value the callback gives the property."""
        callback, state = self.candidate.callback, self.candidate.state
        write = self.project.once(Graphs).of(callback).written_meanwhile(callback, state.key)
        if write is not None:
            message = f"`{callback.name}` gives {state.prop} of {state.component_id} another value "
            message += "while it runs, and a Patch would change that"
            self.blockers.append(Blocker("writes-it-meanwhile", message, write.path, write.line))

    def _check_version(self) -> None:
        callback = self.candidate.callback
        if predates_patch(self.project, callback):
            target = ".".join(map(str, self.project.settings(callback.path).target_version))
            message = f"Patch is new in Dash 2.9, and the code is to run on {target}"
            self._block("target-version", f"{message} (set target-version if not)")
        facts = self.project.sources.facts(callback.path)
        for one in facts.imports if facts else ():
            old = one.module.split(".")[0] in _DASH_1
            if old and not _flags_duplicates(self.project, callback):
                self._block(
                    "dash-1-imports",
                    f"the file imports {one.module}, the package of Dash 1, which has no Patch",
                    one.statement.line,
                )
                return

    def _check_callback(self) -> None:
        """What else may see what the function returns."""
        project, callback = self.project, self.candidate.callback
        if len(project.registrations_of(callback)) > 1:
            self._block("stacked-registrations", "the function is registered several times")
        self.blockers += safety.understood(project, callback)
        self.blockers += safety.public_parameters(callback)
        self.blockers += safety.other_decorators(project, callback)
        self.blockers += safety.overridable_method(project, callback)
        self.blockers += safety.sees_variables(self.project, callback)
        self.blockers += hidden_uses(project, callback)
        self.blockers += called_through_table(project, callback)
        sure, possible = project.once(Uses).of(callback)
        for use in (*sure, *possible):
            self.blockers.append(
                Blocker(
                    "function-used-elsewhere",
                    f"`{use.dotted}` is used here, and would get a Patch instead of the value",
                    use.path,
                    use.span.line,
                )
            )

    # -- the first value

    def _check_first_value(self) -> None:
        """Whether there is a value to patch; a Store that has none gets one."""
        report, initial = self.candidate.analysis.report, self.candidate.initial
        kinds = set(report.kinds) | report.empties
        if len(kinds) > 1 or (kinds and initial.kind not in (None, *kinds)):
            given = "something else" if initial.kind == "other" else f"a {initial.kind}"
            shown = f", but the layout gives {given}" if len(kinds) == 1 else ""
            message = f"the function takes the value for a {' or a '.join(sorted(kinds))}{shown}"
            self._block("kind-differs", message, next(iter(report.kinds.values()), None))
            return
        line = report.defined or report.not_none
        if line is None and not report.empties:
            return
        state = initial.state
        if state == "undefined" and report.empties and self._are_stores():
            self._give_data("[]" if kinds == {"list"} else "{}")
            state = "set"
        if state in ("unknown", "undefined"):
            what = f"a first value of {self.candidate.state}"
            known = f"the layout does not show {what}"
            if initial.whose:
                known = f"there are several apps, and whose layout gives {what} cannot be told"
            message = f"{known}; the browser rejects a Patch of a property that was never set"
            self._block("initial-value-unknown", message, line)
            return
        other = left_undefined(self.project, self.candidate.callback, self.candidate.state)
        if other is not None:
            message = f"the script of `{other.name}` may leave {self.candidate.state} undefined, "
            message += "which the browser refuses to patch"
            self.blockers.append(Blocker("may-be-undefined", message, other.path, other.line))
        if report.not_none and not (
            state == "set" and self.candidate.analysis.subject.never_none()
        ):
            self._block(
                "may-be-none",
                "the property may be None here, which Python takes for something empty and a "
                "Patch does not",
                report.not_none,
            )

    def _are_stores(self) -> bool:
        lacking = self.candidate.initial.components
        return bool(lacking) and all(c.kind == "dash.dcc.Store" for c in lacking)

    def _give_data(self, source: str) -> None:
        if not all_alike(self.project, self.candidate.callback, self.candidate.state):
            self.effects.append("store-starts-empty")
        for component in self.candidate.initial.components:
            self.edits.append(SetKeyword(component.path, component.span, "data", source))

    # -- the function

    def _change_body(self) -> None:
        analysis, callback = self.candidate.analysis, self.candidate.callback
        spelled = spelling(self.project, callback, analysis.context.names.loads)
        if spelled is None:
            self._block("name-clash", "`Patch` stands for something else in this file")
            return
        said = annotated(analysis, callback.path, spelled.constructor.removesuffix("()"))
        if said is None:
            self._block(
                "return-annotation",
                "the return annotation would have to say that a Patch may be returned too",
                analysis.subject.function.lineno,
            )
            return
        self.edits += [*spelled.edits, *said]
        self.edits += Changes(analysis, callback.path, spelled.constructor).edits()
