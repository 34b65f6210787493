"""DC102 unread-store-input: a Store's data sent only to say that it changed.

## What it does
Finds `Input(store, "data")` of a `dcc.Store` whose parameter is never read, and listens to
`Input(store, "modified_timestamp")` instead. The parameter gets a name that says what it now
is; an annotation of the data's type goes.

## Why is this bad?
The browser sends the whole store with every call, over the slow direction of the connection,
to a function that only wants to know that it changed. At 750 kbit/s a store of 0.39 MB takes
more than four seconds to send; its timestamp takes as long as any small request.

## Example
```python
store = dcc.Store(id="map_figure_data")


@callback(
    Output("map_figure_data", "data"),
    Input("draw", "n_clicks"),
    prevent_initial_call=True,
)
def draw_map(n_clicks):
    return make_figure()


@callback(
    Output("summary", "children"),
    Input("map_figure_data", "data"),
    State("layer", "value"),
)
def show_summary(figure, layer):
    return f"{layer}: {count_homes(layer)} homes"
```

## Use instead
```python
store = dcc.Store(id="map_figure_data")


@callback(
    Output("map_figure_data", "data"),
    Input("draw", "n_clicks"),
    prevent_initial_call=True,
)
def draw_map(n_clicks):
    return make_figure()


@callback(
    Output("summary", "children"),
    Input("map_figure_data", "modified_timestamp"),
    State("layer", "value"),
)
def show_summary(map_figure_timestamp, layer):
    return f"{layer}: {count_homes(layer)} homes"
```

## Fix safety
A timestamp is not an edge of Dash's callback graph, and moves only where the data really
changes, so the fix is safe where nothing can tell the difference: the id is known to be a
`dcc.Store`, everything that writes it was found and never writes an equal value twice (a
counter, a clock, a fresh identifier), and no other callback waits for this one. Else it is
unsafe, and says what it changes:
- `id-not-known-as-store`: a `dcc.Store` may have the id; the `stores` option settles it.
- `skips-equal-writes`: a writer may write what is there already, which calls this callback
  now and would not then.
- `skips-simultaneous-writes`: several writers count on from the store's own value, and two
  at once may come to the same.
- `skips-in-place-changes`: a clientside writer that changes the data it got, and returns it,
  does not move the timestamp.
- `writers-not-all-seen`: no writer was found, or one whose outputs are not known.
- `runs-twice-per-upstream-change`: another Input changes with the store; now the callback
  waits for both, and would then run for each.
- `dependents-do-not-wait`: a callback that depends on this one and on something that changes
  with the store waits for this one now, and would then run early and again.
- `extra-call-at-load`: the callback would be called when the page is loaded (or shown), or
  once more.
- `triggered-at-load`: at load `ctx.triggered_id` would name the store, where it is None now.
- `not-while-hidden`: the store stands in a tab, a modal or the like; while that is not shown,
  its data can be written, but its timestamp does not move.
- `lags-across-tabs`: with local storage, a timestamp written by another tab comes late.
- `runs-on-empty-clear`: `clear_data` moves the timestamp of a store that is empty already.
- `fewer-cache-hits`: the cache of a background callback would hold the timestamp as its key.

It is refused, with the reason, where it would break the app: the callback writes the store
itself, or leads to what does (`self-loop`); a writer always writes the same value
(`constant-writer`); a writer leaves something for this callback elsewhere, in the session or a
global variable, when the page is loaded (`waits-for-the-writer`); the code asks which property
triggered it (`reads-prop-id`); another callback with the same allow_duplicate output would get
the same Inputs (`duplicate-output-hash`); no `dcc.Store` was found that may have the id
(`store-not-found`; the `stores` option settles it); and wherever something else may see the
value. It is refused too where nothing is gained: no data is ever put in the store
(`nothing-stored`), nothing changes the data that the layout gives it (`never-written`), or its
one writer always writes another Input of the callback with it (`written-together`): then that
Input alone calls the callback, and the timestamp would call it a second time. So it is where
another Input triggers the writer as well and further callbacks depend on this one: each change
would run them all twice (`runs-dependents-twice`). A parameter that is read only to leave early
where the store is empty is reported without a fix: the timestamp does not say whether there is
data.

Two acts of a visitor that overlap may give two calls where the callback waited for the slower
one before. Where the callback has an allow_duplicate output, its id in the browser changes with its
Inputs, as with every edit of them: pages that are open while the app is deployed must be
loaded again. Scripts in the assets folder are not read: if one writes the store by
`dash_clientside.set_props`, look at what it writes.

## Options
- `stores`: patterns of ids known to be `dcc.Store`, in memory and without initial data.
- `transparent-decorators`: decorators known not to look at a callback's arguments.
- `callback-decorators`: wrappers that register like `callback`.

## References
- [Dash: dcc.Store](https://dash.plotly.com/dash-core-components/store)
- [Dash app callback performance: a real-world debugging example](https://dash-resources.com/dash-app-callback-performance-a-real-world-debugging-example/)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dash_codemods.model.findings import Blocker, Finding, Fix
from dash_codemods.model.ids import has_wildcard
from dash_codemods.model.rule import Rule

if TYPE_CHECKING:
    from dash_codemods.model.callbacks import BoundParameter, Callback
    from dash_codemods.model.dependencies import Dependency
    from dash_codemods.model.project import Project
    from dash_codemods.model.traffic.signals import Listener, Verdict
    from dash_codemods.model.traffic.stores import StoreFacts


def check(project: Project) -> Iterator[Finding]:
    """Yield a finding for every Store's data that a callback listens to and does not read."""
    for callback in project.callbacks:
        for bound in callback.bindings() or () if not callback.clientside else ():
            for dependency in bound.dependencies:
                if dependency.kind == "Input" and dependency.prop == "data":
                    yield from _check(project, callback, bound, dependency)


def _check(
    project: Project, callback: Callback, bound: BoundParameter, dependency: Dependency
) -> Iterator[Finding]:
    if bound.parameter.is_read:
        guard = None if bound.is_group else _guard(project, callback, bound)
        if guard is not None and _is_heavy_store(project, callback, dependency):
            yield _guarded(callback, bound, dependency, guard)
        return
    from dash_codemods.model.traffic.stores import store_facts

    facts = store_facts(project, callback, dependency)
    if facts.kind != "other":
        yield _unread(project, callback, bound, dependency, facts)


def _is_heavy_store(project: Project, callback: Callback, dependency: Dependency) -> bool:
    from dash_codemods.model.traffic.graph import Graphs
    from dash_codemods.model.traffic.stores import is_light, store_facts

    if not store_facts(project, callback, dependency).is_store:
        return False
    return not is_light(project, project.once(Graphs).of(callback), dependency)


def _guard(project: Project, callback: Callback, bound: BoundParameter) -> ast.If | None:
    from dash_codemods.model.traffic.guards import guard_of
    from dash_codemods.model.traffic.trees import Trees

    function = project.once(Trees).function_of(callback)
    return guard_of(function, bound.parameter.name) if function is not None else None


def _guarded(
    callback: Callback, bound: BoundParameter, dependency: Dependency, guard: ast.If
) -> Finding:
    """The value is read in an early guard alone: say so, there is nothing to rewrite."""
    name = bound.parameter.name
    blocker = Blocker(
        "read-in-guard",
        f"`if {ast.unparse(guard.test)}` asks whether there is data, which a timestamp does not "
        "say: where the store's writers return no_update instead of an empty value, the guard can "
        "go",
        callback.path,
        guard.lineno,
    )
    return Finding(
        code=RULE.code,
        name=RULE.name,
        message=f"`{name}` is only asked whether it is empty, but {dependency} sends the whole "
        "store",
        path=callback.path,
        span=dependency.span,
        callback=callback.name,
        app=str(callback.app) if callback.app else None,
        blocked_by=(blocker,),
    )


def _unread(
    project: Project,
    callback: Callback,
    bound: BoundParameter,
    dependency: Dependency,
    facts: StoreFacts,
) -> Finding:
    from dash_codemods.model.caches import may_be_cached
    from dash_codemods.model.traffic.relabelling import listen_to_timestamp
    from dash_codemods.model.traffic.signals import Listener
    from dash_codemods.model.traffic.together import little_gain

    listener = Listener(project, callback, dependency, facts)
    verdict = listener.verdict()
    if facts.kind == "unknown" and facts.components:
        verdict.change("id-not-known-as-store", "it is not sure that the id is that of a dcc.Store")
    if may_be_cached(project, callback):
        verdict.change("fewer-cache-hits", "the timestamp would be part of the cache's key")
    blockers = (*_refusals(project, callback, bound, dependency, listener), *verdict.blockers)
    if verdict.effects and not blockers:
        blockers = tuple(little_gain(project, listener.graph, dependency, verdict.effects))
    fix = None
    if not blockers:
        edits, renamed = listen_to_timestamp(project, callback, bound, dependency)
        fix = Fix(_fix_message(bound, renamed, verdict), edits)
    return Finding(
        code=RULE.code,
        name=RULE.name,
        message=f"`{bound.parameter.name}` is never read, but {dependency} sends the whole store "
        "with every call",
        path=callback.path,
        span=dependency.span,
        callback=callback.name,
        app=str(callback.app) if callback.app else None,
        applicability="manual" if fix is None else ("unsafe" if verdict.effects else "safe"),
        effects=tuple(verdict.effects) if fix is not None else (),
        blocked_by=blockers,
        fix=fix,
    )


def _fix_message(bound: BoundParameter, renamed: str | None, verdict: Verdict) -> str:
    text = "Listen to its modified_timestamp"
    if renamed is not None and renamed != bound.parameter.name:
        text += f", and name the parameter `{renamed}`"
    if verdict.effects:
        text += ": " + "; ".join(verdict.effects.values())
    return text


def _refusals(
    project: Project,
    callback: Callback,
    bound: BoundParameter,
    dependency: Dependency,
    listener: Listener,
) -> Iterator[Blocker]:
    from dash_codemods.model import safety
    from dash_codemods.model.request_hooks import RequestHooks
    from dash_codemods.model.traffic.clashes import clashes
    from dash_codemods.model.traffic.relabelling import TIMESTAMP
    from dash_codemods.model.traffic.triggers import reads_trigger, sees_property

    yield from safety.understood(project, callback)
    yield from safety.written_in_place([dependency])
    yield from safety.public_parameters(callback)
    yield from safety.other_decorators(project, callback)
    yield from safety.sees_dependencies(project, callback, bound.parameter.name)
    yield from safety.overridable_method(project, callback)
    yield from sees_property(project, callback)
    yield from project.once(RequestHooks).beside(callback)
    line = dependency.span.line
    if has_wildcard(dependency.component_id) and reads_trigger(project, callback):
        yield Blocker(
            "reads-wildcard-trigger",
            "the id matches several stores, and the body asks which of them triggered it",
            callback.path,
            line,
        )
    if any(d.key == (dependency.component_id, TIMESTAMP) for d in callback.inputs):
        yield Blocker(
            "listens-to-timestamp",
            "the callback listens to this store's modified_timestamp already: the Input of the "
            "data can go",
            callback.path,
            line,
        )
    if listener.facts.kind == "unknown" and not listener.facts.components:
        yield Blocker(
            "store-not-found",
            "no dcc.Store that may have this id was found; if it is one, name it in `stores`",
            callback.path,
            line,
        )
    if listener.facts.kind == "both":
        other = listener.facts.components[0]
        yield Blocker(
            "id-of-another-class",
            f"a {other.kind} may have the same id, and has no modified_timestamp",
            other.path,
            other.span.line,
        )
    yield from clashes(project, callback, dependency, TIMESTAMP, listener.graph.callbacks)


RULE = Rule(
    code="DC102",
    name="unread-store-input",
    summary="A Store's data sent only to say that it changed",
    check=check,
)
