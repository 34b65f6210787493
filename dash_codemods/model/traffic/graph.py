"""The callback graph of an app, followed as Dash's renderer follows it.

Tried in a browser on dash 4.4.1: a callback waits for every callback under way that leads,
over any number of steps, to one of its Inputs. An Output with allow_duplicate is no such
step (its node in the graph carries a hash), nor is a Store's `modified_timestamp`, nor what
`set_props` and `running` write.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.components import Component
from dash_codemods.model.ids import Symbol
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.keys import ById, Key, Keys
from dash_codemods.model.traffic.listening import Listening
from dash_codemods.model.traffic.neighbours import Neighbours, Place
from dash_codemods.model.traffic.reached import Reached
from dash_codemods.model.traffic.upstream import Upstream, Ways
from dash_codemods.model.traffic.writes import (
    Write,
    Writes,
    has_unknown_outputs,
    set_props_calls,
)

_NOBODY: ById[int] = ById()


class Graph:
    """The callbacks that may be in one app, and what they write."""

    def __init__(self, project: Project, callbacks: tuple[Callback, ...]) -> None:
        """Take the callbacks of an app."""
        self.project = project
        self.callbacks = callbacks
        self.writes: list[Write] = []
        self._of: dict[Callback, list[Write]] = {}
        self._makers: dict[int, list[Callback]] = {}
        """The callbacks that a write by set_props, told by its `id`, may be part of."""
        self._by_prop: dict[str | None, ById[int]] = {}
        """The writes of each property, by their index."""
        self._writers: dict[Key, list[Write]] = {}
        self._ways = Ways(self.writers_of)
        self._listening = Listening(callbacks)
        self._downstream: dict[tuple[Callback, bool], dict[Callback, None]] = {}
        for callback in callbacks:
            for write in project.once(Writes).of(callback):
                self._note(write, callback)
        self._note_set_props()
        self._inserted: dict[Callback, tuple[Component, ...]] = {}
        self._changed: dict[Callback, frozenset[Key]] = {}
        self.unknown_writers = tuple(c for c in callbacks if has_unknown_outputs(project, c))

    def _note(self, write: Write, callback: Callback | None) -> None:
        self._by_prop.setdefault(write.prop, ById()).add(write.component_id, len(self.writes))
        self.writes.append(write)
        if callback is not None:
            self._of.setdefault(callback, []).append(write)

    def _note_set_props(self) -> None:
        calls = self.project.once(set_props_calls)
        if not calls or not self.callbacks:
            return
        neighbours = self.project.once(Neighbours)
        places = {(c.path, c.registration.scope) for c in self.callbacks}
        makers: dict[Place, list[Callback] | None] = {}
        for write in calls:
            here = (write.path, write.scope)
            if here not in makers:
                near = any(neighbours.may_share(place, here) for place in places)
                running = self.project.once(Reached).by(here) if near else ()
                makers[here] = [c for c in self.callbacks if c in running] if near else None
            made_by = makers[here]
            if made_by is None:
                continue
            self._note(write, None)
            self._makers[id(write)] = made_by
            for callback in made_by:
                self._of.setdefault(callback, []).append(write)

    # -- one step

    def writers_of(self, key: Key) -> list[Write]:
        """All that may write a property."""
        if key not in self._writers:
            identifier, prop = key
            indexes: list[int] = []
            for each in self._by_prop if prop is None else (prop, None):
                indexes += self._by_prop.get(each, _NOBODY).of(identifier)
            self._writers[key] = [self.writes[index] for index in sorted(indexes)]
        return self._writers[key]

    def makers(self, write: Write) -> list[Callback]:
        """The callbacks that a write may be part of."""
        if write.callback is not None:
            return [write.callback]
        return self._makers[id(write)]

    def written_meanwhile(self, callback: Callback, key: Key) -> Write | None:
        """Where a callback writes a property otherwise than by what it returns.

        That is `running`, `progress` or `set_props`: it comes before what is returned.
        """
        writes = (write for write in self.writers_of(key) if callback in self.makers(write))
        return next((write for write in writes if write.dependency is None), None)

    def written_by(self, callback: Callback, *, waited_for: bool = False) -> Iterator[Key]:
        """What a callback writes; `waited_for`: only where the renderer lets others wait."""
        for write in self._of.get(callback, ()):
            if not waited_for or write.how == "output":
                yield write.component_id, write.prop
                if write.prop == "data" and not waited_for:
                    yield write.component_id, "modified_timestamp"

    def changed_by(self, callback: Callback) -> frozenset[Key]:
        """What a callback writes, and every property of the components that it may put in."""
        if callback not in self._changed:
            put_in: Iterator[Key] = ((c.component_id, None) for c in self.inserted_by(callback))
            self._changed[callback] = frozenset((*self.written_by(callback), *put_in))
        return self._changed[callback]

    def inserted_by(self, callback: Callback) -> tuple[Component, ...]:
        """The components that a callback's function makes, by itself or by what it calls."""
        if callback not in self._inserted:
            places = self.project.once(Reached).of(callback)
            self._inserted[callback] = tuple(
                component
                for path in {path for path, _ in places}
                for component in self.project.components_in(path)
                if (path, component.scope) in places
            )
        return self._inserted[callback]

    # -- many steps

    def upstream(self, key: Key) -> Upstream:
        """All that leads to a property, as far as callbacks wait for it."""
        return self._ways.to(key)

    def causes(self, callback: Callback) -> dict[Key, None]:
        """The properties whose change may lead to a call of a callback, over any number of steps.

        Its own Inputs come first.
        """
        causes = {dependency.key: None for dependency in callback.inputs}
        followed = {callback}
        waiting = deque(causes)
        while waiting:
            identifier, prop = waiting.popleft()
            written = "data" if prop == "modified_timestamp" else prop
            for write in self.writers_of((identifier, written)):
                for maker in self.makers(write):
                    if maker not in followed:
                        followed.add(maker)
                        new = [d.key for d in maker.inputs if d.key not in causes]
                        causes.update(dict.fromkeys(new))
                        waiting += new
        return causes

    def reached_from(
        self,
        keys: Iterable[Key],
        without: Callback | None = None,
        *,
        by_scripts: bool = False,
        guesses: bool = True,
    ) -> Keys:
        """Every property that a change of some may change in turn, not counting one callback.

        With `by_scripts` only what callbacks change that run in the browser. Without `guesses`
        what a callback puts in under an id that is not known at all does not count.
        """
        reached = Keys()
        waiting: list[Key] = []
        for key in keys:
            waiting.append(key)
            if key[1] == "data":
                waiting.append((key[0], "modified_timestamp"))
        called = {without, *(c for c in self.callbacks if by_scripts and not c.clientside)}
        while waiting:
            key = waiting.pop()
            if reached.add(key):
                for callback in self._listening.to(key):
                    if callback not in called:
                        called.add(callback)
                        waiting += (
                            changed
                            for changed in self.changed_by(callback)
                            if guesses or changed[1] or not isinstance(changed[0], Symbol)
                        )
        return reached

    def downstream(self, callback: Callback, *, waited_for: bool = False) -> dict[Callback, None]:
        """The callbacks that a callback leads to, by what it writes and by what it puts in.

        With `waited_for` only those that wait for it. The nearest come first.
        """
        if (callback, waited_for) not in self._downstream:
            found: dict[Callback, None] = {}
            reached: set[Key] = set()
            waiting = deque(self._steps(callback, waited_for))
            while waiting:
                key = waiting.popleft()
                if key not in reached:
                    reached.add(key)
                    for other in self._listening.to(key):
                        if other not in found:
                            found[other] = None
                            waiting += self._steps(other, waited_for)
            self._downstream[callback, waited_for] = found
        return self._downstream[callback, waited_for]

    def _steps(self, callback: Callback, waited_for: bool) -> Iterable[Key]:
        if waited_for:
            return self.written_by(callback, waited_for=True)
        return self.changed_by(callback)

    def is_root(self, key: Key) -> bool:
        """Whether no callback writes a property: a visitor, or the browser, changes it."""
        return not self.writers_of(key)


class Graphs:
    """The graphs of a project's apps, each made once."""

    def __init__(self, project: Project) -> None:
        """Take the project."""
        self.project = project
        self._graphs: dict[frozenset[Callback], Graph] = {}
        self._of: dict[int, Graph] = {}
        """The same, by what callbacks of one place have in common."""

    def of(self, callback: Callback) -> Graph:
        """The graph of all callbacks that may be in the same app."""
        callbacks = self.project.once(Neighbours).callbacks_of(callback)
        # Callbacks beside each other have the very same neighbours.
        if id(callbacks) not in self._of:
            key = frozenset(callbacks)
            if key not in self._graphs:
                self._graphs[key] = Graph(self.project, callbacks)
            self._of[id(callbacks)] = self._graphs[key]
        return self._of[id(callbacks)]
