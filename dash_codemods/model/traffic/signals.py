"""Whether a callback may listen to a Store's `modified_timestamp` instead of its `data`.

All that is said here of Dash was tried in a browser on dash 4.4.1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.components import Component
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.findings import Blocker
from dash_codemods.model.ids import DictId
from dash_codemods.model.initial_calls import InitialCalls
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.graph import Graph, Graphs
from dash_codemods.model.traffic.insertion import Insertions
from dash_codemods.model.traffic.keys import Key, Keys
from dash_codemods.model.traffic.left_behind import left_for
from dash_codemods.model.traffic.meeting import covers
from dash_codemods.model.traffic.mounting import hidden_in
from dash_codemods.model.traffic.set_later import OF_STORES, is_set_later
from dash_codemods.model.traffic.staying import comes_with, is_never_away
from dash_codemods.model.traffic.stores import StoreFacts, initial_data, may_be_shared
from dash_codemods.model.traffic.together import downloads_twice, no_gain, run_twice
from dash_codemods.model.traffic.triggers import reads_trigger
from dash_codemods.model.traffic.values import Values, Written
from dash_codemods.model.traffic.writes import Write


@dataclass
class Verdict:
    """What speaks against listening to the timestamp."""

    blockers: list[Blocker] = field(default_factory=list)
    effects: dict[str, str] = field(default_factory=dict)
    """The name of what would change → what makes it so."""

    def refuse(self, reason: str, message: str, path: str, line: int) -> None:
        """Note that the rewrite would break the app."""
        self.blockers.append(Blocker(reason, message, path, line))

    def change(self, effect: str, why: str) -> None:
        """Note that the rewrite changes something that may not matter."""
        self.effects.setdefault(effect, why)


class Listener:
    """A callback with an Input of a Store's data, in the graph of its app."""

    def __init__(
        self, project: Project, callback: Callback, store: Dependency, facts: StoreFacts
    ) -> None:
        """Take the callback, the Input, and what is known of the Store."""
        self.project, self.callback, self.store, self.facts = project, callback, store, facts
        self.graph: Graph = project.once(Graphs).of(callback)
        self.initial = project.once(InitialCalls)
        self.insertion = project.once(Insertions).of(self.graph)
        self.key: Key = (store.component_id, "data")
        self.others = [d for d in callback.inputs if d is not store]

    def verdict(self) -> Verdict:
        """Everything that speaks against the timestamp."""
        verdict = Verdict()
        self._loops(verdict)
        verdict.blockers += no_gain(self.project, self.graph, self.callback, self.store, self.facts)
        self._writers(verdict)
        self._cleared(verdict)
        self._upstream(verdict)
        self._load(verdict)
        for component in self.facts.components:
            if may_be_shared(self.project, component):
                verdict.change("lags-across-tabs", "other tabs may write the store")
            hidden = hidden_in(self.project, component)
            if hidden is not None:
                verdict.change(
                    "not-while-hidden",
                    f"the store stands in a {hidden}, which may not be shown when it is written",
                )
        return verdict

    # -- loops

    def _loops(self, verdict: Verdict) -> None:
        # Dash ends a circle where a callback comes up again in its own chain, even one that
        # leads over components that a callback puts in. A timestamp begins a new chain.
        downstream = self.graph.downstream(self.callback)
        for write in self.graph.writers_of(self.key):
            makers = self.graph.makers(write)
            if self.callback in makers:
                why = "the callback writes this store itself: with the timestamp it would call "
                why += "itself again and again"
            elif self._is_sure(write) and any(maker in downstream for maker in makers):
                why = f"what the callback writes leads to {write.name}, which writes this store: "
                why += "with the timestamp Dash would not see the circle, and not end it"
            else:
                continue
            verdict.refuse("self-loop", why, write.path, write.line)
            return

    def _is_sure(self, write: Write) -> bool:
        """Whether a write surely is one of this store's data."""
        one, other = write.component_id, self.store.component_id
        if isinstance(one, DictId) and isinstance(other, DictId):
            return write.prop == "data" and (covers(one, other) or covers(other, one))
        return write.prop == "data" and one == other

    # -- what writers write

    def _writers(self, verdict: Verdict) -> None:
        writes = self.graph.writers_of(self.key)
        for callback in self.graph.unknown_writers[:1]:
            verdict.change(
                "writers-not-all-seen",
                f"what `{callback.name}` writes ({callback.path}:{callback.line}) is not known",
            )
        if not writes:
            verdict.change("writers-not-all-seen", "nothing that writes the store was found")
        written = [(write, self.project.once(Values).of(write)) for write in writes]
        written = [(write, values) for write, values in written if values]
        for write, values in written:
            others = [v for w, v in written if w is not write]
            self._judge(verdict, write, values, others)

    def _judge(
        self, verdict: Verdict, write: Write, values: list[Written], others: list[list[Written]]
    ) -> None:
        place = f"{write.name} ({write.path}:{write.line})"
        kinds = {value.kind for value in values}
        if kinds == {"constant"} and self._is_signal(values, others) and self._is_sure(write):
            why = "always writes the same value, which moves the timestamp only once"
            if len({repr(value.constant) for value in values}) > 1:
                why = "writes one of a few values, and the same again does not move the timestamp"
            verdict.refuse(
                "constant-writer",
                f"{write.name} {why}",
                write.path,
                values[0].line,
            )
        elif kinds & {"constant", "computed"}:
            verdict.change("skips-equal-writes", f"{place} may write what is there already")
            if write.callback is not None and write.callback.clientside and self._gets(write):
                verdict.change(
                    "skips-in-place-changes", f"{place} may change the data in its place"
                )
        elif "count" in kinds and not self._counts_on(write, bool(others)):
            verdict.change("skips-equal-writes", f"{place} may count from the start again")
        elif "step" in kinds and others:
            verdict.change("skips-simultaneous-writes", f"{place} may race with another writer")

    def _is_signal(self, values: list[Written], others: list[list[Written]]) -> bool:
        """Whether a constant is a message, not the emptying of a store that others fill."""
        filled = any(v.kind != "constant" for each in others for v in each)
        return not (filled and all(value.is_empty for value in values))

    def _gets(self, write: Write) -> bool:
        """Whether a clientside writer is handed the store's own data."""
        dependencies = write.callback.dependencies if write.callback else ()
        return any(
            d.kind != "Output" and d.prop == "data" and Keys([d.key]).holds(self.key)
            for d in dependencies
        )

    def _counts_on(self, write: Write, others: bool) -> bool:
        """Whether a count surely never starts again while the store keeps its data."""
        callback = write.callback
        if others or callback is None:
            return False
        counted = callback.inputs[0]
        if not self.graph.is_root(counted.key):
            return False
        made = self.project.components_with(counted.component_id)
        return bool(made) and all(map(self._lives_with_store, made))

    def _lives_with_store(self, counted: Component) -> bool:
        """Whether what counts is never made anew without the stores that hold the count."""
        for store in self.facts.components:
            if store.initial("storage_type") is not None or is_set_later(
                self.project, store, OF_STORES
            ):
                return False
        if is_never_away(self.project, self.callback, counted):
            return True
        # What a page holds is made anew whenever the page is shown.
        return all(comes_with(self.project, counted, one) for one in self.facts.components)

    def _cleared(self, verdict: Verdict) -> None:
        for write in self.graph.writers_of((self.store.component_id, "clear_data")):
            if write.prop == "clear_data":
                verdict.change(
                    "runs-on-empty-clear",
                    f"{write.name} clears the store ({write.path}:"
                    f"{write.line}), perhaps when it is empty",
                )

    # -- what waits for the store's data, and would not for the timestamp

    def _upstream(self, verdict: Verdict) -> None:
        upstream = self.graph.upstream(self.key)
        sources: list[Key] = [self.key, *upstream.properties]
        for key in upstream.properties:
            if self.graph.is_root(key):
                # A visitor's one act may change several properties of a component.
                sources.append((key[0], None))
        for write in self.graph.writers_of(self.key):
            for maker in self.graph.makers(write):
                sources += self.graph.changed_by(maker)
        reached = self.graph.reached_from(sources, without=self.callback)
        for other in self.others:
            if self._shares(reached, other):
                verdict.change(
                    "runs-twice-per-upstream-change",
                    f"{other} may change together with the store",
                )
                verdict.blockers += downloads_twice(self.project, self.callback, self.store, other)
        self._writers_at_once(verdict)
        chain = self.graph.downstream(self.callback, waited_for=True)
        for dependent in chain:
            if dependent is self.callback:
                continue
            beside = (d for d in dependent.inputs if not self._comes_from(d, chain))
            if any(self._shares(reached, d) for d in beside):
                verdict.change(
                    "dependents-do-not-wait",
                    f"`{dependent.name}` ({dependent.path}:{dependent.line}) waits for this "
                    "callback when the store changes",
                )
                writes = filter(self._is_sure, self.graph.writers_of(self.key))
                verdict.blockers += islice(run_twice(writes, self.others, dependent), 1)
                return

    def _writers_at_once(self, verdict: Verdict) -> None:
        """One act that calls a writer for which this callback waits, and another beside it."""
        sure = filter(self._is_sure, self.graph.writers_of(self.key))
        writes = [(write, write.callback) for write in sure if write.callback is not None]
        for one, waited_for in writes:
            for other, beside in writes:
                if one.how != "output" or waited_for is beside:
                    continue
                called = {d.key for d in beside.inputs}
                both = next((d for d in waited_for.inputs if d.key in called), None)
                if both is not None:
                    why = f"{both} calls {one.name} and {other.name}, which both write the store"
                    verdict.change("runs-twice-per-upstream-change", why)
                    return

    def _comes_from(self, dependency: Dependency, chain: Iterable[Callback]) -> bool:
        """Whether this callback, and what follows from it, alone write a property."""
        writes = self.graph.writers_of(dependency.key)
        makers = [maker for write in writes for maker in self.graph.makers(write)]
        own = {self.callback, *chain}
        return bool(writes) and all(maker in own for maker in makers)

    def _shares(self, reached: Keys, dependency: Dependency) -> bool:
        if reached.holds(dependency.key):
            return True
        if reached.has_address():
            # A new address may bring in any component of another page.
            return True
        is_root = self.graph.is_root(dependency.key)
        return is_root and reached.touches(dependency.component_id)

    # -- when a page is loaded, or a part of one is put in

    def _load(self, verdict: Verdict) -> None:
        own = self.initial.at_load(self.callback)
        upstream = self.graph.upstream(self.key).callbacks
        early = [c for c in upstream if self.initial.at_load(c) is not False]
        put_in = [c for c in upstream if self.insertion.calls(c)]
        if early and own is not False:
            self._does_not_wait(verdict, early)
        elif put_in and self.insertion.calls(self.callback):
            self._does_not_wait(verdict, put_in)
        elif early:
            self._prevented_but_early(verdict)
        self._initial(verdict, own)

    def _does_not_wait(self, verdict: Verdict, writers: list[Callback]) -> None:
        first = writers[0]
        verdict.change(
            "extra-call-at-load",
            f"`{first.name}` ({first.path}:{first.line}) may write the store when the page is "
            "loaded, and this callback would not wait for it",
        )
        for writer in writers:
            left = left_for(self.project, writer, self.callback)
            if left is not None:
                message = f"`{writer.name}` changes `{left.id}`, which this callback reads: it "
                message += "must wait for that when the page is loaded"
                verdict.refuse("waits-for-the-writer", message, writer.path, left.lineno)

    def _prevented_but_early(self, verdict: Verdict) -> None:
        """With prevent_initial_call: what calls it at load nevertheless."""
        at_load = [
            c
            for c in self.graph.callbacks
            if c is not self.callback
            and (self.initial.at_load(c) is not False or self.insertion.calls(c))
        ]
        written = [key for callback in at_load for key in self.graph.changed_by(callback)]
        reached = self.graph.reached_from(written, without=self.callback)
        dependents = self.graph.downstream(self.callback, waited_for=True)
        beside = [*self.others, *(d for c in dependents for d in c.inputs)]
        together = next((d for d in beside if reached.holds(d.key)), None)
        if together is not None:
            verdict.change(
                "extra-call-at-load", f"{together} may change when the page is loaded, too"
            )

    def _initial(self, verdict: Verdict, own: bool | None) -> None:
        starts = [initial_data(self.project, c) for c in self.facts.components]
        if all(start is False for start in starts):
            return
        where = next(
            c for c, s in zip(self.facts.components, starts, strict=True) if s is not False
        )
        place = f"the store starts with data ({where.path}:{where.span.line})"
        if own is not True:
            verdict.change(
                "extra-call-at-load", f"{place}, which sets its timestamp when the page is loaded"
            )
        if own is not False and reads_trigger(self.project, self.callback):
            verdict.change("triggered-at-load", place)
