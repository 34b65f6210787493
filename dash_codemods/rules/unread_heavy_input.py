"""DC105 unread-heavy-input: a figure, a table or a layout sent only to say that it changed.

## What it does
Finds `Input` arguments of properties that hold much data (`figure`, `children`, `options`,
the rows of a table, the contents of an upload, ...) whose parameter is never read. Unlike a
`dcc.Store`, whose `modified_timestamp` says the same (see DC102), these have no twin that
costs nothing and changes whenever they do, so there is no fix: the finding says what can be
listened to instead.

## Why is this bad?
The browser sends the value of every Input with every call, whether the function reads it or
not. A figure of some hundred kilobytes takes seconds on a slow connection, and later
callbacks wait behind it.

## Example
```python
@callback(
    Output("legend", "children"),
    Input("map", "figure"),
    State("layer", "value"),
)
def show_legend(figure, layer):
    return legend_of(layer)
```

## Use instead
Have the callback that draws the map say so in a store of its own, and listen to that:
```python
@callback(
    Output("map", "figure"),
    Output("map-drawn", "data"),
    Input("layer", "value"),
)
def draw_map(layer):
    return figure_of(layer), time.time()


@callback(
    Output("legend", "children"),
    Input("map-drawn", "data"),
    State("layer", "value"),
)
def show_legend(drawn, layer):
    return legend_of(layer)
```
Or listen to what makes the property change in the first place.

## Fix safety
There is no fix. Nothing is told where another decorator of the function may read the value
(`@cache.memoize()` does), unless it is named in `transparent-decorators`. What looks like a
light twin is none: `data_timestamp` of a DataTable moves with a visitor's edits alone, not when
a callback writes `data`; `last_modified` of an Upload is the time of the file, which another
file may share.

## Options
- `transparent-decorators`: decorators known not to look at a callback's arguments.

## References
- [Dash: dcc.Store](https://dash.plotly.com/dash-core-components/store)
- [Dash app callback performance: a real-world debugging example](https://dash-resources.com/dash-app-callback-performance-a-real-world-debugging-example/)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dash_codemods.model.findings import Finding
from dash_codemods.model.properties import HEAVY
from dash_codemods.model.rule import Rule

if TYPE_CHECKING:
    from dash_codemods.model.callbacks import BoundParameter, Callback
    from dash_codemods.model.dependencies import Dependency
    from dash_codemods.model.project import Project


def check(project: Project) -> Iterator[Finding]:
    """Yield a finding for every heavy property that a callback listens to and does not read."""
    for callback in project.callbacks:
        if callback.clientside or callback.framework == "django-plotly-dash":
            continue
        for bound in callback.bindings() or ():
            if not bound.parameter.is_read:
                yield from _check(project, callback, bound)


def _check(project: Project, callback: Callback, bound: BoundParameter) -> Iterator[Finding]:
    for dependency in bound.dependencies:
        if dependency.kind == "Input" and dependency.prop in (*HEAVY, "data"):
            from dash_codemods.model.traffic.heavy import is_heavy, seen_besides

            if is_heavy(project, callback, dependency) and not seen_besides(project, callback):
                yield _finding(project, callback, bound, dependency)


def _finding(
    project: Project, callback: Callback, bound: BoundParameter, dependency: Dependency
) -> Finding:
    from dash_codemods.model.traffic.heavy import advice

    return Finding(
        code=RULE.code,
        name=RULE.name,
        message=f"`{bound.parameter.name}` is never read, but {dependency} sends all of it with "
        f"every call; {advice(project, callback, dependency)}",
        path=callback.path,
        span=dependency.span,
        callback=callback.name,
        app=str(callback.app) if callback.app else None,
    )


RULE = Rule(
    code="DC105",
    name="unread-heavy-input",
    summary="A figure, table or layout sent only to say that it changed",
    check=check,
    fixes=False,
)
