"""The call at load: which part gets it."""

from __future__ import annotations

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.components import Component
from dash_codemods.model.dispatch.grouping import Dispatch
from dash_codemods.model.dispatch.residues import NotReadable
from dash_codemods.model.dispatch.text import SourceText
from dash_codemods.model.expressions import Starred
from dash_codemods.model.initial_calls import UNKNOWN, InitialCalls
from dash_codemods.model.project import Project
from dash_codemods.model.trigger_values import EVENTS


def settings(
    project: Project,
    found: Dispatch,
    text: SourceText,
    flagged: frozenset[int],
    effects: list[str],
) -> list[str | None]:
    """What each part has for prevent_initial_call: a source, or None; and what that changes.

    Raises NotReadable where no part does what the callback does at load.
    """
    callback, parts = found.callback, found.parts
    initial = project.once(InitialCalls)
    keyword = callback.keyword("prevent_initial_call")
    written = None
    if keyword is not None and keyword.value.span is not None:
        written = text.source(keyword.value.span)
    own, above = initial.own_setting(callback), initial.app_setting(callback)
    if initial.is_elsewhere(callback) or (
        own is None and above is UNKNOWN and initial.matters(callback)
    ):
        message = "it is not known whether it is called at load"
        raise NotReadable("opaque-prevent-initial-call", message, callback.line)
    if not initial.runs(callback):
        return [written for _ in parts]
    if not initial.matters(callback):
        return ["True" for _ in parts]
    first = found.untriggered
    if first is None and found.ends_at_load and _is_kept(project, callback):
        effects.append("no-initial-call")
        return ["True" for _ in parts]
    if first is None:
        message = "what it does at load is what none of the branches does"
        raise NotReadable("initial-branch", message, callback.line)
    others = [d for part in parts for d in part.inputs if part is not parts[first]]
    if any(d.prop not in EVENTS for d in others):
        effects.append("extra-call-at-load")
    made: list[str | None] = ["True" for _ in parts]
    made[first] = written
    if flagged & set(parts[first].written.outputs):
        if project.settings(callback.path).initial_call == "prevent":
            effects.append("no-initial-call")
            made[first] = "True"
        else:
            made[first] = f"{text.quote}initial_duplicate{text.quote}"
    return made


def _is_kept(project: Project, callback: Callback) -> bool:
    """Whether a call at load that returns None changes nothing.

    Dash rejects it where there are several Outputs; one Output becomes None, which it is before
    anything is written to it.
    """
    if not callback.single_output:
        return True
    output = callback.outputs[0]
    components = project.components_with(output.component_id)
    return bool(components) and all(_is_unset(each, output.prop) for each in components)


def _is_unset(component: Component, prop: str | None) -> bool:
    """Whether a component is made without a property."""
    given = component.call.args
    if any(isinstance(arg, Starred) for arg in given) or (prop == "children" and given):
        return False
    return prop is not None and component.initial(prop) is None
