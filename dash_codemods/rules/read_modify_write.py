"""DC103 read-modify-write: a value fetched from the browser only to be sent back changed.

## What it does
Finds callbacks that get a property as a `State`, change it and return it to the same
property, and makes them return a `dash.Patch` that holds the changes alone. The `State`
and its parameter go, unless the function looks at the value as it came: then it still
gets the value, and sends back a Patch.

## Why is this bad?
The whole value is uploaded with every call and downloaded again, over the slow direction of
the connection first. On a line with 750 kbit/s up, a store of 0.4 MB costs more than six
seconds a click; its Patch costs less than a tenth of one. And two callbacks that change one
store at the same time lose an update: each sends back the value as it was when it was called.
A Patch is applied to the value as it is when the answer comes.

## Example
```python
@callback(
    Output("favourites", "data"),
    Input("save", "n_clicks"),
    State("selection", "data"),
    State("favourites", "data"),
    prevent_initial_call=True,
)
def save_favourite(n_clicks, selection, favourites):
    if not selection:
        return no_update
    favourites.append({"listing": selection[0]})
    return favourites
```

## Use instead
```python
@callback(
    Output("favourites", "data"),
    Input("save", "n_clicks"),
    State("selection", "data"),
    prevent_initial_call=True,
)
def save_favourite(n_clicks, selection):
    if not selection:
        return no_update
    patched_favourites = Patch()
    patched_favourites.append({"listing": selection[0]})
    return patched_favourites
```

## Fix safety
Safe where the browser makes the same of the Patch as Python made of the value, on every run
that did not fail before: items set, added and deleted at any depth, lists and dicts joined,
copies, aliases, several returns. A path that returns the value unchanged returns a Patch
without changes: the callbacks behind it are called as before. `value or []` and its kin go
where the layout gives the property a first value, or where a Patch takes null for empty too.

Unsafe, with what changes:

- `store-starts-empty`: the browser rejects a Patch of a property that was never set, so the
  Store gets `data=[]` or `data={}`, and something that reads it may tell that from None.
- `negative-keys-are-lost`: an item is set by a key that is not known to be a text; to a Patch
  a negative number is an index, where a dict in Python takes it as a key.
- `number-keys-are-found`: `d.pop(key, None)` with a key that is not known to be a text; JSON has
  texts for keys, so Python does nothing for 2, where a Patch takes away what goes by "2".
- `figure-not-completed`: `go.Figure(figure)` also added plotly's default template, and checked
  what is put in.
- `axis-range-may-differ`: before Dash 4.4 a range that is sent back with a whole figure may be
  ignored where the same range in a Patch takes effect.
- `changes-meanwhile-stay`: what starts the callback also starts one that gives the property a new
  value. The last answer won; a Patch that comes last changes what the other one gave.
- `more-cache-hits`: the cache of a background callback held the value in its key; now the same
  Inputs give the same Patch again.

It is refused, with the line that stands in the way, where the value is read after it may have
been changed (a Patch cannot be read), where a place is worked out from the value (which may
have changed in the browser before the Patch gets there), where Python does what no Patch can
(`sort`, `remove`, `setdefault`; keys such as 1.0, `bool(x)` as an index; `+=` of what may be a
text to what may be a list), where a helper gets the value, where `try`, `on_error`,
a context manager that is not known or whoever calls a function inside may handle a failure that
a Patch does not have, where the layout shows no first value although Python took None
for something empty, where something else sees what the function returns (other
decorators, calls of the function elsewhere, `api_endpoint`), and where the callback itself gives
the property a passing value (`running`, `set_props`). Values that go through
`json.loads` and `json.dumps`, or through a data frame, are told of and left.

Patch needs Dash 2.9; `+=` and `|=` on a whole value are written as `extend` and `update`
before 2.17.1. A file that imports `dash_core_components` and its kin is left to the rules
that migrate from Dash 1.

## Options
- `target-version`: the version of Dash that the code must run on.
- `transparent-decorators`: decorators known not to look at a callback's arguments.

## References
- [Dash: partial property updates](https://dash.plotly.com/partial-properties)
- [Dash app callback performance: a real-world debugging example](https://dash-resources.com/dash-app-callback-performance-a-real-world-debugging-example/)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dash_codemods.model.echoes import echoed
from dash_codemods.model.findings import Finding, Fix
from dash_codemods.model.imported_words import Sought, words_of
from dash_codemods.model.rule import Rule

if TYPE_CHECKING:
    from dash_codemods.model.patching.candidates import Candidate
    from dash_codemods.model.project import Project


def check(project: Project) -> Iterator[Finding]:
    """Yield a finding for every State that is changed and returned to where it came from."""
    yield from project.once(_findings)


def _findings(project: Project) -> tuple[Finding, ...]:
    return tuple(_finding(project, one) for one in project.once(_found))


def _found(project: Project) -> tuple[Candidate, ...]:
    suspects = [callback for callback in project.callbacks if any(echoed(callback))]
    if not suspects:
        return ()
    from dash_codemods.model.patching.candidates import candidates

    return tuple(candidates(project, suspects))


def _names(project: Project) -> Iterator[Sought]:
    for one in project.once(_found):
        yield from words_of(one.callback)


def _finding(project: Project, found: Candidate) -> Finding:
    from dash_codemods.model.patching.fixing import Plan

    plan = Plan(project, found).make()
    state, callback = found.state, found.callback
    fix = None if plan.blockers else Fix(_title(found), tuple(plan.edits))
    return Finding(
        code=RULE.code,
        name=RULE.name,
        message=f"`{found.bound.parameter.name}` is changed and returned: {state} is sent, and "
        "sent back whole, with every call",
        path=callback.path,
        span=state.span,
        callback=callback.name,
        app=str(callback.app) if callback.app else None,
        applicability="manual" if fix is None else "unsafe" if plan.effects else "safe",
        effects=() if fix is None else tuple(plan.effects),
        blocked_by=tuple(dict.fromkeys(plan.blockers)),
        fix=fix,
    )


def _title(found: Candidate) -> str:
    if found.analysis.keeps_state:
        return "Return a Patch with the changes"
    return (
        f"Return a Patch with the changes, and remove {found.state} and the parameter "
        f"`{found.bound.parameter.name}`"
    )


RULE = Rule(
    code="DC103",
    name="read-modify-write",
    summary="A State that is changed and returned to where it came from",
    check=check,
    sought=_names,
)
