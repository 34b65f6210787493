"""DC303 server-toggle: a callback that only flips or copies values that the browser has.

## What it does
Finds callbacks that do nothing but choose among the values of their Inputs and States, flip
them, compare them with constants or build a style from them, and moves them to the browser: a
`clientside_callback` with the same function in JavaScript.

It is off by default: turn it on with `--select DC303`.

## Why is this bad?
To open a modal, the browser asks the server whether what is closed should be open now, and
waits for the answer. On a slow connection the button seems dead, and behind a callback that
takes long on a server with few workers it is.

## Example
```python
@callback(
    Output("filters", "is_open"),
    Input("filter-button", "n_clicks"),
    State("filters", "is_open"),
)
def toggle_filters(n_clicks, is_open):
    if n_clicks:
        return not is_open
    return is_open
```

## Use instead
```python
clientside_callback(
    \"\"\"
    function toggle_filters(n_clicks, is_open) {
        if (n_clicks) {
            return !is_open;
        }
        return is_open;
    }
    \"\"\",
    Output("filters", "is_open"),
    Input("filter-button", "n_clicks"),
    State("filters", "is_open"),
)
```

## Fix safety
Unsafe (`runs-in-the-browser`): the server is not asked any more, so that it does not log the
call, check who is calling or count it, and the callbacks behind this one start at once. On
every run of the Python function that did not fail, the JavaScript gives the same: the same
values, the same `PreventUpdate` and `no_update`.

Only what surely means the same is translated. `not x` becomes `!x` where the property or its
component says that `x` is a bool, a number or a text; where it may be an empty list or dict,
which JavaScript takes for true, the fix is refused. A property that was never set is None in
Python and undefined in JavaScript: `x is None` becomes `x == null`. `==` is translated
against a constant, `<` where one side is a number, `+` where both are numbers or both are
texts; f-strings only take texts and counts. An empty input for numbers is NaN in the browser
and None in Python: whether it is None is not asked, and it is not handed on. What reads a value
of the server, calls something or changes a list is not this rule's.

It is refused, with the line that stands in the way, where the function is used elsewhere or
has other decorators, for options that a clientside callback does not have (`background=`,
`running=`, `on_error=`), for `ALL` and for groups of dependencies, where two properties would
hold one and the same list or dict in the browser (a table may change its rows in place), where
a password or key is compared with a text that everybody could read then, and where an app's
callbacks are handed to another app or wrapped. So is it in an app with a content security
policy: JavaScript in Python is a script inside of the page. A policy that a proxy sets is not
seen. Comments and the docstring go along.

## Options
- `callback-decorators`: wrappers that register like `callback`; these are left.

## References
- [Dash: clientside callbacks](https://dash.plotly.com/clientside-callbacks)
- [Dash app callback performance: a real-world debugging example](https://dash-resources.com/dash-app-callback-performance-a-real-world-debugging-example/)
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from dash_codemods.model.imported_words import Sought, words_of
from dash_codemods.model.rule import Rule

if TYPE_CHECKING:
    from dash_codemods.model.callbacks import Callback
    from dash_codemods.model.findings import Finding
    from dash_codemods.model.project import Project

_CALLS = frozenset({"bool", "len", "dict"})
_MOST_LINES = 60


def check(project: Project) -> Iterator[Finding]:
    """Yield a finding for every callback that the browser could do alone."""
    return map(partial(_finding, project), project.once(_found))


def _found(project: Project) -> tuple[Callback, ...]:
    suspects = [callback for callback in project.callbacks if _may_be(callback)]
    if not suspects:
        return ()
    from dash_codemods.model.clientside.candidates import is_candidate

    return tuple(callback for callback in suspects if is_candidate(project, callback))


def _names(project: Project) -> Iterator[Sought]:
    for callback in project.once(_found):
        yield from words_of(callback)


def _may_be(callback: Callback) -> bool:
    """What the facts alone say: a short function on the server that calls next to nothing."""
    function = callback.function
    if callback.clientside or function is None or function.is_async or function.is_stub:
        return False
    if function.span.end_line - function.body_line > _MOST_LINES:
        return False
    called = {name for name in function.calls if not name.endswith("PreventUpdate")}
    names = {parameter.name for parameter in function.parameters}
    return called - names <= _CALLS


def _finding(project: Project, callback: Callback) -> Finding:
    from dash_codemods.model.clientside.plan import plan
    from dash_codemods.model.findings import Finding, Fix

    planned = plan(project, callback)
    fix = None
    if not planned.blockers:
        fix = Fix(f"Let the browser do what `{callback.name}` does", planned.edits)
    return Finding(
        code=RULE.code,
        name=RULE.name,
        message=f"`{callback.name}` only chooses among values that the browser has, but asks the "
        "server every time",
        path=callback.path,
        span=callback.call_span,
        callback=callback.name,
        app=str(callback.app) if callback.app else None,
        applicability="manual" if fix is None else "unsafe",
        effects=() if fix is None else ("runs-in-the-browser",),
        blocked_by=planned.blockers,
        fix=fix,
    )


RULE = Rule(
    code="DC303",
    name="server-toggle",
    summary="A callback that only flips or copies values that the browser has",
    check=check,
    sought=_names,
    default=False,
)
