"""The callbacks of a project by the properties that they write, or listen to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.ids import ComponentId, DictId, TextId, may_be_same, outputs_overlap
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


class ReadersById:
    """The callbacks by the ids of their Inputs and States."""

    def __init__(self, project: Project) -> None:
        """Look at all callbacks of the context."""
        self._texts: dict[ComponentId, list[tuple[Callback, Dependency]]] = {}
        self._others: list[tuple[Callback, Dependency]] = []
        for callback in project.all_callbacks:
            for one in (*callback.inputs, *callback.states):
                if isinstance(one.component_id, TextId):
                    self._texts.setdefault(one.component_id, []).append((callback, one))
                else:
                    self._others.append((callback, one))

    def of(self, identifier: ComponentId) -> Iterator[tuple[Callback, Dependency]]:
        """The callbacks that may read a component's properties, each with the Input or State."""
        texts = (
            [self._texts.get(identifier, ())]
            if isinstance(identifier, TextId)
            else self._texts.values()
        )
        for found in (*texts, self._others):
            yield from (each for each in found if may_be_same(each[1].component_id, identifier))


class ByInputs:
    """The callbacks by all of their Inputs."""

    def __init__(self, project: Project) -> None:
        """Look at all callbacks of the context."""
        self._found: dict[tuple[object, ...], list[tuple[int, Callback]]] = {}
        for numbered in enumerate(project.all_callbacks):
            keys = tuple(wanted.key for wanted in numbered[1].inputs)
            self._found.setdefault(keys, []).append(numbered)

    def of(self, keys: Sequence[object]) -> Sequence[tuple[int, Callback]]:
        """The callbacks with these very Inputs, numbered in the order of the files."""
        return self._found.get(tuple(keys), ())
