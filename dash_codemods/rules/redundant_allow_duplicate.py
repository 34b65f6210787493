"""DC207 redundant-allow-duplicate: the flag on an output that one callback alone writes.

## What it does
Finds `allow_duplicate=True` on an Output that no other callback of the app writes, and takes
it away. Off by default: select it by its code.

## Why is this bad?
The flag says that somebody else writes here too, and sends readers looking for them. It also
keeps callbacks that depend on the output from waiting for it, and hides circular
dependencies from Dash.

## Example
```python
@callback(
    Output("total", "children", allow_duplicate=True),
    Input("rows", "data"),
    prevent_initial_call=True,
)
def total(rows):
    return len(rows)
```

## Use instead
```python
@callback(
    Output("total", "children"),
    Input("rows", "data"),
    prevent_initial_call=True,
)
def total(rows):
    return len(rows)
```

## Fix safety
Always unsafe:
- `callback-id-changes`: the id of the output loses its hash, which `ctx.outputs_list` shows,
  and which pages opened before a deployment still ask for.
- `dependents-wait`: callbacks with an Input on the output start to wait for this one where
  both have the same trigger, as they do for any other output.

It is refused where callbacks lead from the output back to this one: without the flag Dash objects
to the circle (`dependencies-in-a-circle`).

Found only where the whole app is known: one Dash() in the project, every module of it
imported by a name that can be read, every id and every dependency of its callbacks
understood, no Output given to a decorator of the project's own, and a component with a dict id
made in its code: one that a package makes may come with callbacks of its own.

## References
- [Dash: duplicate callback outputs](https://dash.plotly.com/duplicate-callback-outputs)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dash_codemods.model.findings import Blocker, Finding, Fix
from dash_codemods.model.ids import DictId, may_be_same
from dash_codemods.model.rule import Rule

if TYPE_CHECKING:
    from dash_codemods.model.callbacks import Callback
    from dash_codemods.model.dependencies import Dependency
    from dash_codemods.model.edits import Edit
    from dash_codemods.model.facts import Registration
    from dash_codemods.model.project import Project


def check(project: Project) -> Iterator[Finding]:
    """Yield a finding for every flagged Output without another writer."""
    for callback in project.callbacks:
        for output in callback.outputs:
            if output.allow_duplicate is not None and _is_alone(project, callback, output):
                yield _finding(project, callback, output)


def _is_alone(project: Project, callback: Callback, output: Dependency) -> bool:
    from dash_codemods.model.duplicates import Duplicates, is_flagged

    if not is_flagged(project, callback, output) or len(project.apps_near(callback.path)) != 1:
        return False
    if project.once(Duplicates).may_have_other_rules(callback):
        return False
    if isinstance(output.component_id, DictId) and not project.components_with(output.component_id):
        # A component of some package may make it, and the package's own callbacks write it.
        return False
    root = project.sources.root_of(callback.path)
    if any(project.sources.facts(path) is None for path in project.sources.context()):
        return False
    if any(_has_others(project, path) for path in project.sources.context()):
        return False
    for other in project.all_callbacks:
        if project.sources.root_of(other.path) != root:
            continue
        if any(b.reason != "function-not-found" for b in other.blockers):
            return False
        if other is not callback and _may_write(other, output):
            return False
    return not _registered_often(callback)


def _has_others(project: Project, path: str) -> bool:
    """Whether Outputs are handed to something that may register, and no callback is seen in it.

    A `partial(callback, prevent_initial_call=True)`, or the project's own decorator.
    """
    facts = project.sources.facts(path)
    seen = {callback.call_span for callback in project.callbacks_in(path)}
    return any(
        registration.call.span not in seen and _has_output(project, path, registration)
        for registration in (facts.registrations if facts else ())
    )


def _has_output(project: Project, path: str, registration: Registration) -> bool:
    from dash_codemods.model.dash_names import dependency_kind
    from dash_codemods.model.expressions import Call, Items

    given = [*registration.call.args, *(k.value for k in registration.call.keywords)]
    flat = [g for each in given for g in (each.items if isinstance(each, Items) else (each,))]
    names = (
        project.names.external(path, registration.scope, each.function)
        for each in flat
        if isinstance(each, Call)
    )
    return any(name is not None and dependency_kind(name) == "Output" for name in names)


def _may_write(other: Callback, output: Dependency) -> bool:
    return any(
        mine.prop in (output.prop, None) and may_be_same(mine.component_id, output.component_id)
        for mine in other.outputs
    )


def _registered_often(callback: Callback) -> bool:
    """Whether one registration makes several callbacks: in a loop, or in a function."""
    registration = callback.registration
    return registration.scope != 0 or any(arm == "loop" for _, arm in registration.branch)


def _finding(project: Project, callback: Callback, output: Dependency) -> Finding:
    from dash_codemods.model import safety
    from dash_codemods.model.duplicates import Writer
    from dash_codemods.model.sharing import dependents

    blockers = (*safety.written_in_place([output]), *_circle(project, callback, output))
    edit = _removal(project, output)
    fix = None if blockers else Fix("Remove allow_duplicate", (edit,))
    effects = ["callback-id-changes"]
    if dependents(project, Writer(callback, output, True)):
        effects.append("dependents-wait")
    return Finding(
        code=RULE.code,
        name=RULE.name,
        message=f"{output} allows duplicates, but no other callback writes it",
        path=callback.path,
        span=output.span if output.path == callback.path else callback.call_span,
        callback=callback.name,
        app=str(callback.app) if callback.app else None,
        applicability="unsafe" if fix is not None else "manual",
        effects=tuple(effects) if fix is not None else (),
        blocked_by=blockers,
        fix=fix,
    )


def _circle(project: Project, callback: Callback, output: Dependency) -> Iterator[Blocker]:
    """Whether callbacks lead from the output back to this one; it alone may be its own Input.

    Outputs with the flag count too: it may go there as well.
    """
    from dash_codemods.model.traffic.keys import Keys

    waiting = [c for c in project.all_callbacks if c is not callback]
    reached = Keys([output.key])
    following: list[Callback] | None = None
    while following is None or following:
        following = [c for c in waiting if any(reached.holds(d.key) for d in c.inputs)]
        waiting = [c for c in waiting if c not in following]
        for key in (d.key for each in following for d in each.outputs):
            reached.add(key)
            if any(Keys([key]).holds(d.key) for d in callback.inputs):
                yield Blocker(
                    "dependencies-in-a-circle",
                    f"without the flag Dash would object to a circle: `{callback.name}` waits for "
                    "what it writes itself",
                    callback.path,
                    callback.line,
                )
                return


def _removal(project: Project, output: Dependency) -> Edit:
    from dash_codemods.model.edits import RemoveArgument, RemoveKeyword

    flag = output.allow_duplicate
    assert flag is not None
    assert flag.span is not None
    line = project.sources.text(output.path).splitlines()[flag.span.line - 1]
    before = line[: flag.span.column - 1].rstrip()
    if before.endswith("=") and before[:-1].rstrip().endswith("allow_duplicate"):
        return RemoveKeyword(output.path, output.span, "allow_duplicate")
    return RemoveArgument(output.path, output.span, flag.span)


RULE = Rule(
    code="DC207",
    name="redundant-allow-duplicate",
    summary="An Output allows duplicates, but one callback alone writes it",
    check=check,
    default=False,
)
