"""What the `exclude` patterns of one configuration leave out of a walk."""

from __future__ import annotations

import os
from collections.abc import Iterable

from dash_codemods.sources.rules import RuleSet, exclude_rules, with_slashes


class Excludes:
    """Patterns as ruff reads them, relative to a folder."""

    def __init__(self, patterns: Iterable[str], root: str) -> None:
        """Take the patterns, and the absolute path of the folder.

        Raises `ValueError` for a pattern that can match nothing.
        """
        rules = exclude_rules(patterns, root)
        self.root = root
        self._within = os.path.join(root, "")
        self._folders = RuleSet(rules, folders=True)
        self._files = RuleSet(rules, folders=False)

    @property
    def speaks_of_files(self) -> bool:
        """Whether a file can be left out that stands in no folder that is."""
        return bool(self._files)

    def skips_folder(self, path: str, name: str) -> bool:
        """Whether a folder is left out: its absolute path, which ends in its name."""
        return self._folders.last_match(name, self._below_root(path)) >= 0

    def skips_file(self, path: str, name: str) -> bool:
        """Whether a file is left out: its absolute path, which ends in its name."""
        return self._files.last_match(name, self._below_root(path)) >= 0

    def _below_root(self, path: str) -> str:
        return with_slashes(path.removeprefix(self._within))
