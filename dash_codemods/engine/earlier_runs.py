"""What came of whole runs, kept for a next one over the same files.

A preview is followed by the same run in earnest, and CI looks at one commit again and again. What
came of a run is kept under a digest of all that was asked and of every file that it looked at, and
with it what else it looked at: settings, and files that are no part of the paths. It is only taken
again where all of this is as it was.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version

from dash_codemods.engine.cache import Cache
from dash_codemods.engine.workspace import Workspace
from dash_codemods.model.results import FileChange, Outcome
from dash_codemods.sources.contents import digest_of

ROOMS = ("config", "engine", "model", "proving", "reading", "rewriting", "rules", "sources")
"""The folders of this package whose code decides what comes of a run."""
_LIBRARIES = ("libcst", "black")
_MOST = 20


@dataclass(frozen=True)
class Surroundings:
    """What a run looked at besides the files that its paths and their projects stand for."""

    settings: dict[str, str] = field(default_factory=dict)
    """What is configured for a folder, and where its project begins."""
    modules: dict[str, bool] = field(default_factory=dict)
    """Whether there is a file where an import may lead."""
    contents: dict[str, bytes] = field(default_factory=dict)
    """Digests of further files; empty where there is none."""


@dataclass(frozen=True)
class _Kept:
    outcome: Outcome
    surroundings: Surroundings


class EarlierRuns:
    """Finds and keeps what comes of one run."""

    def __init__(self, workspace: Workspace, question: object) -> None:
        """Take the files, before any is read, and what else decides what comes of them.

        `question` is told from others by its `repr`.
        """
        self.workspace = workspace
        self._cache = Cache(_Kept, ROOMS, most=_MOST)
        self._roots = workspace.roots()
        libraries = [(name, _version(name)) for name in _LIBRARIES]
        self._asked = repr((question, os.getcwd(), workspace.given, self._roots, libraries))
        self._files = workspace.digest()

    def find(self, *, previewed: bool) -> Outcome | None:
        """What came of the same run earlier, or None where there was none."""
        kept = self._cache.get(self._key(previewed))
        if kept is None or not self._is_as_it_was(kept.surroundings):
            return None
        changes = kept.outcome.changes
        return kept.outcome if all(map(self._still_holds, changes)) else None

    def keep(self, outcome: Outcome, *, previewed: bool) -> None:
        """Keep what came of this run; not where something failed that might not fail again."""
        kinds = {problem.kind for problem in outcome.problems}
        if kinds & {"internal-error", "too-deeply-nested"} or self._roots != self.workspace.roots():
            return
        self._cache.put(self._key(previewed), _Kept(outcome, self._surroundings()))

    def _key(self, previewed: bool) -> str:
        return self._cache.key(f"{self._asked} {previewed} {self._files.hex()}")

    def _surroundings(self) -> Surroundings:
        workspace = self.workspace
        folders = {os.path.dirname(path) for path in workspace.originals}
        projects = {workspace.root_of(path) for path in workspace.originals}
        # A project's own file also says how Black is to format.
        others = {*workspace.loaded, *(os.path.join(root, "pyproject.toml") for root in projects)}
        return Surroundings(
            settings={folder: self._settings(folder) for folder in sorted(folders)},
            modules=workspace.modules.looked_for(),
            contents={path: _digest(path) for path in sorted(others)},
        )

    def _is_as_it_was(self, seen: Surroundings) -> bool:
        return (
            all(os.path.isfile(path) == there for path, there in seen.modules.items())
            and all(_digest(path) == digest for path, digest in seen.contents.items())
            and all(self._settings(folder) == said for folder, said in seen.settings.items())
        )

    def _settings(self, folder: str) -> str:
        path = os.path.join(folder, "x.py")
        configuration = self.workspace.configuration
        told = configuration.rule_settings(path)
        said = configuration.settings(path), told, told.target_version, told.newest_version
        return repr((self.workspace.root_of(path), said))

    def _still_holds(self, change: FileChange) -> bool:
        """Whether a file is there as it was; only then may it be written."""
        workspace = self.workspace
        known = workspace.load(change.path)
        return known and workspace.text(change.path) == change.before


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _digest(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            return digest_of(stream.read())
    except OSError:
        return b""
