"""Layouts that are changed after they were made: `app.layout.children.pop()`, `@hooks.layout`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dash_codemods.model.files import is_test
from dash_codemods.model.names import Definition
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.around import function_around
from dash_codemods.model.traffic.keeping import is_layout
from dash_codemods.model.traffic.trees import Trees, dotted, last_name
from dash_codemods.model.traffic.trimming import functions_named, is_setattr, is_stripped, loses

_GIVES = re.compile(r"\.[\s\\]*layout[\s\\]*=(?!=)")
"""What stands in a file that gives a layout."""
_APPS = frozenset({"app", "dash_app", "self.app", "dash.get_app()", "get_app()"})

AppName = tuple[str, int, str]
"""File, scope and name of a Dash() object."""


@dataclass(frozen=True)
class Given:
    """A statement that gives a layout."""

    path: str
    node: ast.Assign
    owner: str
    """What has it, as written: `app`."""
    app: AppName | None
    """The object behind that, where it is known."""


class Layouts:
    """The layouts that code gives, and whether it changes them."""

    def __init__(self, project: Project) -> None:
        """Take the project; of its roots, each is looked through when it is asked of."""
        self._project = project
        self._below: dict[str, _Root] = {}

    def are_changed(self, path: str) -> bool:
        """Whether code of a file's project takes a layout apart, or may do so."""
        return self._root(path).is_changed

    def given_by(self, node: ast.Assign, path: str) -> list[Given]:
        """The layouts that a statement gives."""
        return [one for one in self._root(path).given if one.node is node]

    def is_only(self, given: Given) -> bool:
        """Whether no other statement of the project may give the same app another layout."""
        others = (o for o in self._root(given.path).given if o.node is not given.node)
        return not any(_may_be_one(given, other) for other in others)

    def _root(self, path: str) -> _Root:
        root = self._project.sources.root_of(path)
        if root not in self._below:
            self._below[root] = _Root(self._project, root)
        return self._below[root]


class _Root:
    """The layouts in the files below one root that name any, those of tests left out."""

    def __init__(self, project: Project, root: str) -> None:
        self._project = project
        sources = project.sources
        files = [p for p in sources.mentions("layout") if sources.root_of(p) == root]
        texts = {path: sources.text(path) for path in files if not is_test(path)}
        giving = self._readable(path for path, text in texts.items() if _GIVES.search(text))
        self.given = [one for path in giving for one in self._given_in(path)]
        owners = {*_APPS, *(given.owner for given in self.given)}
        renamed = re.compile(rf"\b(?:{'|'.join(sorted(_last_names(owners)))})\s+as\s+(\w+)")
        owners |= {name for text in texts.values() for name in renamed.findall(text)}
        asked = _asks(owners)
        asking = self._readable(
            path for path, text in texts.items() if _GIVES.search(text) or asked.search(text)
        )
        self.is_changed = any(self._changes(path, owners) for path in asking)

    def _readable(self, paths: Iterable[str]) -> Iterator[str]:
        return (path for path in paths if self._project.sources.facts(path) is not None)

    def _given_in(self, path: str) -> Iterator[Given]:
        for node in self._project.once(Trees).parents(path):
            for target in node.targets if isinstance(node, ast.Assign) else ():
                if isinstance(target, ast.Attribute) and is_layout(target):
                    owner = ast.unparse(target.value)
                    yield Given(path, node, owner, self._app(path, node, owner))  # type: ignore[arg-type]

    def _app(self, path: str, node: ast.AST, owner: str) -> AppName | None:
        within = function_around(self._project.once(Trees).parents(path), node)
        if within is None:
            found = self._project.names.resolve(path, 0, owner)
            if not isinstance(found, Definition) or found.binding.kind == "other":
                return None
            rest = f".{found.rest}" if found.rest else ""
            return found.path, found.scope, found.name + rest
        facts = self._project.sources.facts(path)
        for app in self._project.apps:
            function = facts.function_of(app.scope) if facts and app.scope else None
            line = function.def_span.line if function is not None else None
            if (app.path, app.name, line) == (path, owner, within.lineno):
                return app.path, app.scope, owner
        return None

    def _changes(self, path: str, owners: set[str]) -> bool:
        parents = self._project.once(Trees).parents(path)
        names = _last_names(owners)
        for node in parents:
            named = isinstance(node, ast.Constant) and node.value == "layout"
            if named and is_setattr(parents[node]):
                return True
            if isinstance(node, ast.Attribute) and node.attr == "layout":
                owner = ast.unparse(node.value)
                if owner.rpartition(".")[2] == "hooks":
                    return True
                known = owner in owners or owner.rpartition(".")[2] in names
                if (known or _is_asked_for_children(parents, node)) and _takes_apart(parents, node):
                    return True
                if self._is_made_of_itself(path, parents, node):
                    return True
        return False

    def _is_made_of_itself(
        self, path: str, parents: dict[ast.AST, ast.AST], node: ast.Attribute
    ) -> bool:
        """Whether a layout becomes what a function makes of it: `app.layout = prune(app.layout)`.

        Components, and functions of the project that take nothing away, hold it whole.
        """
        inner: ast.AST = node
        cut = False
        while isinstance(inner, ast.expr | ast.keyword):
            outer = parents[inner]
            if isinstance(outer, ast.Call) and outer.func is not inner:
                cut = cut or is_stripped(self._project, path, outer, inner)
                name = last_name(outer.func) or ""
                own = functions_named(self._project, path, dotted(outer.func) or "")
                cut = cut or not (name[:1].isupper() or own)
            inner = outer
        return cut and isinstance(inner, ast.Assign) and any(map(is_layout, inner.targets))


def _asks(owners: set[str]) -> re.Pattern[str]:
    """What stands in a file that asks one of some owners for a layout, before it is parsed."""
    names = "|".join(sorted(_last_names(owners)))
    asked = rf"(?:\b(?:{names}|hooks)|[)\]])[\s\\]*\.[\s\\]*layout\b"
    return re.compile(rf"{asked}|\.[\s\\]*layout[\s\\]*\.[\s\\]*children\b|\b(?:set|del)attr\b")


def _last_names(owners: set[str]) -> set[str]:
    """What the names of owners end with: `app` for `self.app`."""
    return {re.sub(r".*\W", "", owner) for owner in owners} - {""}


def _is_asked_for_children(parents: dict[ast.AST, ast.AST], node: ast.Attribute) -> bool:
    """`mini.layout.children`: figures, whose layouts are others, have no children."""
    parent = parents[node]
    return isinstance(parent, ast.Attribute) and parent.attr == "children"


def _may_be_one(one: Given, other: Given) -> bool:
    if one.app is not None and other.app is not None:
        return one.app == other.app
    return one.owner == other.owner


def _takes_apart(parents: dict[ast.AST, ast.AST], node: ast.Attribute) -> bool:
    """Whether a layout that is read here may lose something, or is handed on to who takes it."""
    parent = parents[node]
    if isinstance(node.ctx, ast.Store):
        return isinstance(parent, ast.AugAssign)
    if isinstance(parent, ast.Assign):
        return any(isinstance(target, ast.Name) for target in parent.targets)
    return isinstance(node.ctx, ast.Del) or loses(parents, node)
