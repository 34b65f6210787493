"""DC208 ignored-app-setting: `@callback` does not see the app's prevent_initial_callbacks.

## What it does
Finds apps made with `prevent_initial_callbacks=True` and, among their callbacks, those that
are registered with `@callback` and run when the page is loaded all the same.

## Why is this bad?
`prevent_initial_callbacks` is the default of `@app.callback` and `app.clientside_callback`
only. `dash.callback` is imported without an app, and keeps its own default, `False`, whatever
the app says. Who moves callbacks from the one to the other to split a module changes what
happens at load, and nothing tells.

## Example
```python
app = Dash(prevent_initial_callbacks=True)


@callback(Output("mail", "children"), Input("send", "n_clicks"))
def send(n_clicks):
    return send_mail()
```

## Use instead
```python
app = Dash(prevent_initial_callbacks=True)


@callback(
    Output("mail", "children"),
    Input("send", "n_clicks"),
    prevent_initial_call=True,
)
def send(n_clicks):
    return send_mail()
```

## Fix safety
There is no fix: the call at load may be what you want by now, as for a callback that fills
the page. Say so with `prevent_initial_call=False`, or prevent it with `True`. Callbacks that
do nothing when no Input triggered them are left out.

## References
- [Dash: prevent_initial_call](https://dash.plotly.com/advanced-callbacks#prevent-callback-execution-upon-initial-component-render)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dash_codemods.model.expressions import Constant
from dash_codemods.model.findings import Finding
from dash_codemods.model.rule import Rule

if TYPE_CHECKING:
    from dash_codemods.model.callbacks import Callback
    from dash_codemods.model.components import App
    from dash_codemods.model.project import Project


def check(project: Project) -> Iterator[Finding]:
    """Yield a finding for every global callback that an app's setting does not reach."""
    if not any(callback.is_global for callback in project.callbacks):
        return
    if not any(app.option("prevent_initial_callbacks") is not None for app in project.apps):
        return
    from dash_codemods.model.initial_calls import InitialCalls

    initial = project.once(InitialCalls)
    for callback in project.callbacks:
        if not callback.is_global or callback.framework != "dash" or not callback.inputs:
            continue
        if initial.own_setting(callback) is not None:
            continue
        app = _only_app(project, callback)
        if app is None or initial.setting_of(app) != Constant(True):
            continue
        if initial.matters(callback):
            yield _finding(callback, app)


def _only_app(project: Project, callback: Callback) -> App | None:
    """The one app that a callback can belong to."""
    near = project.apps_near(callback.path)
    if len(near) == 1:
        return near[0]
    from dash_codemods.model.apps import Apps

    apps = project.once(Apps)
    homes = {
        app
        for site in apps.sites(callback)
        for app in apps.apps_run_by(site.unit)
        if len(apps.apps_run_by(site.unit)) == 1
    }
    return homes.pop() if len(homes) == 1 else None


def _finding(callback: Callback, app: App) -> Finding:
    registrar = "a global clientside_callback" if callback.clientside else "@callback"
    return Finding(
        code=RULE.code,
        name=RULE.name,
        message=f"`{callback.name}` runs at load: {registrar} does not see the "
        f"prevent_initial_callbacks=True of {app.path}",
        path=callback.path,
        span=callback.call_span,
        callback=callback.name,
        app=f"{app.path}:{app.name}" if app.name else app.path,
    )


RULE = Rule(
    code="DC208",
    name="ignored-app-setting",
    summary="A global callback that the app's prevent_initial_callbacks does not reach",
    check=check,
    fixes=False,
)
