"""What it takes for writers of one output to carry allow_duplicate=True.

Sources: dash 4.4.1 `_validate.py`, `validate_duplicate_output` (a flagged Output needs
prevent_initial_call, the callback's own or its app's), `_utils.py`, `create_callback_id` (the
hash is made of the Inputs alone); the same since 2.9.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from dash_codemods.model import safety
from dash_codemods.model.apps import Apps
from dash_codemods.model.by_property import ListenersByProperty
from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.duplicates import (
    Duplicates,
    Writer,
    inputs_may_be_same,
    inputs_not_known,
    is_flagged,
    same_inputs,
)
from dash_codemods.model.edits import Edit, RemoveArgument, ReplaceExpression, SetKeyword
from dash_codemods.model.expressions import Constant
from dash_codemods.model.findings import Blocker
from dash_codemods.model.ids import ComponentId, DictId, Symbol
from dash_codemods.model.initial_calls import UNKNOWN, InitialCalls
from dash_codemods.model.places import Span
from dash_codemods.model.project import Project
from dash_codemods.model.sharing import may_work
from dash_codemods.model.suppression import suppresses
from dash_codemods.model.traffic.graph import Graphs
from dash_codemods.model.traffic.insertion import Insertions
from dash_codemods.model.traffic.meeting import meet
from dash_codemods.model.traffic.neighbours import Neighbours
from dash_codemods.model.versions import predates_patch

T = TypeVar("T")

NO_INITIAL_CALL = "no-initial-call"
EXTRA_CALL_AT_LOAD = "extra-call-at-load"
_HARMLESS = frozenset({"function-not-found", "options-elsewhere"})
"""Blockers of a registration that have nothing to do with its Outputs."""
_MISSPELT = re.compile(r"prevent_in\w*", re.IGNORECASE)
_THREE_QUOTES = re.compile(r'"""(?s:.)*?"""|\'\'\'(?s:.)*?\'\'\'')


@dataclass(frozen=True, slots=True)
class Plan:
    """Edits that belong together, or what forbids them, and what they change besides."""

    edits: tuple[Edit, ...]
    blockers: tuple[Blocker, ...]
    effects: tuple[str, ...]


class Flagging:
    """Plans the flags of a project's writers."""

    def __init__(self, project: Project) -> None:
        """Take the project."""
        self.project = project
        self.duplicates = project.once(Duplicates)
        self.initial = project.once(InitialCalls)
        self.neighbours = project.once(Neighbours)

    def plan(self, group: Sequence[Writer], chosen: Sequence[Writer], code: str, name: str) -> Plan:
        """Plan that the chosen writers of a group are flagged, for the rule of that code."""
        edits: list[Edit] = []
        blockers: list[Blocker] = []
        effects: list[str] = []
        for writer in chosen:
            blockers += self._blockers(writer, code, name)
            blockers += self._too_old(writer.callback)
            edits.append(_flag(writer))
            setting, lost = self.setting_for(writer.callback)
            if setting is not None:
                blockers += self.setting_blockers(writer.callback)
                edits += set_prevent_initial_call(self.project, writer.callback, setting)
            if setting == "initial_duplicate" or lost:
                blockers += self._app_setting_unknown(writer.callback)
            if lost:
                effects.append(NO_INITIAL_CALL)
                blockers += self._wants_initial_call(writer.callback)
            elif setting == "True" and self._calls_others(writer, group):
                effects.append(EXTRA_CALL_AT_LOAD)
        blockers += self._collisions(chosen)
        return Plan(_distinct(edits), _distinct(blockers), _distinct(effects))

    # -- what forbids it

    def _blockers(self, writer: Writer, code: str, name: str) -> Iterator[Blocker]:
        callback = writer.callback
        for blocker in safety.understood(self.project, callback):
            if blocker.reason not in _HARMLESS:
                yield blocker
        yield from safety.written_in_place([writer.output])
        yield from self.out_of_reach(callback, code, name)

    def out_of_reach(self, callback: Callback, code: str, name: str) -> Iterator[Blocker]:
        """Why a callback may not be changed at all: where it stands, what its project wants."""
        path, line = callback.path, callback.line
        if path not in self.project.selected:
            yield Blocker(
                "outside-paths", f"`{callback.name}` is outside the given paths", path, line
            )
        facts = self.project.sources.facts(path)
        if facts is not None and suppresses(facts.suppressed, callback.lines(), code, name):
            yield Blocker(
                "suppressed", f"a comment keeps {code} from `{callback.name}`", path, line
            )

    def _too_old(self, callback: Callback) -> Iterator[Blocker]:
        """A project that uses the flag already is new enough, whatever its metadata say."""
        if predates_patch(self.project, callback):
            message = "allow_duplicate came with Dash 2.9"
            yield Blocker("needs-dash-2.9", message, callback.path, callback.line)

    def _collisions(self, chosen: Sequence[Writer]) -> Iterator[Blocker]:
        """Flagged writers with the same Inputs get the same hash: only one of them would run."""
        for index, writer in enumerate(chosen):
            yield from self._meets_itself(writer)
            before = (w for w in chosen[:index] if self.duplicates.clash(writer, w))
            for other in (*self._perhaps_flagged(writer), *before):
                one, two = writer.callback, other.callback
                there = "" if two.path == one.path else f" ({two.path})"
                if same_inputs(one, two) and not inputs_not_known(two):
                    message = f"has the same Inputs as `{two.name}`{there}: merge the two callbacks"
                    yield Blocker("same-inputs", f"`{one.name}` {message}", one.path, one.line)
                elif inputs_may_be_same(one, two):
                    message = f"may have the same Inputs as `{two.name}`{there}"
                    yield Blocker("inputs-not-known", f"`{one.name}` {message}", one.path, one.line)

    def _meets_itself(self, writer: Writer) -> Iterator[Blocker]:
        """A function that registers the writer is called twice, and makes the same of it."""
        callback = writer.callback
        if any(_is_made(d.component_id) for d in (writer.output, *callback.inputs)):
            return
        if self.project.once(Apps).registers_again(callback):
            message = f"`{callback.name}` is registered several times with the same Inputs"
            yield Blocker("same-inputs", message, callback.path, callback.line)

    def _perhaps_flagged(self, writer: Writer) -> Iterator[Writer]:
        """The writers that perhaps meet a writer, and perhaps carry the flag already."""
        for other in self.neighbours.callbacks_of(writer.callback):
            for output in other.outputs if other is not writer.callback else ():
                if output.prop not in (writer.output.prop, None):
                    continue
                flagged = is_flagged(self.project, other, output)
                if flagged is not False and meet(output.component_id, writer.output.component_id):
                    yield Writer(other, output, flagged)

    # -- prevent_initial_call

    def setting_for(self, callback: Callback) -> tuple[str | None, bool]:
        """The prevent_initial_call that a flagged callback needs, and if its first call is lost.

        None: what it has will do.
        """
        if self.initial.allows_duplicates(callback):
            return None, False
        if not self.matters(callback):
            return "True", False
        wanted = self.project.settings(callback.path).initial_call
        if wanted == "preserve" and not self.others_run_at_load(callback):
            return "initial_duplicate", False
        return "True", True

    def _calls_others(self, writer: Writer, group: Sequence[Writer]) -> bool:
        """Whether callbacks are called at load once a writer is not called there any more.

        A first call that does nothing keeps those that listen to its Outputs from being called.
        """
        callback = writer.callback
        if not self.initial.runs(callback):
            return False
        if not any(w.flagged for w in group) and not may_work(self.project, group):
            return False
        listeners = self.project.once(ListenersByProperty)
        return any(
            listener is not callback and self.initial.runs(listener)
            for output in callback.outputs
            if output is not writer.output
            for listener in listeners.overlapping(output)
        )

    def _app_setting_unknown(self, callback: Callback) -> Iterator[Blocker]:
        """The call at load is neither taken away nor asked for where there may be none."""
        own = self.initial.own_setting(callback)
        if own is None and self.initial.app_setting(callback) is UNKNOWN:
            yield Blocker(
                "app-setting-unknown",
                f"`{callback.name}` runs at load unless its app prevents that, and the app's "
                "prevent_initial_callbacks is not known",
                callback.path,
                callback.line,
            )

    def _wants_initial_call(self, callback: Callback) -> Iterator[Blocker]:
        """A call at load that the author asked for is not taken away."""
        asked = callback.prevent_initial_call == Constant(False)
        if asked and self.project.settings(callback.path).initial_call == "preserve":
            yield Blocker(
                "initial-call-wanted",
                f"`{callback.name}` has prevent_initial_call=False, and other writers run at load "
                "too: which of them shall?",
                callback.path,
                callback.line,
            )

    def others_run_at_load(self, callback: Callback) -> bool:
        """Whether another writer of one of a callback's outputs does something at load."""
        return any(self.matters(rival.callback) for rival in self.duplicates.rivals(callback))

    def matters(self, callback: Callback) -> bool:
        """Whether a first call does something: at load, or when an Output is put into the page."""
        if self.initial.matters(callback):
            return True
        if not self.initial.runs(callback):
            return False
        graph = self.project.once(Graphs).of(callback)
        insertion = self.project.once(Insertions).of(graph)
        outputs = [d for d in callback.outputs if insertion.may_appear(d.component_id)]
        if not outputs:
            return False
        there = self._files_of(outputs)
        # What is not put in with them is there already, with whatever value it has by then.
        left = [
            d
            for d in callback.inputs
            if not insertion.may_appear(d.component_id) or not there & self._files_of([d])
        ]
        return bool(left) and self.initial.has_effect(callback, left)

    def _files_of(self, dependencies: Sequence[Dependency]) -> set[str]:
        """The files that make the components of some dependencies."""
        made = (c for d in dependencies for c in self.project.components_with(d.component_id))
        return {component.path for component in made}

    def setting_blockers(self, callback: Callback) -> Iterator[Blocker]:
        """Why prevent_initial_call cannot be set."""
        for keyword in callback.registration.call.keywords:
            name = keyword.name or ""
            if _MISSPELT.fullmatch(name) and name != "prevent_initial_call":
                line = keyword.span.line if keyword.span else callback.line
                message = f"{name}= means nothing to Dash: if it is meant for "
                message += "prevent_initial_call=, the callback was not to run at load"
                yield Blocker("misspelt-option", message, callback.path, line)
        if self.initial.is_elsewhere(callback):
            yield Blocker(
                "opaque-prevent-initial-call",
                f"the prevent_initial_call of `{callback.name}` is not a literal written in place",
                callback.path,
                callback.line,
            )


def _is_made(identifier: ComponentId) -> bool:
    """Whether an id may be another one each time that a function runs."""
    values = [v for _, v in identifier.items] if isinstance(identifier, DictId) else [identifier]
    return any(isinstance(value, Symbol) for value in values)


def _flag(writer: Writer) -> Edit:
    path, old = writer.output.path, writer.output.allow_duplicate
    if old is not None and old.span is not None:
        return ReplaceExpression(path, old.span, "True")
    return SetKeyword(path, writer.output.span, "allow_duplicate", "True")


def set_prevent_initial_call(project: Project, callback: Callback, value: str) -> Iterator[Edit]:
    """The edits that give a callback a setting, given so far by keyword, by position or not."""
    path, call = callback.path, callback.call_span
    literal = value if value == "True" else _quoted(project, callback, value)
    old = callback.trailing_bool
    if old is None or old.span is None:
        yield SetKeyword(path, call, "prevent_initial_call", literal)
    elif value == "True":
        yield ReplaceExpression(path, old.span, literal)
    else:
        # By position Dash takes True and False alone.
        yield RemoveArgument(path, call, old.span)
        yield SetKeyword(path, call, "prevent_initial_call", literal)


def _quoted(project: Project, callback: Callback, value: str) -> str:
    """A text with the quotes that the registration itself uses."""
    written = _THREE_QUOTES.sub("", _text_of(project, callback.path, callback.call_span))
    return f"'{value}'" if "'" in written and '"' not in written else f'"{value}"'


def _text_of(project: Project, path: str, where: Span) -> str:
    lines = project.sources.text(path).splitlines()[where.line - 1 : where.end_line]
    return "\n".join(lines)


def _distinct(items: Sequence[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))
