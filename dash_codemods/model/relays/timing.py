"""Who would be called at another time, or see another value, without the way over the Store.

Tried in a browser on dash 4.4.1: a callback that is called by another output of a writer runs
while the one that hands on is still under way, and has the target's old value as a State; at
page load a callback is dropped where all its Inputs come from callbacks that wrote nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dash_codemods.model.apps import Apps, unit_of
from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.duplicates import is_flagged
from dash_codemods.model.findings import Blocker
from dash_codemods.model.ids import ComponentId
from dash_codemods.model.initial_calls import InitialCalls
from dash_codemods.model.project import Project
from dash_codemods.model.relays.bodies import may_write_nothing
from dash_codemods.model.relays.candidates import Candidate
from dash_codemods.model.relays.writers import Writer
from dash_codemods.model.traffic.around import holders
from dash_codemods.model.traffic.graph import Graph
from dash_codemods.model.traffic.keys import Keys
from dash_codemods.model.traffic.meeting import meet
from dash_codemods.model.uses import Uses


def reads(callback: Callback, target: Dependency, kind: str = "Input") -> bool:
    """Whether a callback has an output's property among its dependencies of a kind."""
    return any(
        one.kind == kind
        and one.prop in (target.prop, None)
        and meet(one.component_id, target.component_id)
        for one in callback.dependencies
    )


def read_between(
    project: Project, graph: Graph, found: Candidate, writer: Writer
) -> Iterator[Blocker]:
    """Callbacks that another output of a writer calls, before the target has its new value."""
    target, relay = found.target, found.callback
    around = [
        outer.component_id
        for component in project.components_with(target.component_id)
        for _, outer in holders(project, component)
    ]
    apart = is_flagged(project, relay, target) is not False
    """Whether those that listen to the target do not wait for the callback that hands on."""
    suspects = [
        other
        for other in graph.callbacks
        if other not in (relay, writer.callback)
        and (
            reads(other, target, "State")
            or (apart and reads(other, target))
            or _reads_whole(other, around)
        )
    ]
    if not suspects:
        return
    called, initial = _called_by(graph, writer), project.once(InitialCalls)
    put_in = [component.component_id for component in graph.inserted_by(writer.callback)]
    for other in suspects:
        first = initial.runs(other) and any(
            meet(output.component_id, new) for output in other.outputs for new in put_in
        )
        if first or any(called.holds(one.key) for one in other.inputs):
            message = f"`{other.name}` is called by what `{writer.callback.name}` writes besides"
            message += f", and has {target} as it was before"
            yield Blocker("target-read-between", message, other.path, other.line)
            return


def _reads_whole(callback: Callback, around: Sequence[ComponentId]) -> bool:
    """Whether a callback gets the children of what the target is in, and the target with them."""
    return any(
        one.kind != "Output" and one.prop in ("children", None) and meet(one.component_id, outer)
        for one in callback.dependencies
        for outer in around
    )


def _called_by(graph: Graph, writer: Writer) -> Keys:
    """What a writer changes besides the Store, by itself and by scripts, which are quick."""
    store = writer.output.component_id
    changed = (key for key in graph.changed_by(writer.callback) if key[0] != store)
    return graph.reached_from(changed, by_scripts=True)


def dropped_at_load(
    project: Project, graph: Graph, found: Candidate, writers: Sequence[Writer]
) -> Iterator[Blocker]:
    """A callback whose first call would depend on whether the one writer gives a value then."""
    initial, target = project.once(InitialCalls), found.target
    if len(writers) != 1 or initial.at_load(found.callback) is True:
        return
    callback = writers[0].callback
    if not initial.runs(callback) or not may_write_nothing(project, callback):
        return
    for other in graph.callbacks:
        if reads(other, target) and initial.runs(other):
            message = f"`{other.name}` would not be called at page load where `{callback.name}` "
            message += "gives nothing"
            yield Blocker("dependents-wait-at-load", message, other.path, other.line)
            return


def not_registered(
    project: Project, found: Candidate, writers: Sequence[Writer]
) -> Iterator[Blocker]:
    """A callback that hands on may not be registered where a writer is."""
    apps, relay = project.once(Apps), found.callback
    unit = unit_of(relay)
    for writer in writers:
        other = writer.callback
        if unit_of(other) == unit:
            sure = apps.same_run(relay, other)
        elif unit.scope == 0:
            sure = apps.alive(unit)
        else:
            sure = apps.together(relay, other) or _in_a_called_method(project, relay)
        if not sure:
            message = f"it is not sure to be registered wherever `{other.name}` is"
            yield Blocker("not-registered-together", message, relay.path, relay.line)
            return


def _in_a_called_method(project: Project, callback: Callback) -> bool:
    """Whether a callback is registered by a method that nothing calls on a condition."""
    facts, unit = project.sources.facts(callback.path), unit_of(callback)
    method = facts.function_of(unit.scope) if facts else None
    if facts is None or method is None or facts.scopes[method.scope].kind != "class":
        return False
    if method.name.startswith("__"):
        return True
    calls = [use for use in project.once(Uses).of_word(method.name) if use.call is not None]
    return bool(calls) and not any(use.branch for use in calls)
