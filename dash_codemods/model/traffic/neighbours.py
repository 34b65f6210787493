"""Which parts of a codebase may belong to the same app.

Where `apps.Apps` says what surely is together, this says what surely is not: a claim that
nothing else writes a property must look at everything that may.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter

from dash_codemods.model.apps import Apps
from dash_codemods.model.callbacks import Callback
from dash_codemods.model.files import is_test
from dash_codemods.model.imports import Imports
from dash_codemods.model.project import Project

Place = tuple[str, int]
"""A file and a scope in it."""


class Neighbours:
    """Answers what may be in the same app."""

    def __init__(self, project: Project) -> None:
        """Take the project; nothing is looked up before it is asked for."""
        self.project = project
        self.imports: Imports = project.once(Apps).imports
        self._apps_in: dict[str, frozenset[int]] | None = None
        self._reached: dict[str, frozenset[str]] = {}
        self._callbacks_of: dict[object, tuple[Callback, ...]] = {}
        self._near: dict[Place, tuple[Callback, ...]] = {}
        self._by_place: dict[Place, list[tuple[int, Callback]]] | None = None
        self._tops: list[str] | None = None
        self._top_of: dict[str, str] = {}
        self._with_apps: set[str] = set()

    def callbacks_of(self, callback: Callback) -> tuple[Callback, ...]:
        """All callbacks of the context that may be in the same app, itself included."""
        # Nothing else of a callback is asked for, so that those beside it have the same ones.
        key = (_place(callback), callback.is_global, callback.app, callback.framework)
        if key not in self._callbacks_of:
            self._callbacks_of[key] = tuple(
                other
                for other in self._sharing(_place(callback))
                if not _on_other_apps(callback, other)
            )
        return self._callbacks_of[key]

    def _sharing(self, here: Place) -> tuple[Callback, ...]:
        """All callbacks of the context that may be in the same app as code in a place."""
        if here not in self._near:
            if self._by_place is None:
                self._by_place = {}
                for index, callback in enumerate(self.project.all_callbacks):
                    self._by_place.setdefault(_place(callback), []).append((index, callback))
            found = [
                numbered
                for there, callbacks in self._by_place.items()
                if here == there or self.may_share(here, there)
                for numbered in callbacks
            ]
            self._near[here] = tuple(callback for _, callback in sorted(found, key=itemgetter(0)))
        return self._near[here]

    def may_share(self, here: Place, there: Place) -> bool:
        """Whether code in two places may be of one app."""
        if here[0] == there[0]:
            return self._may_share_file(here, there)
        if self._in_other_project(here[0], there[0]):
            return False
        if is_test(there[0]) and not is_test(here[0]) and not self._imports(here[0], there[0]):
            return False
        mine, theirs = self.app_scopes(here[0]), self.app_scopes(there[0])
        if not mine or not theirs:
            return True
        return self._imports(here[0], there[0]) or self._imports(there[0], here[0])

    def _in_other_project(self, one: str, other: str) -> bool:
        """Whether two files lie in projects that stand apart, each with an app of its own."""
        if self._tops is None:
            self._tops = _outermost(
                self.project.sources.root_of(path) for path in self.project.sources.context()
            )
            self._with_apps = {self._top(app.path) for app in self.project.apps}
        mine, theirs = self._top(one), self._top(other)
        return mine != theirs and {mine, theirs} <= self._with_apps

    def _top(self, path: str) -> str:
        if path not in self._top_of:
            root = self.project.sources.root_of(path)
            around = (top for top in self._tops or () if _is_below(root, top))
            self._top_of[path] = next(around, root)
        return self._top_of[path]

    def _may_share_file(self, here: Place, there: Place) -> bool:
        one, other = self._home(here), self._home(there)
        return one is None or other is None or one == other

    def _home(self, place: Place) -> int | None:
        """The outermost function around a place that makes an app of its own."""
        path, scope = place
        homes = self.app_scopes(path)
        facts = self.project.sources.facts(path)
        found = None
        while facts is not None and scope > 0:
            if scope in homes and facts.scopes[scope].kind == "function":
                found = scope
            scope = facts.scopes[scope].parent
        return found

    def app_scopes(self, path: str) -> frozenset[int]:
        """The scopes of a file in which a Dash() is made; those around them too."""
        if self._apps_in is None:
            found: dict[str, set[int]] = {}
            for app in self.project.apps:
                found.setdefault(app.path, set()).update(self._around(app.path, app.scope))
            self._apps_in = {key: frozenset(scopes) for key, scopes in found.items()}
        return self._apps_in.get(path, frozenset())

    def _around(self, path: str, scope: int) -> list[int]:
        facts = self.project.sources.facts(path)
        scopes = [scope]
        while facts is not None and scope > 0:
            scope = facts.scopes[scope].parent
            scopes.append(scope)
        return scopes

    def _imports(self, path: str, wanted: str) -> bool:
        """Whether one module imports another, perhaps through others."""
        if path not in self._reached:
            reached = {path}
            waiting = [path]
            while waiting:
                for module in self.imports.may_import(waiting.pop()):
                    if module not in reached:
                        reached.add(module)
                        waiting.append(module)
            self._reached[path] = frozenset(reached)
        return wanted in self._reached[path]


def _place(callback: Callback) -> Place:
    return callback.path, callback.registration.scope


def _outermost(roots: Iterable[str]) -> list[str]:
    """The roots that lie in no other."""
    found: list[str] = []
    for root in sorted(set(roots)):
        if not any(_is_below(root, top) for top in found):
            found.append(root)
    return found


def _is_below(path: str, top: str) -> bool:
    one, other = path.replace("\\", "/"), top.replace("\\", "/").rstrip("/")
    return one == other or one.startswith(other + "/")


def _on_other_apps(one: Callback, other: Callback) -> bool:
    """Whether two callbacks of one file register on different Dash() objects."""
    if one.path != other.path or one.is_global or other.is_global:
        return False
    if one.app is None or other.app is None or one.app == other.app:
        return False
    return one.framework == other.framework == "dash"
