"""How writers that share an output are spoken of, and which of them may stay plain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from dash_codemods.model.by_property import ListenersByProperty
from dash_codemods.model.callback_tables import called_through_table
from dash_codemods.model.callbacks import Callback
from dash_codemods.model.duplicates import Writer
from dash_codemods.model.initial_calls import InitialCalls
from dash_codemods.model.places import Span
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.reached import Reached

if TYPE_CHECKING:
    from dash_codemods.model.traffic.graph import Graph
    from dash_codemods.model.traffic.keys import Keys

_DUPLICATES_WORK_SINCE = (4, 1)


_MOST_NAMES = 5
"""So many callbacks are named in a message."""


def listed(writers: Sequence[Writer]) -> str:
    """The callbacks of writers, by name, with the file where it is another: `a` and `b`."""
    names = []
    for callback in dict.fromkeys(writer.callback for writer in writers):
        name = f"`{callback.name}`" if callback.function else f"a {callback.name}"
        here = callback.path == writers[0].path
        names.append(name if here else f"{name} ({callback.path})")
    if len(names) == 1:
        return names[0]
    if set(names) == {"a clientside callback"}:
        return f"{len(names)} clientside callbacks"
    if len(names) > _MOST_NAMES + 1:
        names = [*names[:_MOST_NAMES], f"{len(names) - _MOST_NAMES} others"]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def place_of(writer: Writer) -> Span:
    """Where a finding about a writer stands: at its Output, or at the registration."""
    output = writer.output
    return output.span if output.path == writer.path else writer.callback.call_span


def dependents(project: Project, writer: Writer) -> list[Callback]:
    """The callbacks that have an Input on what a writer writes."""
    return list(project.once(ListenersByProperty).overlapping(writer.output))


def may_work(project: Project, writers: Sequence[Writer]) -> bool:
    """Whether plain writers of one output may do their work in production as they are.

    From Dash 4.1 the browser does not look for duplicates in production. The server knows a
    callback by all its Outputs together (dash 4.4.1 `_utils.create_callback_id`): where these are
    not the same, or the browser itself runs one of the callbacks, each trigger does its work.
    """
    if project.settings(writers[0].path).newest_version < _DUPLICATES_WORK_SINCE:
        return False
    callbacks = list(dict.fromkeys(writer.callback for writer in writers))
    whole = {tuple(d.key for d in c.outputs) for c in callbacks}
    return len(whole) > 1 or any(c.clientside for c in callbacks)


def waiting_for(project: Project, writer: Writer) -> Callback | None:
    """A callback that Dash lets wait for a plain writer: one act, or the load of a page, calls
    both.

    It waits over any number of steps: what listens to the output, what listens to that, ...
    """
    found = {c: None for c in dependents(project, writer) if c is not writer.callback}
    if not found:
        return None
    from dash_codemods.model.traffic.graph import Graphs

    graph = project.once(Graphs).of(writer.callback)
    waiting = dict(found)
    for callback in found:
        if callback in graph.callbacks:
            waiting.update(graph.downstream(callback, waited_for=True))
    waiting.pop(writer.callback, None)
    return _called_with(project, graph, writer, waiting)


def _called_with(
    project: Project, graph: Graph, writer: Writer, waiting: Iterable[Callback]
) -> Callback | None:
    """The first of some callbacks that something calls which calls the writer too."""
    causes = list(graph.causes(writer.callback))
    # A visitor's one act may change several properties of a component.
    acts = [(key[0], None) for key in causes if graph.is_root(key)]
    reached = graph.reached_from([*causes, *acts], without=writer.callback)
    initial = project.once(InitialCalls)
    early = initial.at_load(writer.callback) is not False
    for callback in waiting:
        if callback not in graph.callbacks:
            continue
        if early and initial.at_load(callback) is not False:
            return callback
        keys = {d.key for d in callback.inputs}
        beside = keys - {writer.output.key}
        if beside != keys and _written_by_others(graph, writer, reached):
            return callback
        if any(reached.holds(key) for key in beside):
            return callback
    return None


def _written_by_others(graph: Graph, writer: Writer, reached: Keys) -> bool:
    """Whether a change of some properties calls another writer of an output."""
    return any(
        reached.holds(dependency.key)
        for write in graph.writers_of(writer.output.key)
        for maker in graph.makers(write)
        if maker is not writer.callback
        for dependency in maker.inputs
    )


def sees_its_id(project: Project, callback: Callback) -> bool:
    """Whether some code may look at the id that Dash makes of a callback's Outputs."""
    if any(True for _ in called_through_table(project, callback)):
        return True
    reached = {path for path, _ in project.once(Reached).of(callback)}
    words = ("outputs_list", "outputs_grouping")
    if callback.clientside:
        script = project.sources.text(callback.path).split("\n")
        lines = script[callback.call_span.line - 1 : callback.call_span.end_line]
        return any(word in line for line in lines for word in words)
    return any(path in reached for word in words for path in project.sources.mentions(word))


def kept_plain(project: Project, writers: Sequence[Writer]) -> Writer:
    """The writer that had best stay plain: it runs at load, or others wait for it.

    Callbacks wait for a plain writer that shares a trigger with them; for a flagged one
    nobody waits (dash 4.4.1 `dependencies_ts.ts`: its node in the graph carries a hash).
    """
    initial = project.once(InitialCalls)

    def rank(writer: Writer) -> tuple[bool, bool]:
        mine = {d.key for d in writer.callback.inputs}
        waited_for = any(
            mine & {d.key for d in callback.inputs if d.key != writer.output.key}
            for callback in dependents(project, writer)
        )
        return not initial.matters(writer.callback), not waited_for

    return min(writers, key=rank)
