"""What is configured for the files of a run, each by the configuration nearest to it."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING

from dash_codemods.config import (
    CommandLineOptions,
    ConfigProblem,
    Settings,
    Version,
    newest_allowed,
    resolve_target,
    settings_for,
)
from dash_codemods.model.project import RuleSettings
from dash_codemods.sources.discovery import DEFAULT_EXCLUDE
from dash_codemods.sources.excludes import Excludes

if TYPE_CHECKING:
    from dash_codemods.rewriting.black_options import BlackOptions


class Configuration:
    """Answers by path; nothing is read twice."""

    def __init__(self, options: CommandLineOptions, root_of: Callable[[str], str]) -> None:
        """Take the command line, and who knows where the project of a file begins."""
        self._options = options
        self._root_of = root_of
        self._found: dict[str, Settings | ConfigProblem] = {}
        self._excludes: dict[tuple[tuple[str, ...], str], Excludes] = {}
        self._rule_settings: dict[tuple[str, int], RuleSettings] = {}
        self._black_options: dict[str, BlackOptions] = {}
        self.met_wrong: list[ConfigProblem] = []
        """What was wrong where it was asked what a folder leaves out."""

    def problem(self, path: str) -> ConfigProblem | None:
        """What is wrong with a file's configuration."""
        found = self._settings_for(path)
        return found if isinstance(found, ConfigProblem) else None

    def settings(self, path: str) -> Settings:
        """The settings for a file whose configuration is right (a wrong one counts as none)."""
        found = self._settings_for(path)
        return found if isinstance(found, Settings) else Settings()

    def _settings_for(self, path: str) -> Settings | ConfigProblem:
        if path not in self._found:
            self._found[path] = settings_for(path, self._options)
        return self._found[path]

    def excludes_of(self, folder: str) -> Excludes:
        """What a folder's configuration leaves out of a walk."""
        settings = self._settings_for(folder)
        if isinstance(settings, ConfigProblem):
            self.met_wrong.append(settings)
            settings = Settings(base=folder)
        patterns = settings.exclude if settings.exclude is not None else DEFAULT_EXCLUDE
        key = (*patterns, *settings.extend_exclude), settings.base
        if key not in self._excludes:
            self._excludes[key] = Excludes(*key)
        return self._excludes[key]

    def rule_settings(self, path: str) -> RuleSettings:
        """What the configuration says to rules about a file."""
        root, settings = self._root_of(path), self.settings(path)
        folder = os.path.dirname(os.path.abspath(path))
        key = (folder, id(settings))
        if key not in self._rule_settings:
            self._rule_settings[key] = RuleSettings(
                stores=settings.stores,
                transparent_decorators=settings.transparent_decorators,
                callback_decorators=settings.callback_decorators,
                initial_call=settings.initial_call,
                duplicates=settings.duplicates,
                dash_versions=cache(partial(_versions, folder, root, settings)),
            )
        return self._rule_settings[key]

    def black_options(self, path: str) -> BlackOptions:
        """How the file's project has Black format it."""
        from dash_codemods.rewriting.black_options import black_options

        root = self._root_of(path)
        if root not in self._black_options:
            try:
                with open(os.path.join(root, "pyproject.toml"), "rb") as stream:
                    self._black_options[root] = black_options(stream.read())
            except OSError:
                self._black_options[root] = black_options(None)
        return self._black_options[root]


def _versions(folder: str, root: str, settings: Settings) -> tuple[Version, Version]:
    return resolve_target(folder, root, settings), newest_allowed(folder, root)
