"""What a component surely stands in, up to the layout that it is part of.

What it may stand in is told by `traffic.mounting`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from dash_codemods.model.components import Component
from dash_codemods.model.patching.text import Text
from dash_codemods.model.project import FunctionNode, Project
from dash_codemods.model.traffic.mounting import uses_of
from dash_codemods.model.traffic.trees import Trees
from dash_codemods.model.walking import children, walk

_ADD = frozenset({"append", "extend", "insert"})
"""What is asked of a list that gets more, and loses nothing."""


def node_of(project: Project, component: Component) -> ast.Call | None:
    """The call that makes a component."""
    name = component.call.function.rpartition(".")[2]
    text = Text(project.sources.text(component.path))
    found = project.once(Trees).calls(component.path, name, component.span.line)
    return next((node for node in found if text.span(node) == component.span), None)


def around(project: Project, component: Component) -> Sequence[tuple[str, ast.AST]]:
    """The nodes that a component stands in, from its call outwards, each with its file.

    Where a part of a layout has a name, or a function, that is used once, it goes on there.
    """
    return project.once(_Surroundings).of(component)


class _Surroundings:
    """What components stand in, found out once for each."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._found: dict[Component, tuple[tuple[str, ast.AST], ...]] = {}

    def of(self, component: Component) -> Sequence[tuple[str, ast.AST]]:
        if component not in self._found:
            self._found[component] = tuple(_find_around(self._project, component))
        return self._found[component]


def _find_around(project: Project, component: Component) -> Iterator[tuple[str, ast.AST]]:
    trees = project.once(Trees)
    path, node = component.path, node_of(project, component)
    seen: set[ast.AST] = set()
    while node is not None and node not in seen:
        seen.add(node)
        parents = trees.parents(path)
        inner: ast.AST = node
        while inner in parents and not isinstance(inner, ast.Assign | ast.Expr | FunctionNode):
            yield path, inner
            inner = parents[inner]
        yield path, inner
        if isinstance(inner, ast.Expr):
            yield from ((path, outer) for outer in _statements_around(parents, inner))
        holder = holder_of(parents, inner)
        uses = uses_of_holder(project, path, inner) if holder is not None else None
        if uses is None:
            return
        uses = [(other, each) for other, each in uses if not is_added_to(trees, other, each)]
        node = None
        if len(uses) == 1 and isinstance(uses[0][1], ast.expr):
            path, node = uses[0]  # type: ignore[assignment]


def _statements_around(parents: dict[ast.AST, ast.AST], node: ast.AST) -> Iterator[ast.AST]:
    """What a statement of a function stands in."""
    while node in parents and not isinstance(parents[node], FunctionNode | ast.Module):
        node = parents[node]
        yield node


def uses_of_holder(project: Project, path: str, node: ast.AST) -> list[tuple[str, ast.AST]] | None:
    """Where the name is read that a part of a layout has; None where it may hold other things."""
    trees = project.once(Trees)
    parents = trees.parents(path)
    holder = holder_of(parents, node)
    within = None if isinstance(node, FunctionNode) else function_around(parents, node)
    if holder is None or _bindings(within or trees.sources.tree(path), holder) != 1:
        return None
    if within is not None:
        return [(path, each) for each in walk(within) if _reads(each, holder)]
    return [
        (other, each)
        for other, each in uses_of(project, path, holder)
        if not _is_local(trees.parents(other), each, holder)
    ]


def is_added_to(trees: Trees, path: str, node: ast.AST) -> bool:
    """Whether a name is read to put something more into the list that it holds."""
    parents = trees.parents(path)
    method = parents.get(node)
    if not (isinstance(method, ast.Attribute) and method.attr in _ADD):
        return False
    call = parents.get(method)
    return isinstance(call, ast.Call) and isinstance(parents.get(call), ast.Expr)


def holders(project: Project, inner: Component) -> Iterator[tuple[ast.AST, Component]]:
    """The components with an id that another one is in, each with the call that makes it."""
    for path, node in around(project, inner):
        if isinstance(node, ast.Call):
            span = Text(project.sources.text(path)).span(node)
            found = (c for c in project.components_in(path) if c.span == span and c is not inner)
            yield from ((node, component) for component in found)


def holder_of(parents: dict[ast.AST, ast.AST], node: ast.AST) -> str | None:
    """The name that an expression ends up behind, or that of a list that it is put into."""
    if isinstance(node, ast.Assign):
        target = node.targets[0]
        return target.id if isinstance(target, ast.Name) and len(node.targets) == 1 else None
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        method = node.value.func
        if isinstance(method, ast.Attribute) and method.attr in _ADD:
            return method.value.id if isinstance(method.value, ast.Name) else None
    if isinstance(node, FunctionNode) and not isinstance(parents[node], ast.ClassDef):
        return node.name
    return None


def function_around(parents: dict[ast.AST, ast.AST], node: ast.AST) -> FunctionNode | None:
    """The function that a statement stands in."""
    while node in parents and not isinstance(node, FunctionNode | ast.ClassDef):
        node = parents[node]
    return node if isinstance(node, FunctionNode) else None


def _reads(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)


def _is_local(parents: dict[ast.AST, ast.AST], node: ast.AST, name: str) -> bool:
    """Whether a name belongs to the function that it is read in."""
    function = function_around(parents, node)
    return function is not None and isinstance(node, ast.Name) and _bindings(function, name) == 1


def _bindings(within: ast.AST, name: str) -> int:
    """How often a module or a function itself gives a name something.

    Those in functions within are their own; where one says that it is not, it counts twice.
    """
    found = 0
    waiting: list[ast.AST] = list(children(within))
    while waiting:
        node = waiting.pop()
        if isinstance(node, FunctionNode | ast.ClassDef):
            found += node.name == name
            outer = (n for n in walk(node) if isinstance(n, ast.Global | ast.Nonlocal))
            found += 2 * any(name in each.names for each in outer)
            continue
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found += node.id == name
        found += isinstance(node, ast.arg) and node.arg == name
        found += 2 * (isinstance(node, ast.Global | ast.Nonlocal) and name in node.names)
        waiting += children(node)
    return found
