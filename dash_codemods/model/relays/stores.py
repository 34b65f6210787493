"""Whether a Store can go from the layout, and whether anything else knows of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from dash_codemods.model.components import Component
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.edits import Edit, RemoveElement
from dash_codemods.model.expressions import Constant, Name
from dash_codemods.model.findings import Blocker
from dash_codemods.model.patching.text import Text
from dash_codemods.model.places import Span
from dash_codemods.model.project import Project
from dash_codemods.model.relays.candidates import Candidate
from dash_codemods.model.traffic.around import node_of
from dash_codemods.model.traffic.graph import Graph
from dash_codemods.model.traffic.meeting import meet
from dash_codemods.model.traffic.trees import Trees, dotted, last_name
from dash_codemods.model.uses import Uses

Place = tuple[str, Span]


def removal(
    project: Project, found: Candidate, store: Dependency, components: tuple[Component, ...]
) -> Edit | Blocker:
    """The edit that takes a Store out of the layout, or what forbids it."""
    callback = found.callback
    if len(components) != 1:
        message = f'{len(components) or "no"} components "{store.component_id}" were found'
        return Blocker("store-not-found", message, callback.path, store.span.line)
    (component,) = components
    path, line = component.path, component.span.line
    for given in component.call.keywords:
        if given.name == "storage_type":
            value = project.constant(path, component.scope, given.value)
            if value != Constant("memory"):
                message = "the Store keeps what it holds, beyond a visit to the page"
                return Blocker("store-is-kept", message, path, line)
        elif given.name == "data":
            message = "the Store starts with data, which the callback hands on at page load"
            return Blocker("store-starts-with-data", message, path, line)
        elif given.name != "id":
            return Blocker("store-has-options", f"the Store has {given.name}=", path, line)
    if len(component.call.args) > 1 or not _is_listed(project, component):
        message = "the Store is not one of several children in a layout"
        return Blocker("store-not-in-a-list", message, path, line)
    return RemoveElement(path, component.span)


def _is_listed(project: Project, component: Component) -> bool:
    node = node_of(project, component)
    parents = project.once(Trees).parents(component.path)
    if node is None or not isinstance(parents[node], ast.List):
        return False
    # A list with a name of its own may be counted, or taken apart.
    outer = parents[parents[node]]
    if isinstance(outer, ast.Assign):
        return all(last_name(target) == "layout" for target in outer.targets)
    if isinstance(outer, ast.keyword):
        outer = parents[outer] if outer.arg == "children" else outer
    # So may one that a function of the project gets.
    name = dotted(outer.func) if isinstance(outer, ast.Call) else None
    names = project.names
    return name is not None and names.external(component.path, component.scope, name) is not None


def other_readers(graph: Graph, found: Candidate, store: Dependency) -> Iterator[Blocker]:
    """A callback that reads a Store besides the one that hands its data on."""
    for other in graph.callbacks:
        for one in (*other.inputs, *other.states):
            if other is not found.callback and meet(one.component_id, store.component_id):
                yield Blocker(
                    "store-is-read",
                    f"`{other.name}` reads {one}",
                    other.path,
                    one.span.line if one.path == other.path else other.line,
                )
                return


def mentions(project: Project, store: Dependency, known: list[Place]) -> Iterator[Blocker]:
    """Places that name a Store besides those that the fix changes."""
    text = str(store.component_id)
    words: set[str] = set()
    for path in project.sources.mentions(text):
        if project.sources.facts(path) is None:
            yield _named(text, path, 1)
            continue
        parents = project.once(Trees).parents(path)
        for node in parents:
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            if not re.search(
                rf"^{re.escape(text)}(\.|$)|[\"'`]{re.escape(text)}[.\"'`]", node.value
            ):
                continue
            parent = parents[node]
            targets = parent.targets if isinstance(parent, ast.Assign) else []
            names = [t.id for t in targets if isinstance(t, ast.Name)]
            if _is_known(Text(project.sources.text(path)).span(node), path, known):
                continue
            if not names:
                yield _named(text, path, node.lineno)
            words |= set(names)
    for word in sorted(words):
        for use in project.once(Uses).of_word(word):
            if _is_known(use.span, use.path, known):
                continue
            value = project.constant(use.path, use.scope, Name(use.dotted))
            if value is None or value.value == text:
                yield _named(text, use.path, use.span.line)


def _is_known(where: Span, path: str, known: list[Place]) -> bool:
    return any(path == other and span.contains(where) for other, span in known)


def _named(text: str, path: str, line: int) -> Blocker:
    return Blocker("store-named-elsewhere", f'"{text}" is named here too', path, line)
