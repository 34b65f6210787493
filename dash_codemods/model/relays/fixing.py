"""What it takes to do without a relay: the edits, or what forbids them.

Sources: dash 4.4.1 `_validate.py` and `_utils.py` (what `allow_duplicate` takes, as in
`flagging`), `dependencies_ts.ts` (who waits for whom), tried on running apps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dash_codemods.model import safety
from dash_codemods.model.callback_tables import called_through_table
from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.duplicates import inputs_may_be_same, is_flagged
from dash_codemods.model.edits import Edit, ReplaceStatements
from dash_codemods.model.findings import Blocker
from dash_codemods.model.flagging import Flagging, set_prevent_initial_call
from dash_codemods.model.hidden_uses import needed_elsewhere
from dash_codemods.model.ids import TextId
from dash_codemods.model.initial_calls import InitialCalls
from dash_codemods.model.places import Span
from dash_codemods.model.project import Project
from dash_codemods.model.relays import stores, surroundings, timing, writers
from dash_codemods.model.relays.candidates import Candidate
from dash_codemods.model.relays.writers import Writer
from dash_codemods.model.traffic.graph import Graphs
from dash_codemods.model.traffic.order import Orders
from dash_codemods.model.traffic.staying import come_together

STORE_GOES = "relay-store-goes"
DO_NOT_WAIT = "dependents-do-not-wait"
MAY_BE_MISSING = "target-may-be-missing"
EXTRA_CALL = "extra-call-at-load"
EMPTY_PASSES = "empty-values-pass"
AS_IT_IS = "script-value-as-it-is"

_OPTIONS = frozenset({"prevent_initial_call", "output", "inputs"})


@dataclass
class Plan:
    """The edits that let the writers of Stores write the target themselves."""

    project: Project
    found: Candidate
    code: str
    name: str
    edits: list[Edit] = field(default_factory=list)
    blockers: list[Blocker] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)
    writers: list[Writer] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Look up what all parts ask."""
        self.graph = self.project.once(Graphs).of(self.found.callback)
        self.initial = self.project.once(InitialCalls)
        self.flagging = self.project.once(Flagging)

    def make(self) -> Plan:
        """Work it out."""
        self.effects.append(STORE_GOES)
        self.blockers += self._of_the_relay()
        for store, components in self.found.stores:
            gone = stores.removal(self.project, self.found, store, components)
            self._take(gone)
            self.blockers += stores.other_readers(self.graph, self.found, store)
            for component in components:
                self.blockers += surroundings.spinner(self.project, self.found, component)
                self.blockers += surroundings.counted(self.project, self.graph, component)
                self.blockers += surroundings.replaced(
                    self.project, self.found, self.graph, component
                )
            wrote = writers.writers_of(self.graph, self.found, store)
            if isinstance(wrote, Blocker):
                self.blockers.append(wrote)
            else:
                self.writers += wrote
        if not self.blockers:
            self._redirect()
        if not self.blockers:
            self.blockers += self._at_load()
            self.blockers += self._on_the_page()
        if not self.blockers:
            self._check_mentions()
        self.effects = list(dict.fromkeys(self.effects))
        return self

    def _take(self, made: Edit | Blocker) -> None:
        if isinstance(made, Blocker):
            self.blockers.append(made)
        else:
            self.edits.append(made)

    # -- the callback that hands on

    def _of_the_relay(self) -> Iterator[Blocker]:
        project, callback = self.project, self.found.callback
        path, line = callback.path, callback.line
        yield from safety.understood(project, callback)
        yield from safety.public_parameters(callback)
        yield from safety.served_to_models(project, callback)
        yield from safety.other_decorators(project, callback)
        yield from called_through_table(project, callback)
        yield from safety.written_in_place(callback.dependencies)
        for keyword in callback.registration.call.keywords:
            if keyword.name not in _OPTIONS:
                message = f"the callback has {keyword.name}="
                yield Blocker("relay-has-options", message, path, line)
        if callback.registration.form != "decorator" or callback.registration.branch:
            yield Blocker("not-a-plain-callback", "it is registered by a call", path, line)
        if len(project.registrations_of(callback)) > 1:
            message = "the function is registered several times"
            yield Blocker("stacked-registrations", message, path, line)
        yield from needed_elsewhere(project, callback)
        self.edits.append(ReplaceStatements(path, self._statement(), ""))

    def _statement(self) -> Span:
        """The function with its decorators, and the comments right above."""
        callback = self.found.callback
        where = callback.registration.statement
        lines = self.project.sources.text(callback.path).replace("\r\n", "\n").split("\n")
        margin = " " * (where.column - 1)
        line = where.line
        while line > 1 and lines[line - 2].startswith(f"{margin}#"):
            line -= 1
        if line == where.line or (line > 1 and lines[line - 2].strip()):
            return where
        if any("----" in text or "====" in text for text in lines[line - 1 : where.line - 1]):
            # A heading, which speaks of more than one callback.
            return where
        return Span(line, where.column, where.end_line, where.end_column)

    # -- the callbacks that write

    def _redirect(self) -> None:
        target = self.found.target
        rest = [
            write
            for write in self.graph.writers_of(target.key)
            if write.callback is not self.found.callback
        ]
        returned = [write for write in rest if write.how in ("output", "duplicate")]
        # A flag that the target has stays: what depends on it does not wait, and may lead back.
        own = is_flagged(self.project, self.found.callback, target) is not False
        flagged = own or len(returned) + len(self.writers) > 1
        callbacks = [writer.callback for writer in self.writers]
        for writer in self.writers:
            callback = writer.callback
            self.blockers += writers.blockers(self.project, self.found, writer)
            self.blockers += self.flagging.out_of_reach(callback, self.code, self.name)
            if callbacks.count(callback) > 1:
                message = f"`{callback.name}` would write {target} twice"
                self.blockers.append(
                    Blocker("writes-two-relays", message, callback.path, callback.line)
                )
            self._take(writers.redirected(self.project, self.found, writer, flagged=flagged))
            passes = writers.stopped(self.project, self.found, writer)
            if isinstance(passes, Blocker):
                self.blockers.append(passes)
            elif passes:
                self.effects.append(EMPTY_PASSES)
            if callback.clientside:
                self.effects.append(AS_IT_IS)
            self.blockers += timing.read_between(self.project, self.graph, self.found, writer)
        self.blockers += timing.not_registered(self.project, self.found, self.writers)
        if flagged:
            if not own and any(timing.reads(each, target) for each in self.graph.callbacks):
                self.effects.append(DO_NOT_WAIT)
            # One that has no flag may get one when flags are made consistent.
            self._flag([write.callback for write in returned if write.callback])
        else:
            self.blockers += timing.dropped_at_load(
                self.project, self.graph, self.found, self.writers
            )
        if (flagged or rest) and not self.blockers:
            self._check_order([maker for write in rest for maker in self.graph.makers(write)])
        self.blockers = list(dict.fromkeys(self.blockers))

    def _flag(self, others: list[Callback]) -> None:
        """Let the writers share the output."""
        for writer in self.writers:
            callback = writer.callback
            for other in others:
                if other is not callback and inputs_may_be_same(callback, other):
                    message = f"`{callback.name}` has, or may have, the Inputs of `{other.name}`"
                    self.blockers.append(
                        Blocker("same-inputs", message, callback.path, callback.line)
                    )
            others.append(callback)
            setting, lost = self.flagging.setting_for(callback)
            if lost or (setting and self.initial.matters(callback) and len(self.writers) > 1):
                message = f"`{callback.name}` is called at page load, as others may be"
                self.blockers.append(
                    Blocker("writer-runs-at-load", message, callback.path, callback.line)
                )
            elif setting is not None:
                self.blockers += self.flagging.setting_blockers(callback)
                self.edits += set_prevent_initial_call(self.project, callback, setting)

    def _check_order(self, rest: list[Callback]) -> None:
        """Refuse where the last of several answers counts, and may be another one now."""
        order = self.project.once(Orders).of(self.found.callback)
        own = list(dict.fromkeys(writer.callback for writer in self.writers))
        for number, callback in enumerate(own):
            for other in dict.fromkeys([*own[number + 1 :], *rest]):
                cause = order.together(callback, other) if other is not callback else None
                if cause is not None:
                    message = f"`{callback.name}` and `{other.name}` may answer in another order: "
                    self.blockers.append(
                        Blocker("writers-race", message + cause, callback.path, callback.line)
                    )

    # -- page load

    def _at_load(self) -> Iterator[Blocker]:
        """What the callback itself does at page load would be lost."""
        callback = self.found.callback
        if not self.initial.runs(callback) or self._never_runs_alone():
            return
        if not self.found.relay.is_silent:
            message = f"at page load it gives None to {self.found.target}"
            yield Blocker("relay-runs-at-load", message, callback.path, callback.line)
        elif not is_flagged(self.project, callback, self.found.target) and any(
            timing.reads(reader, self.found.target) and self.initial.runs(reader)
            for reader in self.graph.callbacks
        ):
            # They waited for it at page load, and were not called when nothing came.
            self.effects.append(EXTRA_CALL)

    def _never_runs_alone(self) -> bool:
        """Whether the callback waits at page load for its only writer."""
        if len(self.writers) > 1:
            return False
        (writer,) = self.writers
        flagged = is_flagged(self.project, writer.callback, writer.output)
        return flagged is False and self.initial.at_load(writer.callback) is True

    def _on_the_page(self) -> Iterator[Blocker]:
        """Whether the target is on the page whenever the Stores are.

        A callback is not called at all where its only output is missing.
        """
        target, callback = self.found.target, self.found.callback
        there = self.project.components_with(target.component_id)
        if not there:
            message = f"no component of {target} was found"
            yield Blocker("target-not-found", message, callback.path, target.span.line)
            return
        paths = {component.path for component in there}
        for read, (store,) in self.found.stores:
            pages = {store.path, *paths} & self.project.pages
            if pages and paths != {store.path}:
                message = "the Store and the target are not on the same page"
                yield Blocker("not-on-one-page", message, store.path, store.span.line)
            elif not all(come_together(self.project, store, other) for other in there):
                self.effects.append(MAY_BE_MISSING)
                wrote = [w.callback for w in self.writers if w.output.key == read.key]
                yield from surroundings.called_when_shown(
                    self.project, self.graph, wrote, store, there
                )

    # -- who else knows the Stores

    def _check_mentions(self) -> None:
        callback = self.found.callback
        known = [(callback.path, callback.registration.statement)]
        for _, components in self.found.stores:
            known += [(component.path, component.span) for component in components]
        known += [(w.output.path, w.output.span) for w in self.writers]
        for store in self._ids():
            self.blockers += stores.mentions(self.project, store, known)

    def _ids(self) -> list[Dependency]:
        return [store for store, _ in self.found.stores if isinstance(store.component_id, TextId)]
