"""Whether Dash may give back what a callback returned before (dash 4.4.1 `background_callback`)."""

from __future__ import annotations

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.project import Project

_MANAGERS = (
    "DiskcacheManager",
    "CeleryManager",
    "DiskcacheLongCallbackManager",
    "CeleryLongCallbackManager",
)


def may_be_cached(project: Project, callback: Callback) -> bool:
    """Whether a callback runs in the background, where some manager has a cache, or is not seen."""
    mentions = project.sources.mentions
    if not callback.background:
        return False
    return bool(mentions("cache_by")) or not any(mentions(name) for name in _MANAGERS)
