"""DC202 allow-duplicate-without-prevent-initial-call: Dash refuses the callback.

## What it does
Finds callbacks whose Output says `allow_duplicate=True` and that do not prevent their initial
call, and says so.

## Why is this bad?
Dash raises `DuplicateCallback` when the module is imported: the app does not start. An app's
`prevent_initial_callbacks=True` helps a callback registered with `@app.callback`, but never
one registered with `@callback`, which does not know the app.

## Example
```python
app = Dash(prevent_initial_callbacks=True)


@callback(
    Output("total", "children", allow_duplicate=True),
    Input("reset", "n_clicks"),
)
def reset(n_clicks):
    return "0" if n_clicks else no_update
```

## Use instead
```python
app = Dash(prevent_initial_callbacks=True)


@callback(
    Output("total", "children", allow_duplicate=True),
    Input("reset", "n_clicks"),
    prevent_initial_call=True,
)
def reset(n_clicks):
    return "0" if n_clicks else no_update
```

## Fix safety
Safe: the app did not start. A callback whose call at load would do something, and that is
the only such writer of its outputs, gets `prevent_initial_call="initial_duplicate"`, which
lets Dash make that call; all others get `True`. Nothing is said where the setting cannot be
read: behind a name that is computed, behind `**options`, on an app that was not found or is of
a class of its own, or where the project wrote the `callback` itself.

## Options
- `initial-call = "prevent"`: always `prevent_initial_call=True`.

## References
- [Dash: duplicate callback outputs](https://dash.plotly.com/duplicate-callback-outputs)
- [Dash: prevent_initial_call](https://dash.plotly.com/advanced-callbacks#prevent-callback-execution-upon-initial-component-render)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dash_codemods.model.findings import Finding, Fix
from dash_codemods.model.rule import Rule

if TYPE_CHECKING:
    from dash_codemods.model.callbacks import Callback
    from dash_codemods.model.dependencies import Dependency
    from dash_codemods.model.project import Project


def check(project: Project) -> Iterator[Finding]:
    """Yield a finding for every callback that Dash would refuse to register."""
    for callback in project.callbacks:
        output = _flagged_output(project, callback)
        if output is not None and _is_refused(project, callback):
            yield _finding(project, callback, output)


def _flagged_output(project: Project, callback: Callback) -> Dependency | None:
    written = [output for output in callback.outputs if output.allow_duplicate is not None]
    if not written:
        return None
    from dash_codemods.model.duplicates import is_flagged

    return next((o for o in written if is_flagged(project, callback, o)), None)


def _is_refused(project: Project, callback: Callback) -> bool:
    if callback.framework not in ("dash", "unknown"):
        return False
    if any(blocker.reason == "unresolved-name" for blocker in callback.blockers):
        return False
    from dash_codemods.model.apps import Apps, unit_of
    from dash_codemods.model.duplicates import Duplicates, registers_by_own_function
    from dash_codemods.model.initial_calls import InitialCalls

    if registers_by_own_function(project, callback):
        return False
    if project.once(InitialCalls).allows_duplicates(callback) is not False:
        return False
    if project.once(Duplicates).may_have_other_rules(callback):
        return False
    return project.once(Apps).alive(unit_of(callback))


def _finding(project: Project, callback: Callback, output: Dependency) -> Finding:
    from dash_codemods.model.flagging import Flagging, set_prevent_initial_call

    flagging = project.once(Flagging)
    blockers = tuple(flagging.out_of_reach(callback, RULE.code, RULE.name))
    setting, _ = flagging.setting_for(callback)
    edits = tuple(set_prevent_initial_call(project, callback, setting or "True"))
    shown = "True" if setting in (None, "True") else f'"{setting}"'
    fix = None if blockers else Fix(f"Add prevent_initial_call={shown}", edits)
    return Finding(
        code=RULE.code,
        name=RULE.name,
        message=f"Dash refuses `{callback.name}`: {output} allows duplicates, but the callback "
        "does not prevent its initial call",
        path=callback.path,
        span=output.span if output.path == callback.path else callback.call_span,
        callback=callback.name,
        app=str(callback.app) if callback.app else None,
        applicability="safe" if fix is not None else "manual",
        blocked_by=blockers,
        fix=fix,
    )


RULE = Rule(
    code="DC202",
    name="allow-duplicate-without-prevent-initial-call",
    summary="An Output allows duplicates, but its callback does not prevent the initial call",
    check=check,
    error=True,
)
