"""JavaScript that leaves a property undefined, which the browser refuses to patch.

A clientside callback that returns nothing sets its Output to undefined; a Store keeps its data
then, every other component has none (tried on dash 4.4.1).
"""

from __future__ import annotations

import re

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.graph import Graphs

_NOTHING = re.compile(r"\breturn\s*(?:;|\}|$)|\bundefined\b", re.M)
_ENDS_WITH_A_VALUE = re.compile(r"\breturn\b[^;]+;?\s*\}\s*;?\s*$")
_ARROW = re.compile(r"=>\s*[^{\s][^;]*$")


def left_undefined(project: Project, callback: Callback, dependency: Dependency) -> Callback | None:
    """A clientside callback that may leave a property of a component undefined, if there is one."""
    components = project.components_with(dependency.component_id)
    if components and all(c.kind == "dash.dcc.Store" for c in components):
        return None
    for write in project.once(Graphs).of(callback).writers_of(dependency.key):
        other = write.callback
        if other is None or not other.clientside or write.dependency is None:
            continue
        script = project.script_of(other)
        if script and not _always_gives(script):
            return other
    return None


def _always_gives(script: str) -> bool:
    """Whether every way through a function ends with a value, as far as its text tells."""
    if _NOTHING.search(script):
        return False
    return bool(_ENDS_WITH_A_VALUE.search(script) or _ARROW.search(script))
