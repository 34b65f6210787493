"""Whether Dash may give back what a callback returned before (dash 4.4.1 `background_callback`)."""

from __future__ import annotations

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.project import Project


def may_be_cached(project: Project, callback: Callback) -> bool:
    """Whether a callback runs in the background, in a project where some manager has a cache."""
    return callback.background and bool(project.sources.mentions("cache_by"))
