"""The callbacks of a project by the properties that they write, or listen to."""

from __future__ import annotations

from collections.abc import Iterable

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.ids import DictId, outputs_overlap
from dash_codemods.model.project import Project


class _ByProperty:
    """Callbacks, found by what some of their dependencies speak of."""

    def __init__(self, dependencies: Iterable[tuple[Callback, Dependency]]) -> None:
        """Take the dependencies that count, each with its callback, in the order of the files."""
        self._same: dict[object, list[tuple[Callback, Dependency]]] = {}
        """By what only an equal id can be: the id and the property. Of dict ids, their names."""
        self._found: dict[object, dict[Callback, Dependency]] = {}
        for callback, dependency in dependencies:
            self._same.setdefault(_kind(dependency), []).append((callback, dependency))

    def overlapping(self, wanted: Dependency) -> dict[Callback, Dependency]:
        """The callbacks that surely speak of a property, each with the first place where it does.

        They are in the order of the files.
        """
        if wanted.key not in self._found:
            found: dict[Callback, Dependency] = {}
            for callback, each in self._same.get(_kind(wanted), ()):
                if outputs_overlap(each.component_id, wanted.component_id):
                    found.setdefault(callback, each)
            self._found[wanted.key] = found
        return self._found[wanted.key]


def _kind(dependency: Dependency) -> object:
    """What two ids have in common that overlap."""
    identifier = dependency.component_id
    if isinstance(identifier, DictId):
        return tuple(name for name, _ in identifier.items), dependency.prop
    return identifier, dependency.prop


class WritersByProperty(_ByProperty):
    """The callbacks by their Outputs."""

    def __init__(self, project: Project) -> None:
        """Look at all callbacks of the context."""
        super().__init__((c, output) for c in project.all_callbacks for output in c.outputs)


class ListenersByProperty(_ByProperty):
    """The callbacks by their Inputs."""

    def __init__(self, project: Project) -> None:
        """Look at all callbacks of the context."""
        super().__init__((c, wanted) for c in project.all_callbacks for wanted in c.inputs)
