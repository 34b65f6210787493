"""Whether a dependency's component is on the page whenever its callback could run.

The renderer refuses to call a callback whose State names a component that is not in the
layout (ReferenceError, dash 4.4.1 and before, with and without debug mode), so taking such
a State away makes a callback run that never ran.
"""

from __future__ import annotations

from typing import Literal

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.expressions import Constant
from dash_codemods.model.ids import DictId, Symbol
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.around import come_together, is_always_there

Presence = Literal["with-the-others", "perhaps-not"]


def presence(project: Project, callback: Callback, dependency: Dependency) -> Presence:
    """Whether a State's component surely comes with those of the other dependencies.

    It does where it is part of one layout with that of an Input, or surely part of the app's
    layout; and nothing speaks against it where no component of the callback is found in any
    layout that was read.
    """
    identifier = dependency.component_id
    if dependency.allow_optional == Constant(True):
        return "with-the-others"
    if isinstance(identifier, Symbol):
        return "with-the-others"
    if isinstance(identifier, DictId) and "ALL" in identifier.wildcards:
        return "with-the-others"
    others = [d for d in callback.dependencies if d.key != dependency.key]
    if any(d.component_id == identifier for d in others if d.kind == "Input"):
        return "with-the-others"
    mine = project.components_with(identifier)
    asked = [d for d in others if d.kind == "Input" and not isinstance(d.component_id, Symbol)]
    theirs = [c for d in asked for c in project.components_with(d.component_id)]
    if not mine:
        return "perhaps-not" if theirs else "with-the-others"
    if not theirs:
        return "with-the-others"
    sure = all(
        is_always_there(project, one) or any(come_together(project, one, other) for other in theirs)
        for one in mine
    )
    return "with-the-others" if sure else "perhaps-not"
