"""DC302 relay-store: a Store whose data one callback hands on to another output, unchanged.

## What it does
Finds callbacks that return the data of a `dcc.Store` as it is, or of several Stores the one that
triggered them, to one output. The callbacks that write the Stores write that output themselves;
the Stores go from the layout, and the callback that handed on goes.

## Why is this bad?
The value makes the way from the server to the browser twice, and back to the server once: three
trips for one. Before Dash 2.9 there was no other way for several callbacks to write one output;
now there is `allow_duplicate=True`.

## Example
```python
app = Dash(__name__)
app.layout = html.Div(
    [
        dcc.Store(id="session"),
        dcc.Store(id="session-login"),
        dcc.Store(id="session-register"),
        html.Button("Sign in", id="login"),
        html.Button("Register", id="register"),
    ]
)


@callback(
    Output("session-login", "data"),
    Input("login", "n_clicks"),
    prevent_initial_call=True,
)
def login(n_clicks):
    return open_session()


@callback(
    Output("session-register", "data"),
    Input("register", "n_clicks"),
    prevent_initial_call=True,
)
def register(n_clicks):
    return open_session(new=True)


@callback(
    Output("session", "data"),
    Input("session-login", "data"),
    Input("session-register", "data"),
    prevent_initial_call=True,
)
def keep_session(login_session, register_session):
    if ctx.triggered_id == "session-login":
        return login_session
    return register_session
```

## Use instead
```python
app = Dash(__name__)
app.layout = html.Div(
    [
        dcc.Store(id="session"),
        html.Button("Sign in", id="login"),
        html.Button("Register", id="register"),
    ]
)


@callback(
    Output("session", "data", allow_duplicate=True),
    Input("login", "n_clicks"),
    prevent_initial_call=True,
)
def login(n_clicks):
    return open_session()


@callback(
    Output("session", "data", allow_duplicate=True),
    Input("register", "n_clicks"),
    prevent_initial_call=True,
)
def register(n_clicks):
    return open_session(new=True)
```

## Fix safety
Unsafe:

- `relay-store-goes`: the Store is not on the page any more. The Python code was searched for its
  id; a script in the assets folder was not. A `dcc.Loading` around the output shows while the
  writers work.
- `dependents-do-not-wait`: where several callbacks write the output now, one that reads it and
  shares a trigger with a writer does not wait for the writer any more.
- `target-may-be-missing`: the Store and the output's component are made in different places. A
  callback is not called while its only output is not on the page; and a Store that was put in
  again had its (empty) data handed on, which happens no more.
- `extra-call-at-load`: what depends on the output waited at page load for the callback that hands
  on, and was not called when that had nothing yet; now it gets its first call.
- `empty-values-pass`: the callback did not hand on None (or what is empty, or 0, or False); if a
  writer gives that, it now reaches the output.
- `script-value-as-it-is`: a clientside callback writes the Store, and what it gave went over the
  server, as JSON; now a Date, NaN or undefined reaches the output as it is.

It is refused, with the line, where the Store is read or named elsewhere, is kept in local or
session storage, starts with data, or does not stand in a list; where code knows its place in that
list (`place-is-known`), or a `dcc.Loading` around it, but not around the output, shows that the
writers work (`store-in-loading`); where not all of its writers are known, one writes a Patch, one
writes the output already or two of the Stores, or two would share their Inputs (DC204); where
what starts one writer starts another one, so that the last answer would be another; where the
Store and the output come apart, and a writer is called when the Store is put into the page, or
would be when what triggers it is, which `prevent_initial_call` prevents only if all its outputs
are put in with it (`writer-called-when-shown`); where the callback that hands on does something
at page load, or is not sure to be registered where a writer is (`not-registered-together`);
where what a writer writes besides calls a callback that has the output as it was before
(`target-read-between`); where one that reads the output is called at page load, and would wait
for a writer that may give nothing (`dependents-wait-at-load`); where a callback changes what is
around the Store (`place-is-known`, `store-is-replaced`); where the Store and the target may be
on different pages; where a hook of the server looks at requests, which name the Store
(`request-is-read`); and where something else calls or wraps the function.

## Options
- `initial-call`, as for DC202.

## References
- [Dash: duplicate callback outputs](https://dash.plotly.com/duplicate-callback-outputs)
- [Dash app callback performance: a real-world debugging example](https://dash-resources.com/dash-app-callback-performance-a-real-world-debugging-example/)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dash_codemods.model.findings import Finding, Fix
from dash_codemods.model.imported_words import Sought, words_of
from dash_codemods.model.rule import Rule

if TYPE_CHECKING:
    from dash_codemods.model.callbacks import Callback
    from dash_codemods.model.project import Project
    from dash_codemods.model.relays.candidates import Candidate


def check(project: Project) -> Iterator[Finding]:
    """Yield a finding for every callback that only hands the data of Stores on."""
    for found in project.once(_found):
        yield _finding(project, found)


def _found(project: Project) -> tuple[Candidate, ...]:
    suspects = [callback for callback in project.callbacks if _looks_like_relay(callback)]
    if not suspects:
        return ()
    from dash_codemods.model.relays.candidates import candidates

    return tuple(candidates(project, suspects))


def _names(project: Project) -> Iterator[Sought]:
    for one in project.once(_found):
        yield from words_of(one.callback)


def _looks_like_relay(callback: Callback) -> bool:
    """Whether a callback takes the data of components alone, and has one output."""
    return (
        not callback.clientside
        and callback.function is not None
        and not callback.states
        and bool(callback.inputs)
        and all(one.prop == "data" for one in callback.inputs)
        and len(callback.outputs) == 1
    )


def _finding(project: Project, found: Candidate) -> Finding:
    from dash_codemods.model.relays.fixing import Plan

    plan = Plan(project, found, RULE.code, RULE.name).make()
    callback = found.callback
    ids = [f'"{store.component_id}"' for store, _ in found.stores]
    several = len(ids) > 1
    shown = f"{', '.join(ids[:-1])} and {ids[-1]}" if several else ids[0]
    stores = f"the Store{'s' if several else ''} {shown}"
    title = f"Let the callbacks that write {stores} write {found.target}"
    fix = None if plan.blockers else Fix(title, tuple(plan.edits))
    return Finding(
        code=RULE.code,
        name=RULE.name,
        message=f"`{callback.name}` only hands on what {stores} get{'' if several else 's'}, "
        f"to {found.target}",
        path=callback.path,
        span=found.target.span,
        callback=callback.name,
        app=str(callback.app) if callback.app else None,
        applicability="manual" if fix is None else "unsafe",
        effects=() if fix is None else tuple(plan.effects),
        blocked_by=tuple(dict.fromkeys(plan.blockers)),
        fix=fix,
    )


RULE = Rule(
    code="DC302",
    name="relay-store",
    summary="A Store whose data one callback hands on, unchanged",
    check=check,
    sought=_names,
)
