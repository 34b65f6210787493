"""Which callbacks write the same output of the same app."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dash_codemods.model.app_makers import AppMakers
from dash_codemods.model.apps import Apps
from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.ids import DictId, outputs_overlap
from dash_codemods.model.names import Definition
from dash_codemods.model.often_sought import OTHER_RULES
from dash_codemods.model.project import Project, Sources
from dash_codemods.model.shared_outputs import shared_outputs, who_meets
from dash_codemods.model.traffic.meeting import meet

_REPLACES_CALLBACK = re.compile(r"\b(?:dash|\w*[aA]pp|\w*Dash)\.callback\s*=(?!=)")
_OWN_CALLBACK = re.compile(r"^class \w+\([^)]*Dash\b[^)]*\):.*?^[ \t]+def callback\(", re.M | re.S)
"""Apps of the project's own: what their `callback` does with Outputs is not known."""


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

    @property
    def name(self) -> str:
        """The name of the callback's function."""
        return self.callback.name


class Duplicates:
    """Finds the writers of a project that surely meet on one output of one app."""

    def __init__(self, project: Project) -> None:
        """Collect the writers; whether two of them meet is found out when it is asked."""
        self.project = project
        self.apps = project.once(Apps)
        self.makers = project.once(AppMakers)
        self._other_rules: dict[str, bool] = {}
        self._named_elsewhere: dict[str, bool] = {}
        self._clashes: dict[frozenset[Writer], bool] = {}
        self._expects_uses = False
        self.candidates = tuple(tuple(writers) for writers in self._candidates())
        """Writers of one property with ids of one kind, each list in the order of the files."""

    def clash(self, one: Writer, other: Writer) -> bool:
        """Whether two callbacks surely write the same output of the same app."""
        if one.callback is other.callback:
            return False
        pair = frozenset((one, other))
        if pair not in self._clashes:
            if not self._expects_uses:
                self._expects_uses = True
                self.project.expect_uses(self.project.once(who_meets))
            self._clashes[pair] = (
                outputs_overlap(one.output.component_id, other.output.component_id)
                and self.apps.together(one.callback, other.callback)
                and not self.may_have_other_rules(one.callback)
                and not self.may_have_other_rules(other.callback)
            )
        return self._clashes[pair]

    def may_have_other_rules(self, callback: Callback) -> bool:
        """Whether the app of a callback may be one that allows what Dash does not.

        Packages with rules of their own are named also in files that import nothing of Dash by a
        statement: `import_module("dash_extensions.enrich")`.
        """
        if self.has_other_rules(callback.path):
            return True
        sources = self.project.sources
        root = sources.root_of(callback.path)
        if root not in self._named_elsewhere:
            self.project.expect_uses(OTHER_RULES)
            self._named_elsewhere[root] = any(
                sources.root_of(path) == root
                for name in OTHER_RULES
                for path in sources.mentions(name)
            )
        return self._named_elsewhere[root] or self.makers.may_be_foreign(callback)

    def groups_of(self, writers: Iterable[Writer]) -> list[tuple[Writer, ...]]:
        """The groups that writers make: each of two or more that hang together by clashes."""
        groups: list[list[Writer]] = []
        order = list(writers)
        for writer in order:
            joined = [g for g in groups if any(self.clash(writer, member) for member in g)]
            rest = [g for g in groups if g not in joined]
            groups = [*rest, [writer, *(member for g in joined for member in g)]]
        return [
            tuple(sorted(group, key=order.index))
            for group in sorted(groups, key=lambda g: min(map(order.index, g)))
            if len({w.callback for w in group}) > 1
        ]

    def rivals(self, callback: Callback) -> list[Writer]:
        """The writers that surely meet a callback on one of its outputs."""
        return [
            other
            for writers in self.candidates
            for mine in writers
            if mine.callback is callback
            for other in writers
            if self.clash(mine, other)
        ]

    def _candidates(self) -> Iterator[list[Writer]]:
        selected = set(self.project.selected)
        for shared in self.project.once(shared_outputs):
            writers = [
                Writer(callback, output, is_flagged(self.project, callback, output))
                for callback, output in shared
                if self._follows_the_rules(callback)
            ]
            if len({w.callback for w in writers}) > 1 and any(w.path in selected for w in writers):
                yield writers

    def _follows_the_rules(self, callback: Callback) -> bool:
        if callback.framework not in ("dash", "unknown") or self.has_other_rules(callback.path):
            return False
        if registers_by_own_function(self.project, callback):
            return False
        return not any(b.reason == "unresolved-name" for b in callback.blockers)

    def has_other_rules(self, path: str) -> bool:
        """Whether an app of a file's project may allow what Dash does not.

        It is of a package with rules of its own, or has a `callback` that the project wrote.
        Both are searched for as text: also a file that cannot be parsed may hold the app.
        """
        sources = self.project.sources
        root = sources.root_of(path)
        if root not in self._other_rules:
            self._other_rules[root] = any(
                _tells_other_rules(sources, other)
                for other in sources.context()
                if sources.root_of(other) == root
            )
        return self._other_rules[root]


def _tells_other_rules(sources: Sources, path: str) -> bool:
    memo = sources.memo(path)
    if "other rules" not in memo:
        text = sources.text(path)
        memo["other rules"] = (
            any(name in text for name in OTHER_RULES)
            or ("def callback(" in text and _OWN_CALLBACK.search(text) is not None)
            or any(
                _REPLACES_CALLBACK.search(line) for line in text.split("\n") if ".callback" in line
            )
        )
    found: bool = memo["other rules"]
    return found


def registers_by_own_function(project: Project, callback: Callback) -> bool:
    """Whether what registers a callback is written in the project: `utils.callback(...)`."""
    registration = callback.registration
    dotted = registration.call.function
    found = project.names.resolve(callback.path, registration.scope, dotted)
    return isinstance(found, Definition) and not found.rest


def is_flagged(project: Project, callback: Callback, output: Dependency) -> bool | None:
    """Whether an Output allows duplicates; None where that is not known."""
    if output.allow_duplicate is None:
        return None if output.starred else False
    scope = callback.registration.scope if output.path == callback.path else 0
    value = project.constant(output.path, scope, output.allow_duplicate)
    return None if value is None else bool(value.value)


def plain(writers: Sequence[Writer]) -> list[Writer]:
    """The writers without the flag."""
    return [w for w in writers if w.flagged is False]


def same_inputs(one: Callback, other: Callback) -> bool:
    """Whether two callbacks get the same hash: the same Inputs in the same order.

    Source: dash 4.4.1 `_utils.create_callback_id`; States and Outputs play no part.
    """
    mine, theirs = one.inputs, other.inputs
    return len(mine) == len(theirs) and all(
        a.prop == b.prop and _same_text(a, b) for a, b in zip(mine, theirs, strict=True)
    )


def inputs_may_be_same(one: Callback, other: Callback) -> bool:
    """Whether two callbacks may turn out to have the same Inputs: ids that are not known."""
    mine, theirs = one.inputs, other.inputs
    if inputs_not_known(one) or inputs_not_known(other):
        return (inputs_not_known(one) or _are_among(mine, theirs)) and (
            inputs_not_known(other) or _are_among(theirs, mine)
        )
    return len(mine) == len(theirs) and all(map(_may_be_same, mine, theirs))


def inputs_not_known(callback: Callback) -> bool:
    """Whether a callback may have Inputs besides those that can be read."""
    return any(blocker.reason == "opaque-dependencies" for blocker in callback.blockers)


def _are_among(every: Sequence[Dependency], known: Sequence[Dependency]) -> bool:
    """Whether all Inputs that are known of a callback may be among those of another."""
    return all(any(_may_be_same(a, b) for a in every) for b in known)


def _may_be_same(one: Dependency, other: Dependency) -> bool:
    return one.prop == other.prop and meet(one.component_id, other.component_id)


def _same_text(one: Dependency, other: Dependency) -> bool:
    left, right = one.component_id, other.component_id
    if isinstance(left, DictId) and isinstance(right, DictId):
        types = [type(v) for _, v in left.items] == [type(v) for _, v in right.items]
        return types and left == right
    return left == right
