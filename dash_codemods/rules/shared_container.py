"""DC206 shared-container: several callbacks fill one container with content of their own.

## What it does
Finds containers whose whole `children` several callbacks replace, each with components that
it makes itself. Off by default: select it by its code.

## Why is this bad?
What the container shows depends on which callback answered last. Nobody who reads one of
them can tell, and two that run at the same time leave one result or the other.

## Example
```python
@callback(
    Output("results", "children", allow_duplicate=True),
    Input("search", "n_clicks"),
    prevent_initial_call=True,
)
def search(n_clicks):
    return [html.Div("Found by search")]


@callback(
    Output("results", "children", allow_duplicate=True),
    Input("filter", "value"),
    prevent_initial_call=True,
)
def narrow(value):
    return [html.Div(f"Filtered: {value}")]
```

## Use instead
```python
@callback(
    Output("search-results", "children"),
    Input("search", "n_clicks"),
    prevent_initial_call=True,
)
def search(n_clicks):
    return [html.Div("Found by search")]


@callback(
    Output("filter-results", "children"),
    Input("filter", "value"),
    prevent_initial_call=True,
)
def narrow(value):
    return [html.Div(f"Filtered: {value}")]
```

## Fix safety
There is no fix: whether the two results are one thing (then merge the callbacks) or two
(then give each a container of its own), only you know.

## References
- [How to use allow_duplicate](https://dash-resources.com/how-to-use-allow_duplicate-good-and-bad-practices/)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dash_codemods.model.findings import Finding
from dash_codemods.model.rule import Rule
from dash_codemods.model.shared_outputs import shared_outputs, who_meets

if TYPE_CHECKING:
    from dash_codemods.model.duplicates import Writer
    from dash_codemods.model.project import Project

_NO_CONTENT = (
    *("Patch", "Location", "Store", "Interval", "Download"),
    *("Alert", "Notification", "Message", "Toast", "Snackbar"),
)
"""Classes of what is no component, is not seen, or says something and goes again."""

_OF_ITSELF = ("id", "className", "style", "hidden", "key")
"""Properties that are no content."""


def check(project: Project) -> Iterator[Finding]:
    """Yield a finding for every container that several callbacks fill."""
    if not project.once(shared_outputs):
        return
    from dash_codemods.model.duplicates import Duplicates

    duplicates = project.once(Duplicates)
    for candidates in duplicates.candidates:
        if candidates[0].output.prop != "children" or _is_button(project, candidates[0]):
            continue
        filling = [w for w in candidates if w.flagged is not None and _fills(project, w)]
        if not any(w.flagged for w in filling):
            continue
        for group in duplicates.groups_of(filling):
            if len({(w.path, w.callback.function) for w in group}) == 1:
                # One function, registered several times: the content is the same.
                continue
            first = next((w for w in group if w.path in project.selected), None)
            if first is not None:
                yield _finding(first, group)


def _is_button(project: Project, writer: Writer) -> bool:
    """Whether what is filled is a button, whose label several callbacks may well change."""
    made = project.components_with(writer.output.component_id)
    return bool(made) and all(c.known_kind and c.kind.endswith("Button") for c in made)


def _fills(project: Project, writer: Writer) -> bool:
    """Whether a writer makes new components whenever it writes."""
    from dash_codemods.model.traffic.returned import returned_for
    from dash_codemods.model.traffic.trees import Trees

    callback = writer.callback
    trees = project.once(Trees)
    tree = trees.function_of(callback)
    if tree is None or callback.function is None:
        return False
    assigned = trees.single_assignments(tree)
    content = _Content(project, callback.path, callback.function.body, assigned)
    ways = returned_for(project, callback, writer.output)
    kept = {
        bound.parameter.name
        for bound in callback.bindings() or ()
        if any(dependency.key == writer.output.key for dependency in bound.dependencies)
    }
    if kept and any(content.holds(kept, way.value) for way in ways if way.value is not None):
        return False
    made = [content.is_made(way.value) for way in ways if way.value is not None]
    return any(made) and not any(way.value is None and not way.nothing for way in ways)


class _Content:
    """Tells components that a function makes from everything else."""

    def __init__(
        self, project: Project, path: str, scope: int, assigned: dict[str, ast.expr]
    ) -> None:
        self.project, self.path, self.scope = project, path, scope
        self.assigned = assigned

    def is_made(self, node: ast.expr, steps: int = 4) -> bool:
        if steps == 0:
            return False
        if isinstance(node, ast.List | ast.Tuple):
            return any(self.is_made(element, steps - 1) for element in node.elts)
        if isinstance(node, ast.ListComp):
            return self.is_made(node.elt, steps - 1)
        if isinstance(node, ast.Name) and node.id in self.assigned:
            return self.is_made(self.assigned[node.id], steps - 1)
        return isinstance(node, ast.Call) and self._is_component(node)

    def holds(self, names: set[str], node: ast.expr, steps: int = 4) -> bool:
        """Whether some names are part of what an expression is made of."""
        from dash_codemods.model.walking import walk

        return any(
            inner.id in names
            or (
                steps > 0
                and inner.id in self.assigned
                and self.holds(names, self.assigned[inner.id], steps - 1)
            )
            for inner in walk(node)
            if isinstance(inner, ast.Name)
        )

    def _is_component(self, node: ast.Call) -> bool:
        from dash_codemods.model.traffic.trees import dotted

        name = dotted(node.func)
        found = self.project.names.external(self.path, self.scope, name) if name else None
        last = found.rpartition(".")[2] if found else ""
        if found and found.startswith("dash.html.") and _is_empty(node):
            return False
        return last[:1].isupper() and not any(word in last for word in _NO_CONTENT)


def _is_empty(node: ast.Call) -> bool:
    """Whether an element is there to hold nothing, as `html.Div()`."""
    return not node.args and all(keyword.arg in _OF_ITSELF for keyword in node.keywords)


def _finding(first: Writer, group: Sequence[Writer]) -> Finding:
    from dash_codemods.model.sharing import listed, place_of

    return Finding(
        code=RULE.code,
        name=RULE.name,
        message=f"{listed(group)} each fill {first.output} with content of their own: give each a "
        "container, or merge them",
        path=first.path,
        span=place_of(first),
        callback=first.name,
        app=str(first.callback.app) if first.callback.app else None,
    )


RULE = Rule(
    code="DC206",
    name="shared-container",
    summary="Several callbacks replace the children of one container",
    check=check,
    sought=lambda project: project.once(who_meets),
    default=False,
    fixes=False,
)
