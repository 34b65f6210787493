"""What a component surely stands in, up to the layout that it is part of.

What it may stand in is told by `traffic.mounting`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from dash_codemods.model.components import Component
from dash_codemods.model.names import External
from dash_codemods.model.patching.text import Text
from dash_codemods.model.project import FunctionNode, Project
from dash_codemods.model.traffic.mounting import uses_of
from dash_codemods.model.traffic.trees import Trees, dotted
from dash_codemods.model.walking import children, walk

_CHOOSES = (
    ast.IfExp
    | ast.Dict
    | ast.BoolOp
    | ast.Subscript
    | ast.If
    | ast.Match
    | ast.Try
    | ast.For
    | ast.While
    | ast.ListComp
    | ast.GeneratorExp
)
"""What only a part of may be shown, or nothing."""
_TAKE = frozenset({"pop", "remove", "clear", "children"})
"""What is asked of a list, or of a component, that loses something."""
_KEEP = frozenset({"append", "extend", "insert", "list", "tuple"})
"""Calls that leave out nothing of what they are given."""


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
        while inner in parents and not isinstance(inner, ast.Assign | FunctionNode):
            yield path, inner
            inner = parents[inner]
        yield path, inner
        node = None
        holder = _holder(parents, inner)
        if holder is None:
            return
        within = _function_around(parents, inner) if isinstance(inner, ast.Assign) else None
        if _bindings(within or trees.sources.tree(path), holder) != 1:
            return
        if within is None:
            uses = [
                (other, each)
                for other, each in uses_of(project, path, holder)
                if not _is_local(trees.parents(other), each, holder)
            ]
        else:
            uses = [(path, each) for each in walk(within) if _reads(each, holder)]
        if len(uses) == 1 and isinstance(uses[0][1], ast.expr):
            path, node = uses[0]  # type: ignore[assignment]


def come_together(project: Project, one: Component, other: Component) -> bool:
    """Whether two components are part of one layout, so that they come and go together."""
    mine, theirs = around(project, one), around(project, other)
    first = next((place for place in mine if place in theirs), None)
    if first is None or not isinstance(first[1], ast.expr):
        return False
    if _may_leave_out(project, one, mine[: mine.index(first) + 1]):
        return False
    if _may_leave_out(project, other, theirs[: theirs.index(first)]):
        return False
    path, common = first
    return not _is_trimmed(project.once(Trees).parents(path), common)


def _is_trimmed(parents: dict[ast.AST, ast.AST], part: ast.AST) -> bool:
    """Whether the name that a part of a layout is kept under is used to take something out of it.

    `children.pop()`, `children[:-1]`, `del body["filter"]`.
    """
    statement = part
    while statement in parents and not isinstance(statement, ast.stmt):
        statement = parents[statement]
    name = _holder(parents, statement) if isinstance(statement, ast.Assign) else None
    within = _function_around(parents, statement)
    if name is None or within is None:
        return False
    named = [node for node in walk(within) if isinstance(node, ast.Name) and node.id == name]
    holding = [parents[node] for node in named]
    return any(
        isinstance(node, ast.Subscript) or (isinstance(node, ast.Attribute) and node.attr in _TAKE)
        for node in holding
    )


def _may_leave_out(
    project: Project, component: Component, way: Sequence[tuple[str, ast.AST]]
) -> bool:
    """Whether what stands in nodes, from the first outwards, may not come with the last."""
    inner: ast.AST | None = None
    for path, node in way:
        if isinstance(node, ast.Call):
            # What stands in the function's own name is no child.
            given = inner is not None and inner is not node.func
            scope = component.scope if path == component.path else 0
            if given and not _keeps_children(project, path, scope, node):
                return True
        elif _chooses(node):
            return True
        inner = node
    return False


def _keeps_children(project: Project, path: str, scope: int, call: ast.Call) -> bool:
    """Whether a call surely gives back all that it is given: components of libraries do.

    Classes are written with a capital; one of the project's own may leave a child out.
    """
    name = dotted(call.func) or ""
    last = name.rpartition(".")[2]
    if not last[:1].isupper():
        return last in _KEEP
    return isinstance(project.names.resolve(path, scope, name), External)


def _chooses(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp):
        return not isinstance(node.op, ast.Add)
    return isinstance(node, _CHOOSES) or _returns_more(node)


def holders(project: Project, inner: Component) -> Iterator[tuple[ast.AST, Component]]:
    """The components with an id that another one is in, each with the call that makes it."""
    for path, node in around(project, inner):
        if isinstance(node, ast.Call):
            span = Text(project.sources.text(path)).span(node)
            found = (c for c in project.components_in(path) if c.span == span and c is not inner)
            yield from ((node, component) for component in found)


def is_always_there(project: Project, component: Component) -> bool:
    """Whether a component is surely part of an app's layout, whatever page is shown."""
    found = around(project, component)
    if not found or _may_leave_out(project, component, found):
        return False
    if any(path in project.pages for path, _ in found):
        return False
    path, last = found[-1]
    parents = project.once(Trees).parents(path)
    outer: ast.AST = last
    while outer in parents:
        outer = parents[outer]
        if isinstance(outer, _CHOOSES):
            return False
    given = [node for node in parents if isinstance(node, ast.Assign) and _layouts(node)]
    others = {each for node in given if node is not last for each in _layouts(node)}
    mine = _layouts(last) if isinstance(last, ast.Assign) else set()
    return bool(mine) and mine.isdisjoint(others)


def _layouts(node: ast.Assign) -> set[str]:
    """The layouts that a statement gives: `app.layout`."""
    targets = (t for t in node.targets if isinstance(t, ast.Attribute) and t.attr == "layout")
    return set(map(ast.unparse, targets))


def _returns_more(node: ast.AST) -> bool:
    """Whether a function has more than one thing to return."""
    if not isinstance(node, FunctionNode):
        return False
    return sum(isinstance(inner, ast.Return) for inner in walk(node)) > 1


def _holder(parents: dict[ast.AST, ast.AST], node: ast.AST) -> str | None:
    """The name that an expression ends up behind."""
    if isinstance(node, ast.Assign):
        target = node.targets[0]
        return target.id if isinstance(target, ast.Name) and len(node.targets) == 1 else None
    if isinstance(node, FunctionNode) and not isinstance(parents[node], ast.ClassDef):
        return node.name
    return None


def _function_around(parents: dict[ast.AST, ast.AST], node: ast.AST) -> FunctionNode | None:
    """The function that a statement stands in."""
    while node in parents and not isinstance(node, FunctionNode | ast.ClassDef):
        node = parents[node]
    return node if isinstance(node, FunctionNode) else None


def _reads(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)


def _is_local(parents: dict[ast.AST, ast.AST], node: ast.AST, name: str) -> bool:
    """Whether a name belongs to the function that it is read in."""
    function = _function_around(parents, node)
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
