"""DC205 racing-duplicates: two writers of one output that can be under way together.

## What it does
Finds callbacks that share an output and that one event can start together: an Input that
both have, one callback that writes an Input of each, the page load; and callbacks that each
read a property whole, change it, and write it back, where that could not become a `Patch`.

## Why is this bad?
The browser sends both requests at once, and whichever answer comes last stays. With a slow
query in the one and a quick one in the other it is often the older that wins. A property
that is read, changed and written back loses the other's change: both started from the same
old value.

## Example
```python
@callback(
    Output("results", "data", allow_duplicate=True),
    Input("first", "n_clicks"),
    State("results", "data"),
    prevent_initial_call=True,
)
def count_first(n_clicks, results):
    return recomputed(results, 0, n_clicks)


@callback(
    Output("results", "data", allow_duplicate=True),
    Input("second", "n_clicks"),
    State("results", "data"),
    prevent_initial_call=True,
)
def count_second(n_clicks, results):
    return recomputed(results, 1, n_clicks)
```

## Use instead
```python
@callback(
    Output("results", "data", allow_duplicate=True),
    Input("first", "n_clicks"),
    prevent_initial_call=True,
)
def count_first(n_clicks):
    results = Patch()
    results[0] = n_clicks
    return results


@callback(
    Output("results", "data", allow_duplicate=True),
    Input("second", "n_clicks"),
    prevent_initial_call=True,
)
def count_second(n_clicks):
    results = Patch()
    results[1] = n_clicks
    return results
```

## Fix safety
There is no fix; there are three ways out: a `Patch` that changes only its own part, a store
for each of the two, or one callback that asks `ctx.triggered_id`. A callback that only shows that
another one works (`return True`) gives way to that one's `running`, of Dash 2.16 and later.

A shared Input alone is not enough: a callback that does nothing on that trigger races with
nobody, and where both may do nothing they may well take turns, so nothing is said.

## References
- [How to use allow_duplicate](https://dash-resources.com/how-to-use-allow_duplicate-good-and-bad-practices/)
- [Dash: partial property updates](https://dash.plotly.com/partial-properties)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dash_codemods.model.findings import Finding
from dash_codemods.model.rule import Rule
from dash_codemods.model.shared_outputs import shared_outputs, who_meets

if TYPE_CHECKING:
    from dash_codemods.model.callbacks import Callback
    from dash_codemods.model.duplicates import Writer
    from dash_codemods.model.project import Project
    from dash_codemods.model.races import Race

_RUNNING_SINCE = (2, 16)
"""The first Dash whose `running` is not for background callbacks alone."""


def check(project: Project) -> Iterator[Finding]:
    """Yield a finding for every set of callbacks that race, at the first of them."""
    if not project.once(shared_outputs):
        return
    from dash_codemods.model.races import Races

    told: set[frozenset[Callback]] = set()
    for race in (*project.once(Races), *_lost_updates(project)):
        callbacks = frozenset(writer.callback for writer in race.writers)
        if not any(callbacks <= known for known in told):
            told.add(callbacks)
            yield from _finding(project, race)


def _lost_updates(project: Project) -> Iterator[Race]:
    """Callbacks that read, change and write back one property, and not all with a Patch."""
    from dash_codemods.model.duplicates import Duplicates
    from dash_codemods.model.races import Race

    duplicates = project.once(Duplicates)
    for candidates in duplicates.candidates:
        keeping = [w for w in candidates if _reads_itself(w)]
        if len({w.callback for w in keeping}) < 2:
            continue
        patches = _patches(project, keeping)
        for group in duplicates.groups_of(patches):
            if not all(patches[w] for w in group):
                yield Race(group, "each writes back what it read before the others answered")


def _reads_itself(writer: Writer) -> bool:
    return any(state.key == writer.output.key for state in writer.callback.states)


def _patches(project: Project, writers: list[Writer]) -> dict[Writer, bool]:
    """Those that read, change and return the property: can they return a Patch?"""
    from dash_codemods.model.patching.candidates import candidates
    from dash_codemods.model.patching.fixing import Plan

    found = list(candidates(project, {writer.callback: None for writer in writers}))
    return {
        writer: not Plan(project, one).make().blockers
        for writer in writers
        for one in found
        if one.callback is writer.callback and one.state.key == writer.output.key
    }


def _finding(project: Project, race: Race) -> Iterator[Finding]:
    from dash_codemods.model.sharing import listed, place_of

    here = [w for w in race.writers if w.path in project.selected]
    if not here:
        return
    first = here[0]
    ordered = [first, *(w for w in race.writers if w is not first)]
    switch = next((w for w in ordered if _is_switch(project, w)), None)
    way_out = "use a Patch, separate outputs, or one callback"
    if switch is not None:
        way_out = f"instead of `{switch.name}`, let `running=` of the other show that it works"
    yield Finding(
        code=RULE.code,
        name=RULE.name,
        message=f"{listed(ordered)} race for {first.output}: {race.cause}, and the last answer "
        f"wins; {way_out}",
        path=first.path,
        span=place_of(first),
        callback=first.name,
        app=str(first.callback.app) if first.callback.app else None,
    )


def _is_switch(project: Project, writer: Writer) -> bool:
    """Whether a callback does nothing but set its one output to True or to False."""
    callback = writer.callback
    if callback.function is None or len(callback.outputs) != 1:
        return False
    if project.settings(callback.path).target_version < _RUNNING_SINCE:
        return False
    body = project.function_tree(callback).body
    if len(body) > 1 and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    value = body[0].value if len(body) == 1 and isinstance(body[0], ast.Return) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, bool)


RULE = Rule(
    code="DC205",
    name="racing-duplicates",
    summary="Two writers of an output can be under way together",
    check=check,
    sought=lambda project: project.once(who_meets),
    fixes=False,
)
