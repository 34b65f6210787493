"""Uses of a callback's function that do not stand in the code as its name."""

from __future__ import annotations

from collections.abc import Iterator

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.doctests import called_in_doctests
from dash_codemods.model.dotted_texts import led_to_by_texts
from dash_codemods.model.findings import Blocker
from dash_codemods.model.looked_up import looked_up
from dash_codemods.model.project import Project


def hidden_uses(project: Project, callback: Callback) -> Iterator[Blocker]:
    """Examples in docstrings, texts that name the function, and look-ups of names unknown."""
    yield from called_in_doctests(project, callback)
    yield from led_to_by_texts(project, callback)
    yield from looked_up(project, callback)
