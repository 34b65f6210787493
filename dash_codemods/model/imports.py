"""Which modules surely run when another one does, and who imports whom.

An import counts as sure where it stands in no branch: not in a `try`, an `if`, a `match`.
What is imported by a name that is computed, is not known.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from dash_codemods.model.components import App
from dash_codemods.model.expressions import Constant, Starred
from dash_codemods.model.facts import Import, ObjectCall
from dash_codemods.model.files import is_test, stem
from dash_codemods.model.imported_words import Imported, import_statements, modules_named
from dash_codemods.model.often_sought import IMPORTERS
from dash_codemods.model.project import Project

_RUNS_AN_APP = re.compile(r"\.(?:run|run_server|server)\b")


@dataclass(frozen=True)
class Unit:
    """What runs as a whole: the top level of a module (scope 0), or the body of a function."""

    path: str
    scope: int


class Imports:
    """The imports of a project, looked up when a claim needs them."""

    def __init__(self, project: Project) -> None:
        """Take the project whose files import each other."""
        self.project = project
        self._all: dict[str, tuple[tuple[Unit, str, bool], ...]] = {}
        self._sure: dict[Unit, tuple[str, ...]] = {}
        self._importers: dict[str, tuple[tuple[Unit, bool], ...]] = {}
        self._run: dict[Unit, frozenset[str]] = {}
        self._pages: dict[str, tuple[App, ...]] | None = None

    # -- down: what a unit runs

    def run_by(self, unit: Unit) -> frozenset[str]:
        """The modules that have surely run once a unit has; its own among them."""
        if unit not in self._run:
            reached = {unit.path}
            waiting = [unit, Unit(unit.path, 0)]
            while waiting:
                here = waiting.pop()
                for path in (*self.imported_by(here), *self._pages_made_in(here)):
                    if path not in reached:
                        reached.add(path)
                        waiting.append(Unit(path, 0))
            self._run[unit] = frozenset(reached)
        return self._run[unit]

    def imported_by(self, unit: Unit) -> tuple[str, ...]:
        """The modules that a unit itself surely imports."""
        if unit not in self._sure:
            found = [path for at, path, sure in self._all_of(unit.path) if sure and at == unit]
            self._sure[unit] = tuple(dict.fromkeys(found))
        return self._sure[unit]

    def may_import(self, path: str) -> tuple[str, ...]:
        """The modules that a file imports, surely or perhaps."""
        return tuple(dict.fromkeys(module for _, module, _ in self._all_of(path)))

    def _all_of(self, path: str) -> tuple[tuple[Unit, str, bool], ...]:
        """Every module that a file may import: (where, which, surely)."""
        if path not in self._all:
            self._all[path] = tuple(self._look_at(path))
        return self._all[path]

    def _look_at(self, path: str) -> Iterator[tuple[Unit, str, bool]]:
        facts = self.project.sources.facts(path)
        if facts is None:
            return
        for one in facts.imports:
            for module in self._modules(path, one):
                yield Unit(path, one.scope), module, not one.guarded
        if facts.stars:
            sure = self._sure_stars(path)
            for name, level in facts.stars:
                for module in self._modules(path, _whole(name, level)):
                    yield Unit(path, 0), module, (name, level) in sure
        for made in facts.objects:
            named = self._named_import(path, made)
            if named is not None:
                yield Unit(path, made.scope), named, not made.branch

    def _modules(self, path: str, one: Import) -> Iterator[str]:
        """The files that an import runs: the packages on the way, and the module."""
        find = self.project.sources.find_module
        parts = one.module.split(".") if one.module else []
        module = find(path, "", one.level) if one.level else None
        found = [module]
        for count in range(1, len(parts) + 1):
            module = find(path, ".".join(parts[:count]), one.level)
            found.append(module)
        submodule = find(path, ".".join([*parts, one.name]), one.level) if one.name else None
        if submodule is not None:
            # A package that imports its own submodule binds the name by that alone.
            other = module if module != path else None
            facts = self.project.sources.facts(other) if other else None
            if facts is None or one.name not in facts.scopes[0].bindings:
                found.append(submodule)
        yield from (each for each in found if each is not None and each != path)

    def _sure_stars(self, path: str) -> set[tuple[str, int]]:
        return {
            (statement.module or "", statement.level)
            for statement in self.project.sources.tree(path).body
            if isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*"
        }

    def _named_import(self, path: str, made: ObjectCall) -> str | None:
        """The module of `import_module("pages.home")`, where the name is known."""
        if made.call.function.rpartition(".")[2] not in IMPORTERS or not made.call.args:
            return None
        name = self.project.constant(path, made.scope, made.call.args[0])
        if name is None or not isinstance(name.value, str):
            return None
        text = name.value.lstrip(".")
        return self.project.sources.find_module(path, text, len(name.value) - len(text))

    # -- up: who runs a module

    def importers(self, path: str) -> tuple[Unit, ...]:
        """The units that surely import a module, tests left out."""
        return tuple(dict.fromkeys(unit for unit, sure in self._imports_of(path) if sure))

    def may_be_imported_by(self, path: str) -> frozenset[str]:
        """The files that import a module, surely or perhaps, tests left out."""
        return frozenset(unit.path for unit, _ in self._imports_of(path))

    def _imports_of(self, path: str) -> tuple[tuple[Unit, bool], ...]:
        if path not in self._importers:
            found = [
                (unit, sure)
                for other in self._likely_importers(path)
                for unit, module, sure in self._all_of(other)
                if module == path
            ]
            found += [(Unit(app.path, app.scope), True) for app in self._page_apps(path)]
            self._importers[path] = tuple(found)
        return self._importers[path]

    def _likely_importers(self, path: str) -> Iterator[str]:
        """The files that are worth a reading: one of their imports holds the module's name."""
        for other in self.project.sources.mentions(Imported(stem(path))):
            if other != path and not is_test(other) and self._may_lead(other, path):
                yield other

    def _may_lead(self, other: str, path: str) -> bool:
        """Whether an import of a file may be of a module, before the whole file is read."""
        find, name = self.project.sources.find_module, stem(path)
        for statement in import_statements(self.project.sources.text(other)):
            if name not in statement and "from ." not in statement:
                continue
            named = modules_named(statement)
            if named is None:
                return True
            for module, level in named:
                parts = module.split(".")
                if level and find(other, "", level) == path:
                    return True
                for count, part in enumerate(parts, start=1):
                    if part == name and find(other, ".".join(parts[:count]), level) == path:
                        return True
        return False

    def may_run(self, path: str) -> bool:
        """Whether anything speaks for a module's ever being run."""
        if self._dynamic_imports(self.project.sources.root_of(path)):
            return True
        seen = {path}
        waiting = [path]
        while waiting:
            here = waiting.pop()
            if self._starts(here):
                return True
            importers = {unit.path for unit, _ in self._imports_of(here)} - seen
            seen |= importers
            waiting += importers
        return False

    def _starts(self, path: str) -> bool:
        """Whether a module is run for its own sake: it makes an app, or runs one, or is a page."""
        project = self.project
        if path in project.pages or any(app.path == path for app in project.apps):
            return True
        if not project.apps_near(path):
            return True
        return _RUNS_AN_APP.search(project.sources.text(path)) is not None

    def _dynamic_imports(self, root: str) -> bool:
        """Whether a module of a project imports others by names that are computed."""
        for path in self.project.sources.context():
            facts = self.project.sources.facts(path)
            for made in facts.objects if facts else ():
                if (
                    made.call.function.rpartition(".")[2] in IMPORTERS
                    and self.project.sources.root_of(path) == root
                    and self._named_import(path, made) is None
                ):
                    return True
        return False

    # -- pages

    def _pages_made_in(self, unit: Unit) -> Iterator[str]:
        for path, apps in self._all_pages().items():
            if any((app.path, app.scope) == (unit.path, unit.scope) for app in apps):
                yield path

    def _page_apps(self, path: str) -> tuple[App, ...]:
        return self._all_pages().get(path, ())

    def _all_pages(self) -> dict[str, tuple[App, ...]]:
        """The apps that import each page by its folder."""
        if self._pages is None:
            self._pages = {}
            for app in self.project.apps:
                folder = pages_folder(self.project, app)
                for path in self.project.pages if folder is not None else ():
                    if _is_in(path, folder or ""):
                        self._pages[path] = (*self._pages.get(path, ()), app)
        return self._pages


def pages_folder(project: Project, app: App) -> str | None:
    """The folder whose pages an app imports, or None if it imports none or that is unknown."""
    if any(isinstance(arg, Starred) for arg in app.call.args):
        return None
    folder, use = app.option("pages_folder"), app.option("use_pages")
    name = project.constant(app.path, app.scope, folder) if folder else Constant("pages")
    wanted = project.constant(app.path, app.scope, use) if use else Constant(folder is not None)
    if name is None or wanted is None or not isinstance(name.value, str) or not name.value:
        return None
    if wanted.value is not True:
        return None
    return "/".join(filter(None, (app.path.rpartition("/")[0], name.value.strip("/"))))


def _is_in(path: str, folder: str) -> bool:
    """Whether Dash imports a file as a page: below the folder, no part hidden or private."""
    if not path.startswith(folder + "/"):
        return False
    return not any(part.startswith(("_", ".")) for part in path[len(folder) + 1 :].split("/"))


def _whole(module: str, level: int) -> Import:
    """A star import as the import of a module."""
    from dash_codemods.model.places import Span

    return Import(module, level, "", "", 0, False, Span(1, 1, 1, 1))
