"""The files of a project that may hang code into the server of an app."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dash_codemods.model.apps import Apps
from dash_codemods.model.files import is_test, stem
from dash_codemods.model.imported_words import Imported
from dash_codemods.model.often_sought import SERVER_HOOKS
from dash_codemods.model.project import Project
from dash_codemods.model.words import holds

_HANDS_ON = re.compile(r"\.(?:run|run_server|server)\b")
"""What stands in a module that others may have an app from, though it makes none."""


def importing_servers(project: Project) -> frozenset[Imported]:
    """What is looked for in all files to know who imports an app."""
    return frozenset(Imported(stem(path)) for path in project.once(_modules_of_apps))


def beside_apps(project: Project, root: str) -> list[str]:
    """The files that concern Dash, and what those import that make an app or touch its server.

    So are those that import an app, and what they import. Where a project has other servers,
    too, their hooks are not the app's.
    """
    sources = project.sources
    found = {path for path in sources.context() if sources.root_of(path) == root}
    apps = {app.path for app in project.apps}
    waiting = [path for path in sorted(found) if path in apps or _touches(sources.text(path))]
    users = set(_users(project, root)) - found
    found |= users
    waiting += sorted(users)
    for path in waiting:
        for other in _imported(project, path):
            if other not in found and sources.load(other):
                found.add(other)
                if _hangs_in(sources.text(other)):
                    waiting.append(other)
    found |= set(sources.mentions("wsgi"))
    return sorted(path for path in found if sources.root_of(path) == root and not is_test(path))


def _modules_of_apps(project: Project) -> list[str]:
    """The files that make an app, and those that import it from there and hand it on."""
    sources = project.sources
    found = {app.path for app in project.apps if not is_test(app.path)}
    names = {stem(path) for path in found}
    for path in sources.context():
        if path in found or is_test(path) or not _HANDS_ON.search(sources.text(path)):
            continue
        facts = sources.facts(path)
        for one in facts.imports if facts is not None else ():
            if one.name in names or one.module.rpartition(".")[2] in names:
                found.add(path)
                break
    return sorted(found)


def _users(project: Project, root: str) -> Iterator[str]:
    """The files of a root that import an app, surely or perhaps."""
    project.sources.find_words(importing_servers(project))
    imports = project.once(Apps).imports
    for path in project.once(_modules_of_apps):
        if project.sources.root_of(path) == root:
            yield from imports.may_be_imported_by(path)


def _imported(project: Project, path: str) -> Iterator[str]:
    """The modules that a file imports, and those that names which it imports may be."""
    facts = project.sources.facts(path)
    for one in facts.imports if facts is not None else ():
        for name in (one.module, f"{one.module}.{one.name}" if one.module else one.name):
            other = project.sources.find_module(path, name, one.level)
            if other is not None:
                yield other


def _touches(text: str) -> bool:
    return holds("server", text) or _HANDS_ON.search(text) is not None or _hangs_in(text)


def _hangs_in(text: str) -> bool:
    return any(word in text for word in SERVER_HOOKS)
