"""DC201 missing-allow-duplicate: several callbacks write one output, and none allows it.

## What it does
Finds callbacks of one app that write the same property of the same component without
`allow_duplicate=True`, and sets the flag on each of them, with the `prevent_initial_call`
that Dash then asks for.

## Why is this bad?
Dash lets a property be written by one callback, unless the others say that they share it.
Up to Dash 4.0, and in debug mode ever since, the browser shows "Duplicate callback outputs"
and runs no callback of the app at all. From Dash 4.1 nothing is said in production. Where
the writers have the same Outputs, the server keeps the function registered last, and a
click on one button runs the function of the other. Where they differ in some other Output,
or run in the browser, they do work there, until somebody turns on the debug mode.

## Example
```python
@callback(
    Output("newsletter", "children"),
    Input("subscribe", "n_clicks"),
    prevent_initial_call=True,
)
def subscribe(n_clicks):
    return "Welcome"


@callback(
    Output("newsletter", "children"),
    Input("unsubscribe", "n_clicks"),
)
def unsubscribe(n_clicks):
    if not n_clicks:
        raise PreventUpdate
    return "Good bye"
```

## Use instead
```python
@callback(
    Output("newsletter", "children", allow_duplicate=True),
    Input("subscribe", "n_clicks"),
    prevent_initial_call=True,
)
def subscribe(n_clicks):
    return "Welcome"


@callback(
    Output("newsletter", "children", allow_duplicate=True),
    Input("unsubscribe", "n_clicks"),
    prevent_initial_call=True,
)
def unsubscribe(n_clicks):
    if not n_clicks:
        raise PreventUpdate
    return "Good bye"
```

## Fix safety
Safe where what it changes did not work, or where nothing depends on it. All writers of an
output are changed together, in whatever files they are. A callback that does something when
the page is loaded goes on doing so (`prevent_initial_call="initial_duplicate"`) where it is
the only one of them.
Where several do, Dash does not say which comes last: all of them get `True`, and the fix is
unsafe (`no-initial-call`); it is refused where one of them says `prevent_initial_call=False`
itself (`initial-call-wanted`), or where the app's own setting is not known
(`app-setting-unknown`). A flagged output has a hash in its id: where the code looks at that
(`ctx.outputs_list`, `app.callback_map`), the fix is unsafe too (`callback-id-changes`).

Writers that work in production as they are (other Outputs besides, or clientside ones) make
two more things unsafe, unless the project's metadata keep Dash below 4.1:
- `dependents-do-not-wait`: a callback with an Input on the output waits for a writer, because
  one act of a visitor, or the load of a page, calls both. Dash lets nobody wait for a flagged
  writer: the callback runs twice, first with the old value, or at load with none.
- `extra-call-at-load`: a writer has a first call that does nothing, and loses it. It kept a
  callback that depends on another Output of it from being called at load.

Claimed is only what is certain: callbacks of one module or one function, or of modules
that surely run in the process of one app; never an `if` and its `else`, what stands in a
`try` or in `with pytest.raises(...)`, functions that nobody calls, modules that nobody
imports, the apps of `dash-extensions` and `django-plotly-dash`, those that another package
makes (`make_app()`, a class of its own), nor those whose `callback` is of the project's own
making. The fix is refused where two writers have the same Inputs in the
same order (`same-inputs`), also one that only perhaps is in the app, or perhaps carries the
flag: Dash tells flagged writers apart by their Inputs alone, so these two have to be merged.

## Options
- `duplicates = "all-but-one"`: leave one writer plain, the one that runs at load and that
  other callbacks wait for.
- `initial-call = "prevent"`: always `prevent_initial_call=True`.

## References
- [Dash: duplicate callback outputs](https://dash.plotly.com/duplicate-callback-outputs)
- [How to use allow_duplicate](https://dash-resources.com/how-to-use-allow_duplicate-good-and-bad-practices/)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dash_codemods.model.findings import Finding, Fix
from dash_codemods.model.rule import Rule
from dash_codemods.model.shared_outputs import shared_outputs, who_meets

if TYPE_CHECKING:
    from dash_codemods.model.duplicates import Writer
    from dash_codemods.model.project import Project


def check(project: Project) -> Iterator[Finding]:
    """Yield a finding for every group of writers that lacks the flag."""
    if not project.once(shared_outputs):
        return
    from dash_codemods.model.duplicates import Duplicates, plain

    duplicates = project.once(Duplicates)
    for candidates in duplicates.candidates:
        for group in duplicates.groups_of(plain(candidates)):
            first = next((w for w in group if w.path in project.selected), None)
            if first is not None:
                yield _finding(project, first, group, candidates)


def _finding(
    project: Project, first: Writer, group: Sequence[Writer], candidates: Sequence[Writer]
) -> Finding:
    from dash_codemods.model.flagging import Flagging
    from dash_codemods.model.sharing import (
        kept_plain,
        listed,
        may_work,
        place_of,
        sees_its_id,
        waiting_for,
    )

    chosen = list(group)
    if project.settings(first.path).duplicates == "all-but-one":
        left = kept_plain(project, group)
        chosen = [w for w in group if w.callback is not left.callback]
    plan = project.once(Flagging).plan(candidates, chosen, RULE.code, RULE.name)
    message = (
        "Set allow_duplicate=True on every one of them"
        if len(chosen) == len(group)
        else (f"Set allow_duplicate=True on {listed(chosen)}")
    )
    effects = plan.effects
    if may_work(project, group) and any(waiting_for(project, w) for w in chosen):
        effects = (*effects, "dependents-do-not-wait")
    if any(sees_its_id(project, w.callback) for w in chosen):
        effects = ("callback-id-changes", *effects)
    fix = None if plan.blockers else Fix(message, plan.edits)
    return Finding(
        code=RULE.code,
        name=RULE.name,
        message=f"{first.output} is written by {listed(group)}, without allow_duplicate=True",
        path=first.path,
        span=place_of(first),
        callback=first.name,
        app=str(first.callback.app) if first.callback.app else None,
        applicability="manual" if fix is None else ("unsafe" if effects else "safe"),
        effects=effects if fix is not None else (),
        blocked_by=plan.blockers,
        fix=fix,
    )


RULE = Rule(
    code="DC201",
    name="missing-allow-duplicate",
    summary="Several callbacks write one output without allow_duplicate",
    check=check,
    sought=lambda project: project.once(who_meets),
    error=True,
)
