"""The call at page load: whether a callback gets one, and whether it has an effect.

Sources: dash 4.4.1 `_callback.py` (`prevent_initial_call is True` is all that the browser is
told), `dash.py` (only callbacks registered on the app see `prevent_initial_callbacks`); the
same since 2.9.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dash_codemods.model.apps import Apps, Target, is_app
from dash_codemods.model.callbacks import Callback
from dash_codemods.model.components import App
from dash_codemods.model.dash_names import APP_CLASSES
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.expressions import Call, Constant, Starred
from dash_codemods.model.first_call import FirstCall
from dash_codemods.model.names import Definition, External, as_mapping
from dash_codemods.model.project import Project
from dash_codemods.model.safety import other_decorators

_SETTING = "prevent_initial_callbacks"
_SET_LATER = re.compile(
    rf"\.{_SETTING}\b|[\"']{_SETTING}[\"']\s*(?:\]|:|,)|\.update\([^)]*{_SETTING}"
)
"""Code that sets the option on an app that is there already."""

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
        if not own and self._is_of_another_class(callback):
            return UNKNOWN
        settings = {self.setting_of(app) for app in own or apps}
        return settings.pop() if len(settings) == 1 else UNKNOWN

    def _is_of_another_class(self, callback: Callback) -> bool:
        """Whether a callback registers on an object of a class that may have its own setting."""
        targets = {site.target for site in self.apps.sites(callback)}
        return any(
            made_by not in APP_CLASSES
            for target in {*targets, self.apps.target(callback)}
            if target is not None
            for made_by in self._makers(target)
        )

    def _makers(self, target: Target) -> Iterator[str]:
        """The class that an object is made of, or what else from outside makes it."""
        names = self.project.names
        found = names.lookup(target.path, target.scope, target.name)
        value = found[1].value if found is not None else None
        if isinstance(value, Call):
            resolved = names.resolve(target.path, target.scope, value.function)
            if isinstance(resolved, External):
                yield resolved.name
            elif isinstance(resolved, Definition) and resolved.binding.kind == "class":
                yield value.function

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
            self._effects[callback] = self.runs(callback) and self.has_effect(callback)
        return self._effects[callback]

    def has_effect(self, callback: Callback, unknown: Sequence[Dependency] = ()) -> bool:
        """Whether a first call does something; `unknown`: what may have any value by then."""
        if callback.function is None or any(True for _ in other_decorators(self.project, callback)):
            # A decorator may do something where the body does nothing.
            return True
        try:
            tree = self.project.function_tree(callback)
        except LookupError:
            return True
        way = FirstCall(self.project, callback)
        for bound in callback.bindings() or ():
            if any(dependency in unknown for dependency in bound.dependencies):
                way.evaluator.names[bound.parameter.name] = None
        return way.outcome(tree.body) != "nothing"


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
