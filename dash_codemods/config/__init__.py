"""[tool.dash-codemods] and the command line, one object."""

from __future__ import annotations

from dash_codemods.config.reading import forget, settings_for
from dash_codemods.config.roots import find_project_root, workspace_of
from dash_codemods.config.selectors import unknown_selector
from dash_codemods.config.settings import CommandLineOptions, ConfigProblem, Selection, Settings
from dash_codemods.config.target import (
    NEWEST,
    Version,
    newest_allowed,
    parse_version,
    resolve_target,
)

__all__ = [
    "NEWEST",
    "CommandLineOptions",
    "ConfigProblem",
    "Selection",
    "Settings",
    "Version",
    "find_project_root",
    "forget",
    "newest_allowed",
    "parse_version",
    "resolve_target",
    "settings_for",
    "unknown_selector",
    "workspace_of",
]
