"""DC101 unused-state: a State whose value is never read.

## What it does
Finds `State` arguments of callbacks whose parameter is never read, and removes the `State`
from the registration together with its parameter.

## Why is this bad?
The browser sends the value of every State with every call, whether the function reads it
or not. A store or a figure of some hundred kilobytes is uploaded on each click, over the
slow direction of the connection, and later callbacks wait behind it.

## Example
```python
@callback(
    Output("selection", "data"),
    Input("map", "selectedData"),
    State("selection", "data"),
    State("map-figure", "data"),
)
def store_selection(selected, selection, figure):
    return merge(selection, selected)
```

## Use instead
```python
@callback(
    Output("selection", "data"),
    Input("map", "selectedData"),
    State("selection", "data"),
)
def store_selection(selected, selection):
    return merge(selection, selected)
```

## Fix safety
Safe: the function never saw the value. Calls of the function elsewhere in the analysed code
(a unit test, say) lose the argument in the same fix, and a docstring section loses the
parameter's entry. The fix is unsafe (`callback-starts-to-run`) where the State's component
may be missing from the page: Dash does not call such a callback at all, and would once the
State is gone. It surely is there where one component of Dash, or of a package whose name
begins with `dash_` or `feffery_`, holds it together with that of an Input or Output (and no
callback takes single children out of that, as with `del patch[0]`), and where it is part of
the app's layout, which nothing changes later. The fix is unsafe as well
(`more-cache-hits`) for a background callback with a cache, whose key holds every argument.
It is refused, with the reason, where something else may see the value: `ctx.states` and its
kin (in a property or a logger's filter, too, which run unseen), `locals()`, a pandas query
or a formula that names it (`"price <= @limit"`, `"price ~ limit"`) or that is put together
where its names are not known, frames and tracebacks (`f_locals`), other decorators,
`api_endpoint` and `enable_mcp`, callers that cannot be followed (`app.callback_map`, say).

## Options
- `transparent-decorators`: decorators known not to look at a callback's arguments.
- `callback-decorators`: wrappers that register like `callback`.

## References
- [Dash: State](https://dash.plotly.com/basic-callbacks#dash-app-with-state)
- [Dash app callback performance: a real-world debugging example](https://dash-resources.com/dash-app-callback-performance-a-real-world-debugging-example/)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dash_codemods.model.imported_words import words_of
from dash_codemods.model.rule import Rule

if TYPE_CHECKING:
    from dash_codemods.model.callbacks import BoundParameter, Callback
    from dash_codemods.model.findings import Finding
    from dash_codemods.model.imported_words import Sought
    from dash_codemods.model.project import Project
    from dash_codemods.model.removal import Removal


def check(project: Project) -> Iterator[Finding]:
    """Yield a finding for every State that nothing reads."""
    for callback, unread in project.once(_suspects):
        yield from _check_callback(project, callback, unread)


def _names(project: Project) -> Iterator[Sought]:
    for callback, _ in project.once(_suspects):
        yield from words_of(callback)


def _suspects(project: Project) -> list[tuple[Callback, list[BoundParameter]]]:
    suspects = [(callback, list(_unread(project, callback))) for callback in project.callbacks]
    return [(callback, unread) for callback, unread in suspects if unread]


def _unread(project: Project, callback: Callback) -> Iterator[BoundParameter]:
    """The parameters of a callback that get States alone and that nothing reads."""
    if callback.clientside or callback.function is None:
        return
    if not callback.states or _told_before(project, callback):
        return
    for bound in callback.bindings() or ():
        states = all(d.kind == "State" for d in bound.dependencies)
        if bound.dependencies and states and not bound.parameter.is_read:
            yield bound


def _check_callback(
    project: Project, callback: Callback, unread: list[BoundParameter]
) -> Iterator[Finding]:
    # Imported here: a run that finds nothing, as most do, should not wait for it.
    from dash_codemods.model.removal import plan_removal

    planned: list[BoundParameter] = []
    for bound in unread:
        removal = plan_removal(project, callback, [*planned, bound], bound)
        if not removal.blockers:
            planned.append(bound)
        yield _finding(project, callback, bound, removal)


def _told_before(project: Project, callback: Callback) -> bool:
    """A function registered several times is spoken of once, at its first registration."""
    return project.registrations_of(callback)[0] is not callback


def _finding(
    project: Project, callback: Callback, bound: BoundParameter, removal: Removal
) -> Finding:
    from dash_codemods.model.findings import Finding, Fix
    from dash_codemods.model.removal import removal_effects

    dependency = bound.dependencies[0]
    effects: tuple[str, ...] = ()
    fix = None
    if not removal.blockers:
        effects = tuple(removal_effects(project, callback, bound.dependencies))
        also = _also(callback, removal)
        fix = Fix(
            f"Remove {dependency} and the parameter `{bound.parameter.name}`{also}", removal.edits
        )
    return Finding(
        code=RULE.code,
        name=RULE.name,
        message=f"`{bound.parameter.name}` is never read, but {dependency} is sent with every call",
        path=callback.path,
        span=dependency.span,
        callback=callback.name,
        app=str(callback.app) if callback.app else None,
        applicability="manual" if fix is None else ("unsafe" if effects else "safe"),
        effects=effects,
        blocked_by=removal.blockers,
        fix=fix,
    )


def _also(callback: Callback, removal: Removal) -> str:
    if not removal.calls:
        return ""
    plural = "s" if removal.calls > 1 else ""
    return f", and the argument from {removal.calls} call{plural} of `{callback.name}`"


RULE = Rule(
    code="DC101",
    name="unused-state",
    summary="A State whose value is never read",
    check=check,
    sought=_names,
)
