"""Whether a callback is called when a page is loaded.

Sources: dash 4.4.1 `_callback.py` (only `True` itself prevents the call since Dash 2.9;
`dash.callback` does not see an app's `prevent_initial_callbacks`).
"""

from __future__ import annotations

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.components import App
from dash_codemods.model.expressions import Constant, Expression
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.neighbours import Neighbours


def runs_at_load(project: Project, callback: Callback) -> bool | None:
    """True, False, or None where that is not known."""
    own = callback.prevent_initial_call
    if own is not None:
        value = project.constant(callback.path, callback.registration.scope, own)
        if value is None:
            return None
        if value.value is not None:
            return _runs(value)
    if callback.is_global:
        return True
    answers = {_default(project, app) for app in _apps(project, callback)}
    return answers.pop() if len(answers) == 1 else (None if answers else True)


def _runs(value: Constant) -> bool | None:
    if value.value is True:
        return False
    if value.value is False or value.value == "initial_duplicate":
        return True
    # Other values that are true prevented the call before Dash 2.9.
    return None if value.value else True


def _apps(project: Project, callback: Callback) -> list[App]:
    """The Dash() objects that a callback may be registered on."""
    neighbours = project.once(Neighbours)
    here = (callback.path, callback.registration.scope)
    near = [a for a in project.apps if neighbours.may_share(here, (a.path, a.scope))]
    if callback.app is None:
        return near
    exact = [a for a in near if (a.path, a.name) == (callback.app.path, callback.app.name)]
    return exact or near


def _default(project: Project, app: App) -> bool | None:
    option: Expression | None = app.option("prevent_initial_callbacks")
    if option is None:
        return True
    value = project.constant(app.path, app.scope, option)
    return _runs(value) if value is not None else None
