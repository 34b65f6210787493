"""How a file can name something of Dash."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.edits import AddImport, Edit
from dash_codemods.model.project import Project


@dataclass(frozen=True, slots=True)
class Spelling:
    """How something is named in a file, and the import that it takes."""

    written: str
    edits: tuple[Edit, ...] = ()


def spelling(
    project: Project, callback: Callback, name: str, used: Container[str]
) -> Spelling | None:
    """How `dash.<name>` is named in the body of a callback's function; None if it is taken.

    `used` are the names that the body uses already: an import behind a condition is taken
    only if it does.
    """
    path, function = callback.path, callback.function
    facts = project.sources.facts(path)
    assert facts is not None
    assert function is not None
    inside = function.body
    every = [one for one in facts.imports if one.scope == 0 and not one.level]
    at_top = [one for one in every if not one.guarded]
    for known in [name, *(one.bound for one in at_top if one.name == name)]:
        if project.names.external(path, inside, known) == f"dash.{name}":
            return Spelling(known)
    free = project.names.lookup(path, inside, name) is None
    from_dash = any(one.module == "dash" and one.name for one in at_top)
    modules = [
        one.bound
        for one in every
        if one.module == "dash"
        and not one.name
        and (not one.guarded or one.bound in used)
        and project.names.external(path, inside, one.bound) == "dash"
    ]
    if modules and not (from_dash and free and not _is_habit(project, path, modules[0], name)):
        return Spelling(f"{modules[0]}.{name}")
    return Spelling(name, (AddImport(path, "dash", name),)) if free else None


def _is_habit(project: Project, path: str, module: str, name: str) -> bool:
    """Whether the file names it so already."""
    return f"{module}.{name}" in project.sources.text(path)
