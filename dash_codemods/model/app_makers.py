"""What makes the objects that callbacks register with, where that is not Dash itself.

An app of a package that is not analysed may have rules of its own for callbacks, as those of
dash-extensions have.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dash_codemods.model.apps import Apps, Target
from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dash_names import APP_CLASSES
from dash_codemods.model.expressions import Call
from dash_codemods.model.names import Definition, External
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.trees import dotted
from dash_codemods.model.walking import walk

_BY_NAME = frozenset({"Dash", "dash.Dash", "JupyterDash", "jupyter_dash.JupyterDash"})
"""How apps are made where an import stands in a `try`, and the name has two meanings."""
_WITHOUT_CALLBACKS = frozenset({"abc", "builtins", "typing", "typing_extensions"})
"""Packages whose classes add nothing to an app."""
_MOST_BASES = 12


class AppMakers:
    """Answers whether Dash makes what the callbacks of a project register with."""

    def __init__(self, project: Project) -> None:
        """Take the project; nothing is looked up before it is asked for."""
        self.project = project
        self.apps = project.once(Apps)
        self._foreign: dict[Target, bool] = {}

    def may_be_foreign(self, callback: Callback) -> bool:
        """Whether what is not known to be Dash makes an object that a callback registers with."""
        if callback.is_global:
            return False
        targets = {site.target for site in self.apps.sites(callback)}
        own = self.apps.target(callback)
        return any(map(self._is_foreign, targets | ({own} if own else set())))

    def _is_foreign(self, target: Target) -> bool:
        if target not in self._foreign:
            self._foreign[target] = target.kind == "object" and self._look_at(target)
        return self._foreign[target]

    def _look_at(self, target: Target) -> bool:
        head, _, rest = target.name.partition(".")
        found = self.project.names.lookup(target.path, target.scope, head)
        if found is None:
            return False
        scope, binding = found
        if isinstance(binding.value, Call):
            return self._makes_others(target.path, scope, binding.value.function, bool(rest))
        return head == "self" and any(
            self._makes_others(target.path, target.scope, maker, False)
            for maker in self._given_to(target.path, target.name)
        )

    def _given_to(self, path: str, attribute: str) -> list[str]:
        """What is called for a value of an attribute: `make` of `self.app = make()`."""
        return [
            dotted(node.value.func) or ""
            for node in walk(self.project.sources.tree(path))
            if isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(node.value, ast.Call)
            for given in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if dotted(given) == attribute
        ]

    def _makes_others(self, path: str, scope: int, maker: str, attribute: bool) -> bool:
        """Whether a call may make something else than an app of Dash.

        `attribute`: the app is an attribute of what is made.
        """
        resolved = self.project.names.resolve(path, scope, maker)
        if isinstance(resolved, External):
            return resolved.name not in APP_CLASSES and not resolved.name.startswith("dash.")
        if isinstance(resolved, Definition) and not resolved.rest:
            if resolved.binding.kind == "class":
                return not attribute and not self._is_app_class(resolved)
            if resolved.binding.kind == "function":
                return False
        return maker not in _BY_NAME

    def _is_app_class(self, found: Definition) -> bool:
        """Whether a class is made of Dash, and of nothing from outside besides."""
        bases = set(self._outer_bases(found, _MOST_BASES))
        others = {base for base in bases if base not in APP_CLASSES and base not in _BY_NAME}
        return bases != others and all(
            base == "object" or base.split(".", 1)[0] in _WITHOUT_CALLBACKS for base in others
        )

    def _outer_bases(self, found: Definition, most: int) -> Iterator[str]:
        """The classes from outside of the project that a class is made of, over any others."""
        facts = self.project.sources.facts(found.path)
        for base in facts.scopes[found.binding.child].bases if facts else ():
            resolved = self.project.names.resolve(found.path, found.scope, base)
            if isinstance(resolved, Definition) and resolved.binding.kind == "class" and most:
                yield from self._outer_bases(resolved, most - 1)
            else:
                yield resolved.name if isinstance(resolved, External) else base
