"""DC203 inconsistent-allow-duplicate: all writers of an output allow it but one.

## What it does
Finds outputs that several callbacks write, all of them with `allow_duplicate=True` but one,
and sets the flag there too.

## Why is this bad?
It works: Dash asks for the flag on all writers but one. Which of them may go without is
nowhere written down, so a writer that is copied, moved to another module or taken away
leaves either two without the flag (and an app that does not start) or none that the others
were thought to stand back for.

## Example
```python
@callback(
    Output("cart", "children"),
    Input("add", "n_clicks"),
    prevent_initial_call=True,
)
def add(n_clicks):
    return f"{n_clicks} in the cart"


@callback(
    Output("cart", "children", allow_duplicate=True),
    Input("empty", "n_clicks"),
    prevent_initial_call=True,
)
def empty(n_clicks):
    return "The cart is empty"
```

## Use instead
```python
@callback(
    Output("cart", "children", allow_duplicate=True),
    Input("add", "n_clicks"),
    prevent_initial_call=True,
)
def add(n_clicks):
    return f"{n_clicks} in the cart"


@callback(
    Output("cart", "children", allow_duplicate=True),
    Input("empty", "n_clicks"),
    prevent_initial_call=True,
)
def empty(n_clicks):
    return "The cart is empty"
```

## Fix safety
Always unsafe, because the app works as it is:
- `callback-id-changes`: a flagged output has a hash of the Inputs in its id, which
  `ctx.outputs_list` shows, and which pages opened before a deployment do not know.
- `no-initial-call`: the plain writer was called at load, another one is too, and Dash does
  not promise their order; the one that changes is called at load no more. Where it was the
  only one, it goes on (`prevent_initial_call="initial_duplicate"`). Where it says
  `prevent_initial_call=False` itself, the fix is refused (`initial-call-wanted`), and where
  the app's own setting is not known (`app-setting-unknown`).
- `extra-call-at-load`: the plain writer has a first call that does nothing, and loses it. It
  kept a callback that depends on another Output of it from being called at load.

The fix is refused where another writer has the same Inputs (`same-inputs`) or may have them
(`inputs-not-known`), also one that only perhaps is in the app: a plain writer and a flagged one
may share them, two flagged ones may not. It is refused too where a callback
with an Input on the output, or one that follows it, waits for the plain writer, because one act
of a visitor, or the load of a page, calls both (`dependents-wait`): Dash lets nobody wait for a
flagged writer, so that the callback would run twice, first with the old value. There the plain
one is in its right place.

## Options
- `duplicates = "all-but-one"`: this is how the project wants it; nothing is found.
- `initial-call = "prevent"`: always `prevent_initial_call=True`.

## References
- [Dash: duplicate callback outputs](https://dash.plotly.com/duplicate-callback-outputs)
- [How to use allow_duplicate](https://dash-resources.com/how-to-use-allow_duplicate-good-and-bad-practices/)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dash_codemods.model.findings import Blocker, Finding, Fix
from dash_codemods.model.rule import Rule
from dash_codemods.model.shared_outputs import shared_outputs, who_meets

if TYPE_CHECKING:
    from dash_codemods.model.duplicates import Writer
    from dash_codemods.model.project import Project


def check(project: Project) -> Iterator[Finding]:
    """Yield a finding for every writer that alone lacks the flag."""
    if not project.once(shared_outputs):
        return
    from dash_codemods.model.duplicates import Duplicates, plain

    duplicates = project.once(Duplicates)
    for candidates in duplicates.candidates:
        lacking = plain(candidates)
        if not lacking or len(lacking) == len(candidates):
            continue
        for group in duplicates.groups_of(candidates):
            left = plain(group)
            others = [w for w in group if w.flagged]
            if len({w.callback for w in left}) != 1 or not others:
                continue
            writer = left[0]
            if writer.path not in project.selected:
                continue
            if project.settings(writer.path).duplicates == "all":
                yield _finding(project, left, others)


def _finding(project: Project, left: Sequence[Writer], others: Sequence[Writer]) -> Finding:
    from dash_codemods.model.flagging import Flagging
    from dash_codemods.model.sharing import listed, place_of, waiting_for

    writer = left[0]
    verb = "has" if len({w.callback for w in others}) == 1 else "have"
    plan = project.once(Flagging).plan([*others, *left], left, RULE.code, RULE.name)
    blockers = plan.blockers
    waiting = waiting_for(project, writer)
    if waiting is not None:
        message = f"`{waiting.name}` waits for `{writer.name}` where one thing triggers both, and "
        message += "would not wait for a flagged Output"
        blockers = (*blockers, Blocker("dependents-wait", message, waiting.path, waiting.line))
    fix = None if blockers else Fix("Set allow_duplicate=True here too", plan.edits)
    effects = ["callback-id-changes", *plan.effects]
    return Finding(
        code=RULE.code,
        name=RULE.name,
        message=f"{writer.output} lacks the allow_duplicate=True that {listed(others)} {verb}",
        path=writer.path,
        span=place_of(writer),
        callback=writer.name,
        app=str(writer.callback.app) if writer.callback.app else None,
        applicability="unsafe" if fix is not None else "manual",
        effects=tuple(effects) if fix is not None else (),
        blocked_by=blockers,
        fix=fix,
    )


RULE = Rule(
    code="DC203",
    name="inconsistent-allow-duplicate",
    summary="All writers of an output carry allow_duplicate but one",
    check=check,
    sought=lambda project: project.once(who_meets),
)
