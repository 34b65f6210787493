"""What a component surely stands in, up to the layout that it is part of.

What it may stand in is told by `traffic.mounting`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dash_codemods.model.components import Component
from dash_codemods.model.patching.text import Text
from dash_codemods.model.project import FunctionNode, Project
from dash_codemods.model.traffic.mounting import uses_of
from dash_codemods.model.traffic.trees import Trees
from dash_codemods.model.walking import walk

_CHOOSES = ast.IfExp | ast.Dict | ast.BoolOp | ast.Subscript | ast.If | ast.Match | ast.Try
"""What only a part of may be shown."""


def node_of(project: Project, component: Component) -> ast.Call | None:
    """The call that makes a component."""
    name = component.call.function.rpartition(".")[2]
    text = Text(project.sources.text(component.path))
    found = project.once(Trees).calls(component.path, name, component.span.line)
    return next((node for node in found if text.span(node) == component.span), None)


def around(project: Project, component: Component) -> Iterator[tuple[str, ast.AST]]:
    """The nodes that a component stands in, from its call outwards, each with its file.

    Where a part of a layout has a name, or a function, that is used once, it goes on there.
    """
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
        if holder is None or _bindings(trees, path, holder) != 1:
            return
        uses = list(uses_of(project, path, holder))
        if len(uses) == 1 and isinstance(uses[0][1], ast.expr):
            path, node = uses[0]  # type: ignore[assignment]


def come_together(project: Project, one: Component, other: Component) -> bool:
    """Whether two components are part of one layout, so that they come and go together."""
    mine = [node for _, node in around(project, one)]
    theirs = [node for _, node in around(project, other)]
    first = next((node for node in mine if node in theirs), None)
    if not isinstance(first, ast.expr):
        return False
    between = (*mine[: mine.index(first) + 1], *theirs[: theirs.index(first)])
    return not any(isinstance(node, _CHOOSES) or _returns_more(node) for node in between)


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


def _bindings(trees: Trees, path: str, name: str) -> int:
    """How often a file gives a name something."""
    return sum(
        (isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load))
        or (isinstance(node, FunctionNode | ast.ClassDef) and node.name == name)
        or (isinstance(node, ast.arg) and node.arg == name)
        for node in trees.parents(path)
    )
