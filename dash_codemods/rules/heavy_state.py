"""DC106 heavy-state: an inventory of what is uploaded, by whom, and for what.

## What it does
Lists every `dcc.Store`, figure and table whose data server callbacks get as `State` or
`Input`: who gets it and what for, who writes it, and, where the way in which it is used shows
it, what would be lighter. One finding for each property, at the place of its component.

It is off by default: it is an inventory, not a list of errors. Turn it on with
`--select DC106` to see who still sends the map's data after a round of fixes.

## Why is this bad?
The browser sends the value of every State and Input with every call. What is fine for ten
rows is not for ten thousand, and nothing in the code shows the difference: a callback that
reads one key of a store uploads all of it.

## Example
```python
@callback(
    Output("count", "children"),
    Input("listings", "data"),
)
def count_listings(listings):
    return f"{len(listings)} homes"
```

## Use instead
Have the writer fill a lighter store too, or read the value where it is, in the browser:
```python
clientside_callback(
    "listings => `${listings.length} homes`",
    Output("count", "children"),
    Input("listings", "data"),
)
```

## Fix safety
There is no fix. Stores that hold literals, counters or clocks alone are left out.

## Options
- `stores`: patterns of ids known to be `dcc.Store`.

## References
- [Dash: sharing data between callbacks](https://dash.plotly.com/sharing-data-between-callbacks)
- [Dash app callback performance: a real-world debugging example](https://dash-resources.com/dash-app-callback-performance-a-real-world-debugging-example/)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dash_codemods.model.findings import Finding
from dash_codemods.model.ids import TextId
from dash_codemods.model.rule import Rule

if TYPE_CHECKING:
    from dash_codemods.model.project import Project
    from dash_codemods.model.traffic.inventory import Property, Use

_MOST_KEYS = 3


def check(project: Project) -> Iterator[Finding]:
    """Yield a finding for every heavy property that some callback uploads."""
    from dash_codemods.model.traffic.inventory import inventory

    for each in inventory(project):
        yield _finding(project, each)


def _finding(project: Project, each: Property) -> Finding:
    first = each.sent[0]
    path, span = first.dependency.path, first.dependency.span
    if each.component is not None and each.component.path in project.selected:
        path, span = each.component.path, each.component.span
    return Finding(
        code=RULE.code,
        name=RULE.name,
        message=_message(each),
        path=path,
        span=span,
        app=str(first.callback.app) if first.callback.app else None,
    )


def _message(each: Property) -> str:
    identifier = each.component_id
    shown = f'"{identifier}"' if isinstance(identifier, TextId) else str(identifier)
    kind = each.component.kind.rpartition(".")[2] if each.component is not None else "component"
    parts = [f"{kind} {shown}: {each.prop} goes to " + ", ".join(u.describe() for u in each.sent)]
    parts.append(f"is written by {_listed(each.writers)}")
    if each.in_browser:
        count = len(each.in_browser)
        plural = "s" if count > 1 else ""
        parts.append(f"and stays in the browser for {count} clientside callback{plural}")
    advice = _advice(each)
    return "; ".join(parts) + (f". {advice}" if advice else "")


def _listed(names: list[str]) -> str:
    return ", ".join(names) if names else "no callback that was found"


def _advice(each: Property) -> str:
    """What would help, from the way in which the property is used."""
    unread = [use for use in each.sent if use.unread]
    read = [use for use in each.sent if not use.unread]
    usages = [use.usage for use in read if use.usage is not None]
    if unread and not read:
        return "Nothing reads it"
    if len(usages) < len(read):
        return ""
    keys = {key for usage in usages for key in usage.keys}
    if not any(usage.whole for usage in usages) and len(keys) <= _MOST_KEYS:
        return "A lighter store, or clientside callbacks, would do"
    if any(usage.text_of_json for usage in usages):
        return "A store takes the value itself: JSON text is encoded twice"
    return _split_advice(read)


def _split_advice(read: list[Use]) -> str:
    """Where a callback needs the value in one branch only."""
    usage = read[0].usage if len(read) == 1 and read[0].dependency.kind == "State" else None
    if usage is not None and usage.branch is not None:
        return "A callback of its own for that branch would not send it for the others"
    return ""


RULE = Rule(
    code="DC106",
    name="heavy-state",
    summary="An inventory of what is uploaded, by whom, and for what",
    check=check,
    default=False,
    fixes=False,
)
