"""A workspace seen with some files already rewritten."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from dash_codemods.engine.parsing import Broken, read_one
from dash_codemods.engine.workspace import Workspace
from dash_codemods.model.facts import FileFacts, NameUse
from dash_codemods.model.imported_words import Sought
from dash_codemods.model.syntax import parsed


class Overlay:
    """Implements `model.project.Sources`: a workspace's, but for the texts given here."""

    def __init__(self, workspace: Workspace, texts: Mapping[str, str]) -> None:
        """Lay `texts` over a workspace; the workspace itself is not changed."""
        self._workspace = workspace
        self._texts = texts
        self._facts: dict[str, FileFacts | None] = {}
        self._memos: dict[str, dict[object, Any]] = {}

    def facts(self, path: str) -> FileFacts | None:
        """See `Sources.facts`."""
        if path not in self._texts:
            return self._workspace.facts(path)
        if path not in self._facts:
            read = read_one(self._texts[path])
            self._facts[path] = None if isinstance(read, Broken) else read
        return self._facts[path]

    def load(self, path: str) -> bool:
        """See `Sources.load`."""
        return path in self._texts or self._workspace.load(path)

    def find_module(self, path: str, module: str, level: int) -> str | None:
        """See `Sources.find_module`."""
        return self._workspace.find_module(path, module, level)

    def root_of(self, path: str) -> str:
        """See `Sources.root_of`."""
        return self._workspace.root_of(path)

    def may_change(self, path: str) -> bool:
        """See `Sources.may_change`."""
        return self._workspace.may_change(path)

    def find_words(self, words: Collection[Sought]) -> None:
        """See `Sources.find_words`."""
        self._workspace.find_words(words)

    def context(self) -> Sequence[str]:
        """See `Sources.context`."""
        return self._workspace.context()

    def uses(self, word: str) -> Sequence[NameUse]:
        """See `Sources.uses`."""
        return self._workspace.uses(word)

    def uses_in(self, path: str, word: str) -> Sequence[NameUse]:
        """See `Sources.uses_in`."""
        return self._workspace.uses_in(path, word)

    def mentions(self, word: Sought) -> Sequence[str]:
        """See `Sources.mentions`."""
        return self._workspace.mentions(word)

    def tree(self, path: str) -> ast.Module:
        """See `Sources.tree`."""
        return parsed(self.text(path))

    def memo(self, path: str) -> dict[object, Any]:
        """See `Sources.memo`."""
        if path not in self._texts:
            return self._workspace.memo(path)
        return self._memos.setdefault(path, {})

    def text(self, path: str) -> str:
        """See `Sources.text`."""
        return self._texts[path] if path in self._texts else self._workspace.text(path)
