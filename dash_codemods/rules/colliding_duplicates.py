"""DC204 colliding-duplicates: two writers that Dash cannot tell apart.

## What it does
Finds callbacks that write one output with `allow_duplicate=True` and have the same Inputs in
the same order.

## Why is this bad?
Dash tells the writers of an output apart by a hash of their Inputs. Two with the same
Inputs get the same id. Up to Dash 4.0, and in debug mode ever since, the browser shows
"Duplicate callback outputs" and runs no callback of the app at all; from Dash 4.1, in
production, only the function registered last runs.

## Example
```python
@callback(
    Output("log", "children", allow_duplicate=True),
    Input("save", "n_clicks"),
    prevent_initial_call=True,
)
def note_time(n_clicks):
    return now()


@callback(
    Output("log", "children", allow_duplicate=True),
    Input("save", "n_clicks"),
    State("name", "value"),
    prevent_initial_call=True,
)
def note_name(n_clicks, name):
    return name
```

## Use instead
```python
@callback(
    Output("log", "children"),
    Input("save", "n_clicks"),
    State("name", "value"),
    prevent_initial_call=True,
)
def note(n_clicks, name):
    return f"{name}, {now()}"
```

## Fix safety
There is no fix: which value the output is to have when both callbacks run, only you know.
Merge the two, or give them outputs of their own.

## References
- [Dash: duplicate callback outputs](https://dash.plotly.com/duplicate-callback-outputs)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dash_codemods.model.findings import Finding
from dash_codemods.model.rule import Rule
from dash_codemods.model.shared_outputs import shared_outputs, sought_for

if TYPE_CHECKING:
    from dash_codemods.model.callbacks import Callback
    from dash_codemods.model.duplicates import Writer
    from dash_codemods.model.imported_words import Sought
    from dash_codemods.model.project import Project


def check(project: Project) -> Iterator[Finding]:
    """Yield a finding for every pair of writers with the same hash, at the later one."""
    if not project.once(shared_outputs):
        return
    from dash_codemods.model.duplicates import Duplicates

    duplicates = project.once(Duplicates)
    told: set[frozenset[Callback]] = set()
    for writer, other in project.once(_suspects):
        pair = frozenset((writer.callback, other.callback))
        if pair not in told and duplicates.clash(writer, other):
            told.add(pair)
            yield _finding(writer, other)


def _names(project: Project) -> Iterable[Sought]:
    return sought_for(project, {w.callback for pair in project.once(_suspects) for w in pair})


def _suspects(project: Project) -> list[tuple[Writer, Writer]]:
    """Writers with the same hash, if they are of one app; the first one is selected."""
    from dash_codemods.model.duplicates import Duplicates, same_inputs

    found: list[tuple[Writer, Writer]] = []
    if not project.once(shared_outputs):
        return found
    for candidates in project.once(Duplicates).candidates:
        flagged = [w for w in candidates if w.flagged and not _opaque(w.callback)]
        for index, writer in enumerate(flagged):
            for other in flagged[:index]:
                here, there = writer, other
                if here.path not in project.selected:
                    here, there = there, here
                selected = here.path in project.selected
                if selected and same_inputs(writer.callback, other.callback):
                    found.append((here, there))
    return found


def _opaque(callback: Callback) -> bool:
    """Whether a callback may have Inputs that were not understood."""
    return any(blocker.reason == "opaque-dependencies" for blocker in callback.blockers)


def _finding(writer: Writer, other: Writer) -> Finding:
    from dash_codemods.model.sharing import listed, place_of

    them = listed([writer, other])
    return Finding(
        code=RULE.code,
        name=RULE.name,
        message=f"{them} write {writer.output} and have the same Inputs, so Dash takes them for "
        "one callback: merge them, or give them outputs of their own",
        path=writer.path,
        span=place_of(writer),
        callback=writer.name,
        app=str(writer.callback.app) if writer.callback.app else None,
    )


RULE = Rule(
    code="DC204",
    name="colliding-duplicates",
    summary="Two writers of an output have the same Inputs",
    check=check,
    sought=_names,
    fixes=False,
    error=True,
)
