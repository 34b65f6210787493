'''DC205 racing-duplicates: two writers of one output that can be under way together.

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
for each of the two, or one callback that asks `ctx.triggered_id`.

A shared Input alone is not enough: a callback that does nothing on that trigger races with
nobody, and where both may do nothing they may well take turns, so nothing is said.

## References
- [How to use allow_duplicate](https://dash-resources.com/how-to-use-allow_duplicate-good-and-bad-practices/)
- [Dash: partial property updates](https://dash.plotly.com/partial-properties)
'''

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.duplicates import Duplicates, Writer
from dash_codemods.model.findings import Finding
from dash_codemods.model.project import Project
from dash_codemods.model.races import Race, Races
from dash_codemods.model.rule import Rule
from dash_codemods.model.sharing import listed, place_of
from dash_codemods.rules import read_modify_write


def check(project: Project) -> Iterator[Finding]:
    """Yield a finding for every pair of callbacks that race, at the first of the two."""
    told: set[frozenset[Callback]] = set()
    for race in (*project.once(Races), *_lost_updates(project)):
        pair = frozenset((race.one.callback, race.other.callback))
        if pair not in told:
            told.add(pair)
            yield from _finding(project, race)


def _lost_updates(project: Project) -> Iterator[Race]:
    """Pairs that read, change and write back one property."""
    duplicates = project.once(Duplicates)
    found = project.once(_read_modify_writes)
    for candidates in duplicates.candidates:
        changing = [w for w in candidates if _key(w) in found]
        for one, other in combinations(changing, 2):
            patches = found[_key(one)] and found[_key(other)]
            if not patches and duplicates.clash(one, other):
                yield Race(one, other, "each writes back what it read before the other's answer")


def _read_modify_writes(project: Project) -> dict[tuple[str, str], bool]:
    """Each (callback's place, property) that is read, changed and returned: can it be a Patch?"""
    found = {}
    for finding in read_modify_write.check(project):
        for callback in project.callbacks_in(finding.path):
            state = next((d for d in callback.states if d.span == finding.span), None)
            if state is not None and callback.name == finding.callback:
                where = f"{callback.path}:{callback.call_span.start}"
                found[where, f"{state.component_id} {state.prop}"] = finding.fix is not None
    return found


def _key(writer: Writer) -> tuple[str, str]:
    callback, output = writer.callback, writer.output
    where = f"{callback.path}:{callback.call_span.start}"
    return where, f"{output.component_id} {output.prop}"


def _finding(project: Project, race: Race) -> Iterator[Finding]:
    one, other = race.one, race.other
    if one.path not in project.selected:
        one, other = other, one
    if one.path in project.selected:
        yield Finding(
            code=RULE.code,
            name=RULE.name,
            message=f"{listed([one, other])} race for {one.output}: {race.cause}, and the last "
            "answer wins; use a Patch, separate outputs, or one callback",
            path=one.path,
            span=place_of(one),
            callback=one.name,
            app=str(one.callback.app) if one.callback.app else None,
        )


RULE = Rule(
    code="DC205",
    name="racing-duplicates",
    summary="Two writers of an output can be under way together",
    check=check,
    fixes=False,
)
