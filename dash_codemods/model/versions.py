"""Which Dash a project must run on, where its own code says more than its metadata."""

from __future__ import annotations

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.files import is_test
from dash_codemods.model.project import Project

_SINCE = (2, 9)
"""The Dash that allow_duplicate and Patch came with."""


def predates_patch(project: Project, callback: Callback) -> bool:
    """Whether a callback must run on a Dash that has neither allow_duplicate nor Patch."""
    target = project.settings(callback.path).target_version
    root = project.sources.root_of(callback.path)
    return target < _SINCE and (root, target) not in project.once(_PlacesOfFlags).found


class _PlacesOfFlags:
    """Where allow_duplicate is used already, so that no older Dash than its first can be meant.

    Parts of a project may run on other versions: those whose metadata say the same are meant.
    """

    def __init__(self, project: Project) -> None:
        """Go through the Outputs of the whole context."""
        self.found = {
            (project.sources.root_of(each.path), project.settings(each.path).target_version)
            for each in project.all_callbacks
            if not is_test(each.path)
            and any(output.allow_duplicate is not None for output in each.outputs)
        }
