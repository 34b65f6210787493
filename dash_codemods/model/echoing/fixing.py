"""What it takes to return `no_update` for a value as it came: the edits, or what forbids them.

Sources: dash 4.4.1 `_callback.py`, `_prepare_response` (an output that gets `no_update` is left
out of the answer, and so is one in a group); in a browser on 4.4.1: a callback that waits for
such an output at page load is not called at all.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dash_codemods.model.callbacks import BoundParameter, Callback
from dash_codemods.model.duplicates import is_flagged
from dash_codemods.model.echoing.echoes import Echo, is_no_update
from dash_codemods.model.edits import Edit, ReplaceExpression
from dash_codemods.model.findings import Blocker
from dash_codemods.model.flagging import Flagging
from dash_codemods.model.initial_calls import InitialCalls
from dash_codemods.model.patching.annotations import last_name, part_of
from dash_codemods.model.patching.text import Text
from dash_codemods.model.project import Project
from dash_codemods.model.removal import plan_removal, removal_effects
from dash_codemods.model.spelling import spelling
from dash_codemods.model.traffic.graph import Graphs
from dash_codemods.model.traffic.meeting import meet
from dash_codemods.model.traffic.neighbours import Neighbours
from dash_codemods.model.uses import Uses
from dash_codemods.model.walking import walk

NOT_TRIGGERED = "dependents-not-triggered"
NOT_PUT_BACK = "changes-meanwhile-stay"

_SHOWN = frozenset("children className class_name disabled hidden options style title".split())
"""Properties that no visitor changes."""
_ORDERS = frozenset("extendData prependData rowTransaction sendNotifications viewport".split())
"""Properties that are carried out each time that they are given, like the data of a Download."""


@dataclass
class Plan:
    """The edits that make a function return `no_update`, or what forbids them."""

    project: Project
    echo: Echo
    beside: Sequence[BoundParameter] = ()
    """Other parameters of the function that go too."""
    edits: list[Edit] = field(default_factory=list)
    blockers: list[Blocker] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)

    def make(self) -> Plan:
        """Work it out."""
        callback, bound = self.echo.callback, self.echo.bound
        for obstacle in self.echo.obstacles:
            self._block(obstacle.reason, obstacle.message, obstacle.line)
        if self.blockers:
            return self
        self._check_callback()
        self._check_output()
        self._check_annotation()
        self.blockers += self._waiting_at_load()
        self._change_returns()
        # It must be able to go alone, and with those that may go in the same run.
        for together in ([*self.beside, bound], [bound]):
            removal = plan_removal(self.project, callback, together, bound)
            self.blockers += [b for b in removal.blockers if b not in self.blockers]
        self.edits += removal.edits
        self.effects.append(NOT_TRIGGERED)
        if self._may_change_meanwhile():
            self.effects.append(NOT_PUT_BACK)
        self.effects += removal_effects(self.project, callback, bound.dependencies)
        return self

    def _may_change_meanwhile(self) -> bool:
        """Whether the output may get another value, while the callback runs, than it returns."""
        callback, output = self.echo.callback, self.echo.output
        writes = self.project.once(Graphs).of(callback).writers_of(output.key)
        if output.prop == "children" and self._holds_components():
            return True
        return output.prop not in _SHOWN or any(each.callback is not callback for each in writes)

    def _holds_components(self) -> bool:
        """Whether the output may hold components, which a visitor changes."""
        callback, project = self.echo.callback, self.project
        body = project.function_tree(callback)
        last = body.end_lineno or body.lineno
        if any(body.lineno <= c.span.line <= last for c in project.components_in(callback.path)):
            return True
        return any(
            inner is not outer and outer.span.contains(inner.span)
            for outer in project.components_with(self.echo.output.component_id)
            for inner in project.components_in(outer.path)
        )

    def _block(self, reason: str, message: str, line: int) -> None:
        self.blockers.append(Blocker(reason, message, self.echo.callback.path, line))

    def _check_callback(self) -> None:
        """What else sees what the function returns."""
        project, callback = self.project, self.echo.callback
        if len(project.registrations_of(callback)) > 1:
            message = "the function is registered several times"
            self._block("stacked-registrations", message, callback.line)
        sure, possible = project.once(Uses).of(callback)
        for use in (*sure, *possible):
            message = f"`{use.dotted}` is used here, and would get no_update instead of the value"
            line = use.span.line
            self.blockers.append(Blocker("function-used-elsewhere", message, use.path, line))

    def _check_output(self) -> None:
        """What a value that came back did, though it was the same."""
        callback, output = self.echo.callback, self.echo.output
        write = self.project.once(Graphs).of(callback).written_meanwhile(callback, output.key)
        if write is not None:
            message = f"`{callback.name}` gives {output} a value for a while, and takes it back"
            self.blockers.append(Blocker("takes-back", message, write.path, write.line))
        kinds = {c.kind for c in self.project.components_with(output.component_id)}
        saves = output.prop == "data" and any(kind.endswith("Download") for kind in kinds)
        if saves or output.prop in _ORDERS:
            message = f"{output} is carried out again with each value, also the same one"
            self._block("carried-out-again", message, output.span.line)

    def _check_annotation(self) -> None:
        """Whether what the function says that it returns stays true."""
        tree = self.project.function_tree(self.echo.callback)
        if tree.returns is None or "NoUpdate" in ast.unparse(tree.returns):
            return
        part = part_of(tree.returns, self.echo.way)
        if part is None:
            return
        if not isinstance(part, bool) and last_name(part) in ("Any", "object"):
            return
        if any(is_no_update(node) for node in walk(tree)):
            return
        message = "the return annotation would have to say that no_update may be returned too"
        self._block("return-annotation", message, tree.lineno)

    def _waiting_at_load(self) -> Iterator[Blocker]:
        """Callbacks that get their first call only because of what this one returns then.

        That is at page load, or when their components are put into the page.
        Those that read an output without a hash of its own wait for it; those that read one with
        a hash are called for themselves too, unless they prevent that.
        """
        callback, output = self.echo.callback, self.echo.output
        initial = self.project.once(InitialCalls)
        if not self.project.once(Flagging).matters(callback):
            return
        flagged = is_flagged(self.project, callback, output)
        readers = [
            other
            for other in self.project.once(Neighbours).callbacks_of(callback)
            if other is not callback
            and _reads(other, self.echo)
            and not (flagged and initial.at_load(other))
        ]
        # One is enough; rather one that surely reads it than one that perhaps does.
        readers.sort(key=lambda other: all(one.key != output.key for one in other.inputs))
        for other in readers[:1]:
            yield Blocker(
                "dependents-wait-at-load",
                f"`{other.name}` gets its first call because {output} is updated then",
                other.path,
                other.line,
            )

    def _change_returns(self) -> None:
        callback = self.echo.callback
        tree = self.project.function_tree(callback)
        used = {node.id for node in walk(tree) if isinstance(node, ast.Name)}
        spelled = spelling(self.project, callback, "no_update", used)
        if spelled is None:
            message = "`no_update` stands for something else here"
            self._block("name-clash", message, tree.lineno)
            return
        text = Text(self.project.sources.text(callback.path))
        self.edits += spelled.edits
        for node in self.echo.returned:
            self.edits.append(ReplaceExpression(callback.path, text.span(node), spelled.written))


def _reads(callback: Callback, echo: Echo) -> bool:
    return any(
        one.prop in (echo.output.prop, None) and meet(one.component_id, echo.output.component_id)
        for one in callback.inputs
    )
