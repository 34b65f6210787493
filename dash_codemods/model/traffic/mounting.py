"""What a component may stand in; components that React mounts only once they are shown.

A callback can write the data of a Store in a tab that is not selected, and what listens to
that data is called. The timestamp is set by the Store itself, which is not there to do so
(tried on dash 4.4.1 with `dcc.Tabs`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from dash_codemods.model.apps import Apps
from dash_codemods.model.components import Component
from dash_codemods.model.project import FunctionNode, Project
from dash_codemods.model.traffic.trees import Trees, last_name
from dash_codemods.model.walking import walk

_HIDES = re.compile(
    r"Tab(?:s|sPanel|Pane)?$|Modal|Offcanvas|Drawer|Popover|Popup|Popconfirm|Tooltip|HoverCard|"
    r"Accordion|Collapse|Carousel|Stepper|Menu|Spoiler|Toast|Transition"
)
_MOST_STEPS = 200


def hidden_in(project: Project, component: Component) -> str | None:
    """The name of what may keep a component from being mounted, if something around it may."""
    names = (last_name(call.func) or "" for _, call in calls_around(project, component))
    return next((name for name in names if _HIDES.search(name)), None)


def calls_around(project: Project, component: Component) -> Iterator[tuple[str, ast.Call]]:
    """The calls that a component may stand in, from the inside out, each with its file.

    Where a part of a layout has a name, or a function, it goes on wherever that is used.
    """
    trees = project.once(Trees)
    name = component.call.function.rpartition(".")[2]
    waiting: list[tuple[str, ast.AST]] = [
        (component.path, call) for call in trees.calls(component.path, name, component.span.line)
    ]
    seen: set[tuple[str, str]] = set()
    for _ in range(_MOST_STEPS):
        if not waiting:
            return
        path, node = waiting.pop()
        calls, holder = _around(trees.parents(path), node)
        yield from ((path, call) for call in calls)
        if holder is not None and (path, holder) not in seen:
            seen.add((path, holder))
            waiting += uses_of(project, path, holder)


def _around(parents: dict[ast.AST, ast.AST], node: ast.AST) -> tuple[list[ast.Call], str | None]:
    """The calls around an expression, and the name that it ends up behind."""
    calls: list[ast.Call] = []
    while node in parents:
        node = parents[node]
        if isinstance(node, ast.Call):
            calls.append(node)
        elif isinstance(node, ast.Assign):
            target = node.targets[0]
            return calls, target.id if isinstance(target, ast.Name) else None
        elif isinstance(node, FunctionNode):
            return calls, node.name
    return calls, None


def uses_of(project: Project, path: str, name: str) -> Iterator[tuple[str, ast.AST]]:
    """Where a name of a module is used, in it and in what imports it."""
    trees = project.once(Trees)
    importers = (unit.path for unit in project.once(Apps).imports.importers(path))
    for other in dict.fromkeys((path, *importers)):
        for node in walk(trees.sources.tree(other)):
            if _is_use(node, name) or (other != path and _is_attribute(node, name)):
                yield other, node


def _is_use(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id == name


def _is_attribute(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and node.attr == name
