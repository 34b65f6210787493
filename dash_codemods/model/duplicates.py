"""Which callbacks write the same output of the same app."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from dash_codemods.model.apps import Apps
from dash_codemods.model.callbacks import Callback, Dependency
from dash_codemods.model.expressions import Constant
from dash_codemods.model.ids import DictId, Symbol, TextId, outputs_overlap
from dash_codemods.model.project import Project

_OTHER_RULES = ("dash_extensions.enrich", "dash_extensions.multipage", "django_plotly_dash")
"""Packages in whose apps several callbacks may write one output without any flag."""


@dataclass(frozen=True, eq=False)
class Writer:
    """A callback with one of its Outputs."""

    callback: Callback
    output: Dependency
    flagged: bool | None
    """allow_duplicate; None where its value is not known."""

    @property
    def path(self) -> str:
        """The file of the callback."""
        return self.callback.path


@dataclass(frozen=True, eq=False)
class Group:
    """Writers of one output of one app, in the order of the files."""

    writers: tuple[Writer, ...]
    pairs: frozenset[frozenset[Writer]]
    """Those that surely register with the same app."""

    @property
    def output(self) -> str:
        """The output as text: `"newsletter" children`."""
        return str(self.writers[0].output).removeprefix("Output")

    @property
    def plain(self) -> tuple[Writer, ...]:
        """The writers without the flag."""
        return tuple(w for w in self.writers if w.flagged is False)

    @property
    def flagged(self) -> tuple[Writer, ...]:
        """The writers with the flag."""
        return tuple(w for w in self.writers if w.flagged)

    def clash(self, one: Writer, other: Writer) -> bool:
        """Whether two writers surely meet."""
        return frozenset((one, other)) in self.pairs


class Duplicates:
    """The groups of a project, found once."""

    def __init__(self, project: Project) -> None:
        """Look at every callback of the context that writes something."""
        self.project = project
        self.apps = project.once(Apps)
        self._other_rules: dict[str, bool] = {}
        self.groups = tuple(self._groups())

    def of(self, callback: Callback) -> list[Group]:
        """The groups that a callback belongs to."""
        return [g for g in self.groups if any(w.callback is callback for w in g.writers)]

    def _groups(self) -> Iterator[Group]:
        candidates_of_all = list(self._candidates())
        self.apps.expect(w.callback for writers in candidates_of_all for w in writers)
        for candidates in candidates_of_all:
            pairs = frozenset(
                frozenset(pair) for pair in combinations(candidates, 2) if self._surely_meet(*pair)
            )
            yield from grouped(candidates, pairs)

    def _candidates(self) -> Iterator[list[Writer]]:
        """Writers of outputs with the same property and the same kind of id."""
        selected = set(self.project.selected)
        found: dict[object, list[Writer]] = {}
        for callback in self.project.all_callbacks:
            for writer in self._writers(callback):
                identifier = writer.output.component_id
                kind: object = identifier
                if isinstance(identifier, DictId):
                    kind = tuple(name for name, _ in identifier.items)
                found.setdefault((kind, writer.output.prop), []).append(writer)
        for writers in found.values():
            if len({w.callback for w in writers}) > 1 and any(w.path in selected for w in writers):
                yield writers

    def _writers(self, callback: Callback) -> Iterator[Writer]:
        if callback.framework not in ("dash", "unknown") or self._has_other_rules(callback.path):
            return
        if any(b.reason == "unresolved-name" for b in callback.blockers):
            return
        for output in callback.outputs:
            if output.prop is not None:
                yield Writer(callback, output, is_flagged(self.project, callback, output))

    def _has_other_rules(self, path: str) -> bool:
        """Whether an app near a file may allow what Dash does not."""
        if path not in self._other_rules:
            facts = self.project.sources.facts(path)
            imports = facts.imports if facts else ()
            stars = facts.stars if facts else ()
            modules = {i.module for i in imports} | {module for module, _ in stars}
            self._other_rules[path] = any(m.startswith(_OTHER_RULES) for m in modules) or any(
                app.framework != "dash" for app in self.project.apps_near(path)
            )
        return self._other_rules[path]

    def _surely_meet(self, one: Writer, other: Writer) -> bool:
        if one.callback is other.callback:
            return False
        if not outputs_overlap(one.output.component_id, other.output.component_id):
            return False
        return self.apps.together(one.callback, other.callback)


def is_flagged(project: Project, callback: Callback, output: Dependency) -> bool | None:
    """Whether an Output allows duplicates; None where that is not known."""
    if output.allow_duplicate is None:
        opaque = any(b.reason == "opaque-dependencies" for b in callback.blockers)
        return None if opaque else False
    scope = callback.registration.scope if output.path == callback.path else 0
    value = project.constant(output.path, scope, output.allow_duplicate)
    return None if value is None else bool(value.value)


def grouped(writers: Sequence[Writer], pairs: frozenset[frozenset[Writer]]) -> Iterator[Group]:
    """The groups that pairs of writers make, each connected."""
    waiting = list(writers)
    while waiting:
        members = {waiting.pop(0)}
        grown = True
        while grown:
            more = {w for w in waiting if any(frozenset((w, m)) in pairs for m in members)}
            members |= more
            waiting = [w for w in waiting if w not in more]
            grown = bool(more)
        if len(members) > 1:
            ordered = tuple(w for w in writers if w in members)
            yield Group(ordered, frozenset(p for p in pairs if p <= members))


def among(group: Group, writers: Iterable[Writer]) -> list[Group]:
    """The groups that some writers of a group make of themselves."""
    chosen = [w for w in group.writers if w in set(writers)]
    kept = frozenset(p for p in group.pairs if p <= set(chosen))
    return list(grouped(chosen, kept))


def same_inputs(one: Callback, other: Callback) -> bool:
    """Whether two callbacks get the same hash: the same Inputs in the same order.

    Source: dash 4.4.1 `_utils.create_callback_id`; States and Outputs play no part.
    """
    mine, theirs = one.inputs, other.inputs
    return len(mine) == len(theirs) and all(
        a.prop == b.prop and _same_text(a, b) for a, b in zip(mine, theirs, strict=True)
    )


def _same_text(one: Dependency, other: Dependency) -> bool:
    left, right = one.component_id, other.component_id
    if isinstance(left, DictId) and isinstance(right, DictId):
        types = [type(v) for _, v in left.items] == [type(v) for _, v in right.items]
        return types and left == right
    return left == right


def inputs_may_be_same(one: Callback, other: Callback) -> bool:
    """Whether two callbacks may turn out to have the same Inputs: ids that are not known."""
    mine, theirs = one.inputs, other.inputs
    if len(mine) != len(theirs):
        return False
    return all(
        a.prop == b.prop and (_same_text(a, b) or _unknown(a) or _unknown(b))
        for a, b in zip(mine, theirs, strict=True)
    )


def _unknown(dependency: Dependency) -> bool:
    identifier = dependency.component_id
    if isinstance(identifier, DictId):
        return any(isinstance(value, Symbol) for _, value in identifier.items)
    return not isinstance(identifier, TextId)


__all__ = [
    "Constant",
    "Duplicates",
    "Group",
    "Writer",
    "among",
    "inputs_may_be_same",
    "is_flagged",
    "same_inputs",
]
