"""How a file can name `dash.Patch`."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from dash_codemods.model import spelling as dash_names
from dash_codemods.model.callbacks import Callback
from dash_codemods.model.edits import Edit
from dash_codemods.model.project import Project


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a Patch is made in a file, and the import that it takes."""

    constructor: str
    edits: tuple[Edit, ...] = ()


def spelling(project: Project, callback: Callback, used: Container[str]) -> Spelling | None:
    """How a Patch is made in the body of a callback's function; None if its name is taken."""
    found = dash_names.spelling(project, callback, "Patch", used)
    return Spelling(f"{found.written}()", found.edits) if found is not None else None
