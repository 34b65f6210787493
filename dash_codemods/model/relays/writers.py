"""Whether the callbacks that write a Store can write another output instead."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from dash_codemods.model import safety
from dash_codemods.model.callback_tables import called_through_table
from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.edits import ReplaceDependency
from dash_codemods.model.expressions import Constant, Name
from dash_codemods.model.findings import Blocker
from dash_codemods.model.patching.text import Text
from dash_codemods.model.project import Project
from dash_codemods.model.relays import bodies
from dash_codemods.model.relays.candidates import Candidate
from dash_codemods.model.request_hooks import RequestHooks
from dash_codemods.model.traffic.graph import Graph
from dash_codemods.model.traffic.returned import returned_for

_HARMLESS = frozenset({"function-not-found", "options-elsewhere"})
"""Blockers of a registration that have nothing to do with its Outputs."""


@dataclass(frozen=True)
class Writer:
    """A callback that writes a Store, with the Output that does."""

    callback: Callback
    output: Dependency


def writers_of(graph: Graph, found: Candidate, store: Dependency) -> list[Writer] | Blocker:
    """The callbacks that write a Store, where all are known."""
    callback = found.callback
    for unknown in graph.unknown_writers:
        message = f"the outputs of `{unknown.name}` are not known"
        return Blocker("writers-not-known", message, unknown.path, unknown.line)
    writers: list[Writer] = []
    for write in (w for w in graph.writers_of((store.component_id, None))):
        sure = write.component_id == store.component_id and write.prop == "data"
        if not sure or write.how not in ("output", "duplicate") or not write.dependency:
            message = f"{write.name} may write the Store otherwise than as what it returns"
            return Blocker("writers-not-known", message, write.path, write.line)
        assert write.callback is not None
        writers.append(Writer(write.callback, write.dependency))
    if not writers:
        message = f"nothing was found that writes {store}"
        return Blocker("writers-not-known", message, callback.path, store.span.line)
    return writers


def blockers(project: Project, found: Candidate, writer: Writer) -> Iterator[Blocker]:
    """Why a callback cannot write the target itself."""
    callback, output, target = writer.callback, writer.output, found.target
    path, line = callback.path, callback.line
    for blocker in safety.understood(project, callback):
        if blocker.reason not in _HARMLESS:
            yield blocker
    yield from safety.written_in_place([output])
    yield from called_through_table(project, callback)
    # A request names the outputs that it is for.
    yield from project.once(RequestHooks).beside(callback)
    if any(one.key == target.key for one in callback.outputs):
        message = f"`{callback.name}` writes {target} already"
        yield Blocker("writes-target-too", message, path, line)
    if any(one.key == target.key for one in callback.inputs):
        message = f"`{callback.name}` is called by what it would write"
        yield Blocker("circular", message, path, line)
    if callback.function is None and not callback.clientside:
        message = f"the function of `{callback.name}` was not found"
        yield Blocker("function-not-found", message, path, line)
        return
    patch = bodies.patches(project, callback)
    if patch is not None:
        message = "a Patch of the Store would be made to something else"
        yield Blocker("writes-a-patch", message, *patch)
    yield from bodies.sees_outputs(project, callback)


def stopped(project: Project, found: Candidate, writer: Writer) -> Blocker | bool:
    """Whether a value that was not handed on may now reach the target; a Blocker: it surely may."""
    relay, callback = found.relay, writer.callback
    if not relay.stops_none and not relay.stops_empty:
        return False
    if callback.clientside:
        return True
    unknown = False
    for way in returned_for(project, callback, writer.output):
        value = way.value
        literal = isinstance(value, ast.Constant)
        none = way.nothing or (literal and getattr(value, "value", 0) is None)
        if relay.stops_none if none else relay.stops_empty and _is_empty(value):
            message = "what is returned here is not handed on, and would reach the target"
            return Blocker("value-is-stopped", message, callback.path, way.line)
        full = literal or isinstance(value, ast.JoinedStr | ast.List | ast.Dict | ast.Tuple)
        unknown |= not full
    return unknown


def _is_empty(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Constant):
        return not value.value
    if isinstance(value, ast.List | ast.Tuple):
        return not value.elts
    return isinstance(value, ast.Dict) and not value.keys


def redirected(
    project: Project, found: Candidate, writer: Writer, *, flagged: bool
) -> ReplaceDependency | Blocker:
    """The edit that makes a callback write the target."""
    target, callback = found.target, writer.callback
    old, new = _written(project, writer.output), _written(project, target)
    path, scope = callback.path, callback.registration.scope
    named = {keyword.arg: keyword.value for keyword in new.keywords} if new else {}
    identifier = new.args[0] if new and new.args else named.get("component_id")
    if old is None or identifier is None:
        message = f"{target} is not written as a call with its id"
        return Blocker("target-not-named", message, target.path, target.span.line)
    if not isinstance(identifier, ast.Constant):
        name = project.constant(path, scope, Name(ast.unparse(identifier)))
        if name is None or name != Constant(str(target.component_id)):
            message = f"`{ast.unparse(identifier)}` is not known where `{callback.name}` is"
            return Blocker("target-not-named", message, path, callback.line)
    text = Text(project.sources.text(path))
    shown = f"{text.quote}{target.component_id}{text.quote}"
    shown = shown if isinstance(identifier, ast.Constant) else ast.unparse(identifier)
    flag = ", allow_duplicate=True" if flagged else ""
    prop = f"{text.quote}{target.prop}{text.quote}"
    if "component_id" in named:
        shown, prop = f"component_id={shown}", f"component_property={prop}"
    source = f"{ast.unparse(old.func)}({shown}, {prop}{flag})"
    assert target.prop is not None
    span = writer.output.span
    return ReplaceDependency(path, span, source, target.component_id, target.prop)


def _written(project: Project, dependency: Dependency) -> ast.Call | None:
    """A dependency's call, as it is written."""
    lines = project.sources.text(dependency.path).replace("\r\n", "\n").split("\n")
    where = dependency.span
    taken = lines[where.line - 1 : where.end_line]
    taken[-1] = taken[-1][: where.end_column - 1]
    taken[0] = taken[0][where.column - 1 :]
    try:
        node = ast.parse("(" + "\n".join(taken) + ")", mode="eval").body
    except SyntaxError:
        return None
    return node if isinstance(node, ast.Call) else None
