"""The code that runs when a callback does."""

from __future__ import annotations

from collections.abc import Iterator

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.calls import Calls
from dash_codemods.model.project import Project


class Reached:
    """The scopes whose code runs when a callback does."""

    def __init__(self, project: Project) -> None:
        """Take the project; callbacks are followed when asked for."""
        self.project = project
        self._found: dict[Callback, frozenset[tuple[str, int]]] = {}
        self._inner: dict[str, dict[int, list[int]]] = {}
        self._by: dict[tuple[str, int], set[Callback]] | None = None

    def by(self, place: tuple[str, int]) -> set[Callback]:
        """The callbacks that run the code of a scope."""
        if self._by is None:
            self._by = {}
            for callback in self.project.all_callbacks:
                for each in self.of(callback):
                    self._by.setdefault(each, set()).add(callback)
        return self._by.get(place, set())

    def of(self, callback: Callback) -> frozenset[tuple[str, int]]:
        """(file, scope) of the function, of what it calls, and of all that is nested in them."""
        if callback not in self._found:
            function = callback.function
            functions = [(callback.path, function)] if function else []
            if function is not None:
                functions += self.project.once(Calls).reached_from(callback.path, function)
            self._found[callback] = frozenset(
                (path, scope)
                for path, each in functions
                if each is not None
                for scope in self._nested(path, each.body)
            )
        return self._found[callback]

    def _nested(self, path: str, scope: int) -> Iterator[int]:
        yield scope
        if path not in self._inner:
            facts = self.project.sources.facts(path)
            inner: dict[int, list[int]] = {}
            for index, each in enumerate(facts.scopes if facts else ()):
                inner.setdefault(each.parent, []).append(index)
            self._inner[path] = inner
        for child in self._inner[path].get(scope, ()):
            yield from self._nested(path, child)
