"""What forbids to split a callback: its form, its neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from operator import itemgetter

from dash_codemods.model import safety
from dash_codemods.model.by_property import ByInputs, WritersByProperty
from dash_codemods.model.callback_tables import called_through_table
from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.dispatch.context import is_known
from dash_codemods.model.dispatch.parts import PartOf
from dash_codemods.model.expressions import Constant
from dash_codemods.model.findings import Blocker
from dash_codemods.model.grouping import Arguments, Group, Leaf, leaves
from dash_codemods.model.hidden_uses import needed_elsewhere
from dash_codemods.model.ids import may_be_same
from dash_codemods.model.project import Project
from dash_codemods.model.properties import CHANGE_TOGETHER
from dash_codemods.model.request_hooks import RequestHooks
from dash_codemods.model.traffic.graph import Graph, Graphs
from dash_codemods.model.traffic.keys import Key

_KEYWORDS = frozenset({"prevent_initial_call", "running", "hidden", "on_error", "optional"})
"""Options that mean for a part what they mean for the whole."""
_ELSEWHERE = frozenset({"background", "output", "inputs", "state", "api_endpoint", "mcp_enabled"})
"""Options of which another refusal speaks."""


def form(project: Project, callback: Callback) -> Iterator[Blocker]:
    """How the callback is registered, and who else knows of it."""
    yield from safety.understood(project, callback)
    yield from safety.other_decorators(project, callback)
    yield from safety.public_parameters(callback)
    yield from safety.served_to_models(project, callback)
    yield from called_through_table(project, callback)
    yield from safety.sees_dependencies(project, callback)
    yield from safety.written_in_place(callback.dependencies)
    yield from _registration(project, callback)
    yield from _arguments(callback)
    yield from needed_elsewhere(project, callback)
    yield from project.once(RequestHooks).beside(callback)


def _registration(project: Project, callback: Callback) -> Iterator[Blocker]:
    path, line = callback.path, callback.line
    if len(project.registrations_of(callback)) > 1:
        yield Blocker("stacked-registrations", "the function serves several callbacks", path, line)
    if callback.registration.form != "decorator":
        yield Blocker("not-a-decorator", "it is not registered by a decorator", path, line)
    facts = project.sources.facts(path)
    function = callback.function
    if facts is None or function is None:
        return
    if callback.skipped_parameters or facts.scopes[function.scope].kind == "class":
        yield Blocker("method", "it is a method, or stands in a class", path, line)
    if callback.background:
        yield Blocker("background", "it runs in a worker, whose cache knows it by name", path, line)
    for keyword in callback.registration.call.keywords:
        if keyword.name not in _KEYWORDS | _ELSEWHERE:
            place = keyword.span.line if keyword.span else line
            message = f"{keyword.name}= may mean something else for the parts"
            yield Blocker("other-options", message, path, place)


def _arguments(callback: Callback) -> Iterator[Blocker]:
    path, line = callback.path, callback.line
    arguments = callback.arguments
    bindings = callback.bindings()
    named = (arguments.output, arguments.inputs, arguments.state)
    if callback.trailing_bool or (any(named) and not _is_plainly_named(arguments)):
        message = "its dependencies are given by keyword as nested groups, or in several ways"
        yield Blocker("keyword-dependencies", message, path, line)
    elif bindings is None or any(b.is_group or len(b.dependencies) != 1 for b in bindings):
        message = "its dependencies are not bound to one parameter each"
        yield Blocker("grouped-dependencies", message, path, line)
    else:
        given = {b.parameter.name for b in bindings}
        for extra in (p.name for p in callback.parameters if p.name not in given):
            message = f"`{extra}` stands for no dependency: the parts would not have its default"
            yield Blocker("extra-parameter", message, path, line)
    if not callback.outputs:
        yield Blocker("no-output", "it has no Output", path, line)
    for dependency in callback.dependencies:
        if dependency.kind == "Input" and not is_known(dependency):
            message = f"{dependency} may stand for an unknown component"
            yield Blocker("id-not-known", message, path, dependency.span.line)
        flag = dependency.allow_duplicate
        if flag is not None and flag != Constant(True):
            message = f"the allow_duplicate of {dependency} is not True"
            yield Blocker("opaque-allow-duplicate", message, path, dependency.span.line)


def _is_plainly_named(arguments: Arguments) -> bool:
    """Whether three keywords hold a list or dict each, of Outputs, Inputs and States."""
    if arguments.positional or arguments.output is None or arguments.inputs is None:
        return False
    groups = {"Output": arguments.output, "Input": arguments.inputs, "State": arguments.state}
    for kind, node in groups.items():
        members = node.members if isinstance(node, Group) else (node,) if node else ()
        if not all(isinstance(each, Leaf) for each in members):
            return False
        if any(d.kind != kind for each in members if each for d in leaves(each)):
            return False
    return True


def neighbours(
    project: Project, callback: Callback, parts: tuple[PartOf, ...], flagged: frozenset[int]
) -> Iterator[Blocker]:
    """What the parts do to each other and to other callbacks."""
    outputs = callback.outputs
    for one, other in combinations(parts, 2):
        for mine, theirs in ((one, other), (other, one)):
            for index in mine.written.outputs:
                for trigger in theirs.inputs:
                    if _meet(outputs[index], trigger):
                        yield Blocker(
                            "circular-pair",
                            f"{outputs[index]} of one part would trigger the other",
                            callback.path,
                            trigger.span.line,
                        )
        yield from _together(project, callback, one, other)
    by_inputs = project.once(ByInputs)
    alike = [
        (number, index, other)
        for index, part in enumerate(parts)
        for number, other in by_inputs.of([d.key for d in part.inputs])
        if other is not callback
    ]
    for _, index, same in sorted(alike, key=itemgetter(0, 1)):
        written = [
            outputs[i]
            for i in parts[index].written.outputs
            if i in flagged or outputs[i].allow_duplicate is not None
        ]
        if any(_meet(w, t) for w in written for t in same.outputs):
            yield Blocker(
                "same-inputs",
                f"a part would have the same Inputs and an Output of `{same.name}`",
                same.path,
                same.line,
            )


def _meet(one: Dependency, other: Dependency) -> bool:
    return one.prop == other.prop and may_be_same(one.component_id, other.component_id)


def _together(
    project: Project, callback: Callback, one: PartOf, other: PartOf
) -> Iterator[Blocker]:
    """What would often start two parts at once, where the whole took the first of them."""
    for mine in one.inputs:
        for theirs in other.inputs:
            props = {mine.prop, theirs.prop}
            if mine.component_id == theirs.component_id and any(
                props <= each for each in CHANGE_TOGETHER
            ):
                yield Blocker(
                    "triggers-arrive-together",
                    f"{mine} and {theirs} change together",
                    callback.path,
                    theirs.span.line,
                )
            writer = _writer_of_both(project, callback, mine, theirs)
            if writer is not None:
                yield Blocker(
                    "triggers-arrive-together",
                    f"`{writer.name}` writes both {mine} and {theirs}",
                    writer.path,
                    writer.line,
                )
                continue
            source = _common_source(project.once(Graphs).of(callback), callback, mine, theirs)
            if source is not None:
                yield Blocker(
                    "triggers-arrive-together",
                    f"what changes {source} leads to both {mine} and {theirs}, and the callback "
                    "is called once for both",
                    callback.path,
                    theirs.span.line,
                )


def _common_source(
    graph: Graph, callback: Callback, one: Dependency, other: Dependency
) -> Dependency | None:
    """What leads to two Inputs by ways for which a callback waits, so that it is called once."""
    sides = [_leading_to(graph, callback, each) for each in (one, other)]
    shared = sides[0].keys() & sides[1].keys()
    return next((sides[0][key] for key in sides[0] if key in shared), None)


def _leading_to(graph: Graph, callback: Callback, trigger: Dependency) -> dict[Key, Dependency]:
    """An Input, and all Inputs of other callbacks that lead to it."""
    found = {trigger.key: trigger}
    for writer in graph.upstream(trigger.key).callbacks:
        if writer is not callback:
            found.update({d.key: d for d in writer.inputs})
    return found


def _writer_of_both(
    project: Project, callback: Callback, one: Dependency, other: Dependency
) -> Callback | None:
    writers = project.once(WritersByProperty)
    both = (w for w in writers.overlapping(one) if w in writers.overlapping(other))
    return next((writer for writer in both if writer is not callback), None)
