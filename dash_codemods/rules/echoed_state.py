"""DC304 echoed-state: a State that is only returned as it came.

## What it does
Finds `State` arguments that a callback returns unchanged to the property that they came from,
on some path or on all, and uses for nothing else; returns `no_update` there, and removes the
`State` with its parameter. The value may go by another name until it is returned.

## Why is this bad?
The browser sends the value with every call, whatever path the function takes, and gets it back
on the path that changes nothing. `no_update` says the same without a value: a store of some
hundred kilobytes stays where it is. And a value that is sent back is the one of the time of the
call: what another callback wrote meanwhile is lost.

## Example
```python
@callback(
    Output("selection", "data"),
    Input("map", "selectedData"),
    State("selection", "data"),
)
def store_selection(selected, selection):
    if not selected:
        return selection
    return [point["customdata"] for point in selected["points"]]
```

## Use instead
```python
@callback(
    Output("selection", "data"),
    Input("map", "selectedData"),
)
def store_selection(selected):
    if not selected:
        return no_update
    return [point["customdata"] for point in selected["points"]]
```

## Fix safety
Unsafe:

- `dependents-not-triggered`: Dash calls the callbacks behind an output whenever it is updated,
  also with an equal value; with `no_update` it does not. Nor does it make children anew, and
  call what depends on the components in them.
- `changes-meanwhile-stay`: what the visitor or another callback gave the output while this one
  ran was replaced by the older value; now it stays.
- `callback-starts-to-run` and `more-cache-hits`, as for DC101.

It is refused, with the line, where the value is looked at too (`value-is-read`), may be another
one by the time that it is returned (`name-rebound`), or goes to another output as well
(`other-output`); where the output never gets anything else, so that the update itself may be
what is wanted (`only-echoed`); where an Input is the same property (`input-too`); for lists of
the values of all components that match (`wildcard-output`); where the callback itself gives the
output a value for a while, by `running=` or `set_props`, and takes it back (`takes-back`); where
the same value does something again, as the data of a Download does (`carried-out-again`); where
callbacks behind the output get their first call, at page load or when they are put into the
page, only because this one gives them a value (`dependents-wait-at-load`); where a return
annotation would lie; and where something else sees the arguments or the result, as for DC101. A
value that is worked with, a toggle say, is no echo. One that is changed on another path is
DC103's.

## Options
- `transparent-decorators`: decorators known not to look at a callback's arguments.

## References
- [Dash: advanced callbacks, no_update](https://dash.plotly.com/advanced-callbacks#catching-errors-with-preventupdate)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dash_codemods.model.findings import Finding, Fix
from dash_codemods.model.imported_words import Sought, words_of
from dash_codemods.model.rule import Rule

if TYPE_CHECKING:
    from dash_codemods.model.callbacks import BoundParameter, Callback
    from dash_codemods.model.echoing.echoes import Echo
    from dash_codemods.model.project import Project


def check(project: Project) -> Iterator[Finding]:
    """Yield a finding for every State that is returned as it came."""
    for callback, echoes in project.once(_found):
        beside = _unread(callback)
        for echo in echoes:
            finding = _finding(project, echo, beside)
            if finding.fix is not None:
                beside.append(echo.bound)
            yield finding


def _found(project: Project) -> list[tuple[Callback, list[Echo]]]:
    suspects = [callback for callback in project.callbacks if _may_echo(callback)]
    if not suspects:
        return []
    from dash_codemods.model.echoing.echoes import echoes_of

    found = [(callback, list(echoes_of(project, callback))) for callback in suspects]
    return [(callback, echoes) for callback, echoes in found if echoes]


def _names(project: Project) -> Iterator[Sought]:
    for callback, _ in project.once(_found):
        yield from words_of(callback)


def _may_echo(callback: Callback) -> bool:
    """Whether a State of a callback is the property of an Output too."""
    if callback.clientside or callback.function is None or not callback.states:
        return False
    written = {output.key for output in callback.outputs}
    return any(state.key in written for state in callback.states)


def _unread(callback: Callback) -> list[BoundParameter]:
    """The parameters that DC101 may take away."""
    return [
        bound
        for bound in callback.bindings() or ()
        if not bound.parameter.is_read
        and bound.dependencies
        and all(d.kind == "State" for d in bound.dependencies)
    ]


def _finding(project: Project, echo: Echo, beside: list[BoundParameter]) -> Finding:
    from dash_codemods.model.echoing.fixing import Plan

    plan = Plan(project, echo, tuple(beside)).make()
    state, callback, name = echo.state, echo.callback, echo.bound.parameter.name
    title = f"Return no_update, and remove {state} and the parameter `{name}`"
    fix = None if plan.blockers else Fix(title, tuple(plan.edits))
    return Finding(
        code=RULE.code,
        name=RULE.name,
        message=f"`{name}` is returned as it came: {state} is sent with every call, and sent back",
        path=callback.path,
        span=state.span,
        callback=callback.name,
        app=str(callback.app) if callback.app else None,
        applicability="manual" if fix is None else "unsafe",
        effects=() if fix is None else tuple(plan.effects),
        blocked_by=tuple(dict.fromkeys(plan.blockers)),
        fix=fix,
    )


RULE = Rule(
    code="DC304",
    name="echoed-state",
    summary="A State that is only returned as it came",
    check=check,
    sought=_names,
)
