"""The call at page load: whether a callback gets one, and whether it has an effect.

Sources: dash 4.4.1 `_callback.py` (`prevent_initial_call is True` is all that the browser is
told), `dash.py` (only callbacks registered on the app see `prevent_initial_callbacks`); the
same since 2.9.
"""

from __future__ import annotations

import ast
import re
from typing import Literal

from dash_codemods.model.apps import Apps, is_app
from dash_codemods.model.callbacks import Callback
from dash_codemods.model.components import App
from dash_codemods.model.expressions import Constant, Starred
from dash_codemods.model.known_values import Values
from dash_codemods.model.names import as_mapping
from dash_codemods.model.project import Project
from dash_codemods.model.trigger_values import Evaluator
from dash_codemods.model.walking import walk

Outcome = Literal["nothing", "effect", "goes-on"]

_SETTING = "prevent_initial_callbacks"
_SET_LATER = re.compile(
    rf"\.{_SETTING}\b|[\"']{_SETTING}[\"']\s*(?:\]|:)|\.update\([^)]*{_SETTING}"
)
"""Code that sets the option on an app that is there already."""
_LOG = frozenset({"print", "debug", "info", "warning", "log", "error"})

UNKNOWN = Constant("?")
"""Stands for a setting whose value is not known; no setting of Dash has this value."""


class InitialCalls:
    """Answers about the first calls of a project's callbacks."""

    def __init__(self, project: Project) -> None:
        """Take the project; nothing is looked up before it is asked for."""
        self.project = project
        self.apps = project.once(Apps)
        self._at_load: dict[Callback, bool | None] = {}
        self._effects: dict[Callback, bool] = {}
        self._sets_later: dict[str, bool] = {}

    def own_setting(self, callback: Callback) -> Constant | None:
        """The callback's own prevent_initial_call: None if it has none, UNKNOWN if opaque."""
        written, path, scope = callback.prevent_initial_call, callback.path, _scope(callback)
        for given in callback.registration.call.args:
            if isinstance(given, Starred) and written is None:
                there, at, value = self.project.names.value(path, scope, given.value)
                options = as_mapping(value) if given.double else None
                if options is None:
                    return UNKNOWN
                written = options.get("prevent_initial_call")
                path, scope = there, at
        if written is None:
            return None
        found = self.project.constant(path, scope, written) or UNKNOWN
        if found.value is None:
            # As Dash 4.4.1 does (dependencies.py, handle_grouped_callback_args).
            return callback.trailing_bool
        return found

    def is_elsewhere(self, callback: Callback) -> bool:
        """Whether the setting is not written in the registration, or may not be."""
        if callback.prevent_initial_call is not None:
            return self.own_setting(callback) is UNKNOWN
        return self.own_setting(callback) is not None

    def app_setting(self, callback: Callback) -> Constant:
        """The app's prevent_initial_callbacks as the callback sees it; UNKNOWN if undecided."""
        if callback.is_global:
            return Constant(False)
        apps = self.project.apps_near(callback.path)
        target = self.apps.target(callback)
        own = [app for app in apps if target is not None and is_app(target, app)]
        settings = {self.setting_of(app) for app in own or apps}
        return settings.pop() if len(settings) == 1 else UNKNOWN

    def setting_of(self, app: App) -> Constant:
        """An app's prevent_initial_callbacks, False where it says nothing."""
        if any(isinstance(arg, Starred) for arg in app.call.args) or self._set_later(app.path):
            return UNKNOWN
        written = app.option(_SETTING)
        if written is None:
            return Constant(False)
        return self.project.constant(app.path, app.scope, written) or UNKNOWN

    def _set_later(self, path: str) -> bool:
        """Whether some code of the project sets the option on an app that is there already."""
        sources = self.project.sources
        root = sources.root_of(path)
        if root not in self._sets_later:
            self._sets_later[root] = any(
                sources.root_of(other) == root and _SET_LATER.search(sources.text(other))
                for other in sources.mentions(_SETTING)
            )
        return self._sets_later[root]

    def allows_duplicates(self, callback: Callback) -> bool | None:
        """Whether Dash lets the callback register an Output with allow_duplicate."""
        own = self.own_setting(callback)
        if own not in (None, UNKNOWN) and own is not None and own.value:
            return True
        above = self.app_setting(callback)
        if above is not UNKNOWN and above.value:
            return True
        return None if own is UNKNOWN or above is UNKNOWN else False

    def at_load(self, callback: Callback) -> bool | None:
        """Whether the callback is called when a page is loaded; None where that is not known."""
        if callback not in self._at_load:
            own = self.own_setting(callback)
            setting = self.app_setting(callback) if own is None else own
            self._at_load[callback] = _lets_run(setting)
        return self._at_load[callback]

    def runs(self, callback: Callback) -> bool:
        """Whether the callback is called at load; in doubt it is."""
        return self.at_load(callback) is not False

    def matters(self, callback: Callback) -> bool:
        """Whether a call at load happens and does something; in doubt it does."""
        if callback not in self._effects:
            self._effects[callback] = self.runs(callback) and self._has_effect(callback)
        return self._effects[callback]

    def _has_effect(self, callback: Callback) -> bool:
        if callback.function is None:
            return True
        try:
            tree = self.project.function_tree(callback)
        except LookupError:
            return True
        return _Walk(self.project, callback).outcome(tree.body) != "nothing"


def _scope(callback: Callback) -> int:
    return callback.registration.scope


def _lets_run(setting: Constant) -> bool | None:
    """What a setting says of the call at load; None where that is not known."""
    if setting is UNKNOWN:
        return None
    if setting.value is True:
        return False
    if setting.value == "initial_duplicate":
        return True
    # Other values that are true prevented the call before Dash 2.9.
    return None if setting.value else True


class _Walk:
    """Follows the first call through a body, up to the first thing that it does."""

    def __init__(self, project: Project, callback: Callback) -> None:
        self.project, self.path = project, callback.path
        self.evaluator = Evaluator(project, callback)

    def outcome(self, body: list[ast.stmt]) -> Outcome:
        for statement in body:
            outcome = self._step(statement)
            if outcome != "goes-on":
                return outcome
        return "goes-on"

    def _step(self, statement: ast.stmt) -> Outcome:
        if isinstance(statement, ast.If):
            return self._branch(statement)
        if isinstance(statement, ast.Return):
            value = statement.value
            return "nothing" if value is not None and self._is_no_update(value) else "effect"
        if isinstance(statement, ast.Raise):
            raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
            return "nothing" if self._is(raised, "dash.PreventUpdate") else "effect"
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            return self._assignment(statement)
        if isinstance(statement, ast.Expr):
            return "goes-on" if _is_idle(statement.value) else "effect"
        idle = ast.Pass | ast.Import | ast.ImportFrom | ast.Global | ast.Nonlocal
        return "goes-on" if isinstance(statement, idle) else "effect"

    def _branch(self, statement: ast.If) -> Outcome:
        if _calls_others(statement.test):
            return "effect"
        truth = self.evaluator.truth(statement.test)
        if truth is not None:
            return self.outcome(statement.body if truth else statement.orelse)
        names = dict(self.evaluator.names)
        outcomes = set()
        after: list[dict[str, Values]] = []
        for arm in (statement.body, statement.orelse):
            self.evaluator.names = dict(names)
            outcomes.add(self.outcome(arm))
            after.append(self.evaluator.names)
        # What only one way assigns, or the two differently, is known no longer.
        self.evaluator.names = {
            name: after[0].get(name) if after[0].get(name) == after[1].get(name) else None
            for name in after[0].keys() | after[1].keys()
        }
        if "effect" in outcomes:
            return "effect"
        return "nothing" if outcomes == {"nothing"} else "goes-on"

    def _assignment(self, statement: ast.Assign | ast.AnnAssign) -> Outcome:
        if statement.value is None:
            return "goes-on"
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        if _calls_others(statement.value) or not all(isinstance(t, ast.Name) for t in targets):
            return "effect"
        for target in targets:
            assert isinstance(target, ast.Name)
            self.evaluator.assign(target.id, statement.value)
        return "goes-on"

    def _is_no_update(self, value: ast.expr) -> bool:
        if isinstance(value, ast.IfExp):
            truth = None if _calls_others(value.test) else self.evaluator.truth(value.test)
            chosen = [value.body] * (truth is not False) + [value.orelse] * (truth is not True)
            return all(map(self._is_no_update, chosen))
        if isinstance(value, ast.List | ast.Tuple):
            return bool(value.elts) and all(map(self._is_no_update, value.elts))
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult):
            return self._is_no_update(value.left) or self._is_no_update(value.right)
        return self._is(value, "dash.no_update")

    def _is(self, node: ast.expr | None, name: str) -> bool:
        dotted = ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else None
        if dotted is None:
            return False
        found = self.project.names.external(self.path, self.evaluator.scope, dotted)
        return found == name


def _is_idle(value: ast.expr) -> bool:
    """A docstring, or a line for the log."""
    if isinstance(value, ast.Constant):
        return True
    if not isinstance(value, ast.Call) or any(map(_calls_others, value.args)):
        return False
    name = value.func.attr if isinstance(value.func, ast.Attribute) else None
    return (name or getattr(value.func, "id", "")) in _LOG


def _calls_others(node: ast.expr) -> bool:
    """Whether computing an expression calls what may do something."""
    for inner in walk(node):
        if isinstance(inner, ast.Await | ast.NamedExpr | ast.Yield):
            return True
        if isinstance(inner, ast.Call):
            method = inner.func.attr if isinstance(inner.func, ast.Attribute) else ""
            name = inner.func.id if isinstance(inner.func, ast.Name) else ""
            if method not in ("split", "get", "loads") and name not in (
                "bool",
                "any",
                "all",
                "len",
                "isinstance",
            ):
                return True
    return False
