"""What a Store does by being where it is: a spinner, a count of children, a first call."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.components import Component
from dash_codemods.model.findings import Blocker
from dash_codemods.model.initial_calls import InitialCalls
from dash_codemods.model.project import Project
from dash_codemods.model.relays import bodies
from dash_codemods.model.relays.candidates import Candidate
from dash_codemods.model.traffic.around import around, holders
from dash_codemods.model.traffic.graph import Graph
from dash_codemods.model.traffic.insertion import Insertions
from dash_codemods.model.traffic.meeting import meet
from dash_codemods.model.traffic.mounting import calls_around
from dash_codemods.model.traffic.staying import come_together
from dash_codemods.model.traffic.trees import Trees, last_name

_WAITS = re.compile(r"Loading|Spinner|Skeleton")
"""Components that show that what is in them is being updated."""
_COUNT = frozenset({"len", "insert", "pop"})


def spinner(project: Project, found: Candidate, store: Component) -> Iterator[Blocker]:
    """What shows, as long as the Store is being written, that something is under way."""
    targets = project.components_with(found.target.component_id)
    beside = [{node for _, node in around(project, target)} for target in targets]
    for path, call in calls_around(project, store):
        name = last_name(call.func) or ""
        if _WAITS.search(name) and not all(call in nodes for nodes in beside):
            message = f"{name} shows that the Store is being written, and the target is not in it"
            yield Blocker("store-in-loading", message, path, call.lineno)
            return


def replaced(
    project: Project, found: Candidate, graph: Graph, store: Component
) -> Iterator[Blocker]:
    """Callbacks that put something else in the place of what the Store is in, or a part of it."""
    targets = project.components_with(found.target.component_id)
    for outer, holder in holders(project, store):
        key = (holder.component_id, "children")
        beside = all(outer in [node for _, node in around(project, t)] for t in targets)
        for write in graph.writers_of(key):
            if any(bodies.patches(project, maker) for maker in graph.makers(write)):
                message = f"{write.name} changes a part of what the Store is in, by its place"
                yield Blocker("place-is-known", message, write.path, write.line)
                return
            if not beside:
                message = f"{write.name} takes the Store out of the page, and not the target"
                yield Blocker("store-is-replaced", message, write.path, write.line)
                return


def counted(project: Project, graph: Graph, store: Component) -> Iterator[Blocker]:
    """Code that knows the Store's place among the children of something."""
    for _, outer in holders(project, store):
        for reader in graph.callbacks:
            for one in (*reader.inputs, *reader.states):
                if one.prop in ("children", None) and meet(one.component_id, outer.component_id):
                    message = f"`{reader.name}` reads {one}, in which the Store is"
                    yield Blocker("place-is-known", message, reader.path, reader.line)
                    return
    for path in project.sources.mentions("children"):
        if project.sources.facts(path) is None:
            continue
        parents = project.once(Trees).parents(path)
        for node in parents:
            if isinstance(node, ast.Attribute) and _is_taken_apart(parents, node):
                message = "children are counted here, and the Store may be among them"
                yield Blocker("place-is-known", message, path, node.lineno)
                return


def called_when_shown(
    project: Project,
    graph: Graph,
    writers: Sequence[Callback],
    store: Component,
    targets: Sequence[Component],
) -> Iterator[Blocker]:
    """Writers that would be called where they are not, as another thing is put into the page.

    Dash calls a callback when its outputs are put in. `prevent_initial_call` keeps it from that,
    but not from a call when its Inputs are put in without its outputs (tried in a browser on
    4.4.1). Where the Inputs are there without the target, nothing else that it writes is written
    any more; when the target comes, they have values that they had not at page load.
    """
    initial, insertion = project.once(InitialCalls), project.once(Insertions).of(graph)
    for callback in writers:
        if initial.at_load(callback) is True and initial.matters(callback):
            message = f"`{callback.name}` is called whenever the Store is put into the page"
            yield Blocker("writer-called-when-shown", message, callback.path, callback.line)
            continue
        for one in callback.inputs:
            found = project.components_with(one.component_id)
            pairs = ((each, target) for each in found for target in targets)
            if not found or not all(come_together(project, *pair) for pair in pairs):
                message = f"`{callback.name}` would be called when {one} is put into the page"
                yield Blocker("writer-called-when-shown", message, callback.path, callback.line)
                break
            alone = not all(come_together(project, each, store) for each in found)
            later = insertion.may_appear(one.component_id)
            if alone and later and initial.has_effect(callback):
                message = f"`{callback.name}` is called when {one} is put into the page"
                yield Blocker("writer-called-when-shown", message, callback.path, callback.line)
                break


def _is_taken_apart(parents: dict[ast.AST, ast.AST], node: ast.Attribute) -> bool:
    """Whether children are looked at by their places, or by their number."""
    parent = parents[node]
    if node.attr != "children":
        return False
    if isinstance(parent, ast.Attribute):
        return parent.attr in _COUNT
    if isinstance(parent, ast.Subscript):
        return parent.value is node
    if isinstance(parent, ast.Assign) and parent.value is node:
        return any(isinstance(target, ast.Tuple | ast.List) for target in parent.targets)
    return isinstance(parent, ast.Call) and last_name(parent.func) in _COUNT
