"""How a file can name `dash.Patch`."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.edits import AddImport, Edit
from dash_codemods.model.project import Project


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a Patch is made in a file, and the import that it takes."""

    constructor: str
    edits: tuple[Edit, ...] = ()


def spelling(project: Project, callback: Callback, used: Container[str]) -> Spelling | None:
    """How a Patch is made in the body of a callback's function; None if its name is taken.

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
    names = ["Patch", *(one.bound for one in at_top if one.name == "Patch")]
    for name in names:
        if project.names.external(path, inside, name) == "dash.Patch":
            return Spelling(f"{name}()")
    free = project.names.lookup(path, inside, "Patch") is None
    from_dash = any(one.module == "dash" and one.name for one in at_top)
    modules = [
        one.bound
        for one in every
        if one.module == "dash"
        and not one.name
        and (not one.guarded or one.bound in used)
        and project.names.external(path, inside, one.bound) == "dash"
    ]
    if modules and not (from_dash and free):
        return Spelling(f"{modules[0]}.Patch()")
    return Spelling("Patch()", (AddImport(path, "dash", "Patch"),)) if free else None
