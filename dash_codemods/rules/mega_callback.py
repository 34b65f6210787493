"""DC301 mega-callback: one callback that does another thing for every trigger.

## What it does
Finds callbacks with several Inputs that ask `ctx.triggered_id` (or `ctx.triggered`) which of
them triggered the call and do something else for each, and splits them: one callback for every
branch. Branches that share much of their code stay together in one that still asks. So does the
part that one of several components of a kind triggers (an Input with `ALL` or `MATCH`), where it
must: Dash calls it without a trigger when one of them goes. What the callback does when the page
is loaded goes with one of the parts. What a branch asks besides its trigger it still asks: a
setting of the module may be changed.

Statements before the branches go along where they are used. Where that is more than four lines
(or eight, for parts with as many of their own), they become a function that the parts call:
`_get_homes` if it hands back one value, `_prepare_update_map` for several.

## Why is this bad?
All states of all branches are sent with every call, and every branch has to say `no_update`
for the outputs of the others. What one button does is found only by reading what all of them
do. And while one branch runs, a click on another button throws its answer away.

## Example
```python
@callback(
    Output("map", "figure"),
    Output("count", "children"),
    Input("search", "n_clicks"),
    Input("reset", "n_clicks"),
    State("city", "value"),
    prevent_initial_call=True,
)
def update_map(search_clicks, reset_clicks, city):
    if ctx.triggered_id == "search":
        homes = find_homes(city)
        return draw(homes), f"{len(homes)} homes"
    elif ctx.triggered_id == "reset":
        return draw([]), no_update
```

## Use instead
```python
@callback(
    Output("map", "figure", allow_duplicate=True),
    Output("count", "children"),
    Input("search", "n_clicks"),
    State("city", "value"),
    prevent_initial_call=True,
)
def update_map_on_search(search_clicks, city):
    homes = find_homes(city)
    return draw(homes), f"{len(homes)} homes"


@callback(
    Output("map", "figure", allow_duplicate=True),
    Input("reset", "n_clicks"),
    prevent_initial_call=True,
)
def update_map_on_reset(reset_clicks):
    return draw([])
```

## Fix safety
Always unsafe, with what changes:

- `both-branches-run`: where two triggers arrive together, the whole took the first of them;
  now both parts run.
- `older-response-kept`: Dash throws the answer of a callback away when that is called again
  before it came; a part is not called again by the trigger of another one.
- `extra-call-at-load`: where an Input is set while the page loads, the part that it triggers
  is called besides the one that the load itself calls.
- `no-initial-call`: where `initial-call = "prevent"` is configured, nothing is called at load.
- `callback-starts-to-run`: Dash does not call a callback that has a State which is not on the
  page; a part without that State is called.
- `dependents-do-not-wait`: callbacks do not wait for an Output with `allow_duplicate=True`; at
  load they waited for the whole, and were not called where it wrote nothing.

It is refused, with the line that stands in the way, where branches run on into code that they
share, where one part would trigger the other, by what it writes, by way of other callbacks or by
bringing an Input of the other onto the page, where a part would have the Inputs and an Output of
another callback, where one callback or one event often starts two parts at once, where the
trigger is looked at in a way that is not followed, where something else knows the function
(other decorators, calls, `api_endpoint`), where it has a parameter that stands for no dependency,
where its docstring tells of a parameter that a part does not have, and where each of many parts
would list the same many Outputs. So is it where branches share long code that makes no function:
it returns, awaits, looks at the trigger, calls `set_props`, or hands back more than four values or
one that may not be bound; where such code is next to all there is, so that no part has three
lines of its own, or it has three times as many as all of them; and where each of four parts or more
would copy as many lines as it has of its own.

## Options
- `initial-call`: whether a callback that ran at load still does.
- `transparent-decorators`: decorators known not to look at a callback's arguments.

## References
- [Dash: determining which Input fired](https://dash.plotly.com/determining-which-callback-input-changed)
- [How to use allow_duplicate](https://dash-resources.com/how-to-use-allow_duplicate-good-and-bad-practices/)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dash_codemods.model.imported_words import Sought, words_of
from dash_codemods.model.rule import Rule
from dash_codemods.model.shared_outputs import registrars_of

if TYPE_CHECKING:
    from dash_codemods.model.callbacks import Callback
    from dash_codemods.model.findings import Finding
    from dash_codemods.model.project import Project


def check(project: Project) -> Iterator[Finding]:
    """Yield a finding for every callback that only dispatches on its trigger."""
    suspects = project.once(_suspects)
    if not suspects:
        return
    from dash_codemods.model.dispatch.reporting import finding

    for callback in suspects:
        found = finding(project, callback, RULE)
        if found is not None:
            yield found


def _suspects(project: Project) -> tuple[Callback, ...]:
    return tuple(callback for callback in project.callbacks if _may_dispatch(callback))


def _names(project: Project) -> Iterator[Sought]:
    suspects = project.once(_suspects)
    for callback in suspects:
        yield from words_of(callback)
    yield from registrars_of(project, suspects)


def _may_dispatch(callback: Callback) -> bool:
    """Whether a callback has several Inputs and asks which of them triggered it."""
    function = callback.function
    if callback.clientside or function is None or not function.trigger_reads:
        return False
    return len(callback.inputs) > 1 and bool(callback.outputs)


RULE = Rule(
    code="DC301",
    name="mega-callback",
    summary="A callback that does another thing for every trigger",
    check=check,
    sought=_names,
)
