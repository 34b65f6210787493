"""Which callbacks register with the same app.

A callback registers when its unit runs: the top level of its module, or the function around
it. From there the way leads up, to the modules that import it, to the functions that call it,
and to the app whose pages folder holds it. Two callbacks are together where their ways meet,
with the same app in hand. What cannot be decided is no answer: they are not known to be
together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.components import App
from dash_codemods.model.facts import Function, NameUse
from dash_codemods.model.files import is_test
from dash_codemods.model.imported_words import Imported
from dash_codemods.model.imports import Imports, Unit
from dash_codemods.model.names import Definition
from dash_codemods.model.project import Project

Branch = tuple[tuple[int, str], ...]
"""The `if`, `try` and loop arms around something, as in `Registration`."""

_MOST_SITES = 500
"""A callback whose way up branches more than this is taken as undecided."""


@dataclass(frozen=True)
class Target:
    """What a callback registers with: Dash's global list, its hooks, or an object."""

    kind: str
    """global | hooks | object"""
    path: str = ""
    scope: int = 0
    name: str = ""


@dataclass(frozen=True)
class Site:
    """Whenever `unit` runs (and comes to `branch`), the callback is registered on `target`."""

    unit: Unit
    target: Target
    branch: Branch = ()


class Apps:
    """Answers which callbacks are together in an app."""

    def __init__(self, project: Project) -> None:
        """Take the project; nothing is looked up before it is asked for."""
        self.project = project
        self.imports = Imports(project)
        self._sites: dict[Callback, frozenset[Site]] = {}
        self._alive: dict[Unit, bool] = {}
        self._callers: dict[Unit, list[NameUse]] = {}

    def together(self, one: Callback, other: Callback) -> bool:
        """Whether there surely is an app that both callbacks register with."""
        mine, theirs = self.target(one), self.target(other)
        if mine is None or theirs is None:
            return False
        unit = unit_of(one)
        if unit == unit_of(other):
            if mine != theirs and not self._one_app(unit, mine, theirs):
                return False
            same_branch = one.registration.branch == other.registration.branch
            return same_branch and self.same_run(one, other) and self.alive(unit)
        return any(
            self._meet(here, there) for here in self.sites(one) for there in self.sites(other)
        )

    def target(self, callback: Callback) -> Target | None:
        """What a callback registers with; None where the name may stand for several things."""
        if callback.is_global:
            return Target("global") if callback.framework == "dash" else None
        if callback.app is None:
            return Target("hooks") if callback.framework == "dash" else None
        base = callback.registration.call.function.rpartition(".")[0]
        return self._object(callback.path, callback.registration.scope, base)

    def _object(self, path: str, scope: int, dotted: str) -> Target | None:
        resolved = self.project.names.resolve(path, scope, dotted) if dotted else None
        if not isinstance(resolved, Definition) or resolved.binding.kind == "other":
            return None
        name = f"{resolved.name}.{resolved.rest}" if resolved.rest else resolved.name
        target = Target("object", resolved.path, resolved.scope, name)
        # An attribute may be given one app after the other; such a plain name is of kind `other`.
        several = resolved.rest and sum(is_app(target, app) for app in self.project.apps) > 1
        return None if several else target

    # -- where the ways meet

    def _meet(self, here: Site, there: Site) -> bool:
        one, other = here.unit, there.unit
        if here.branch != there.branch:
            return False
        same = one.scope == other.scope or 0 in (one.scope, other.scope)
        if one.path != other.path or not same or not self.alive(one if one.scope else other):
            return False
        if here.target.kind == there.target.kind == "object":
            return here.target == there.target
        return self._one_app(one if one.scope else other, here.target, there.target)

    def _one_app(self, unit: Unit, *targets: Target) -> bool:
        """Whether only one app is there when a unit runs, and all targets lead to it."""
        apps = self.apps_run_by(unit)
        return len(apps) == 1 and all(t.kind == "global" or is_app(t, apps[0]) for t in targets)

    def apps_run_by(self, unit: Unit) -> list[App]:
        """The Dash() objects of all modules that surely run with a unit."""
        modules = self.imports.run_by(unit)
        return [app for app in self.project.apps if app.path in modules]

    def sites(self, callback: Callback) -> frozenset[Site]:
        """The places that a callback's registration surely leads back to."""
        if callback not in self._sites:
            self._sites[callback] = self._climb(callback)
        return self._sites[callback]

    def _climb(self, callback: Callback) -> frozenset[Site]:
        target, unit = self.target(callback), unit_of(callback)
        if target is None or callback.registration.branch:
            return frozenset()
        if self._leaves(unit, 0, callback.line):
            return frozenset()
        found = {Site(unit, target)}
        # A test brings together what no app does.
        waiting = [] if is_test(unit.path) else list(found)
        while waiting:
            below = waiting.pop()
            for site in self._parents(below):
                if site not in found:
                    found.add(site)
                    # A function that imports a module is as far as that import leads.
                    if site.unit.scope == 0 or below.unit.scope != 0:
                        waiting.append(site)
            if len(found) > _MOST_SITES:
                return frozenset()
        return frozenset(found)

    def _parents(self, site: Site) -> Iterator[Site]:
        if site.branch:
            return
        if site.unit.scope == 0:
            for unit in self.imports.importers(site.unit.path):
                yield Site(unit, site.target)
            return
        function = self._function(site.unit)
        for use in self._calls(site.unit.path, function) if function else ():
            target = self._handed(site, function, use) if function else None
            if target is not None:
                yield Site(Unit(use.path, use.scope), target, use.branch)

    # -- calls of the functions that register

    def _function(self, unit: Unit) -> Function | None:
        facts = self.project.sources.facts(unit.path)
        return facts.function_of(unit.scope) if facts else None

    def _calls(self, path: str, function: Function) -> list[NameUse]:
        """The calls of a function that surely happen once the code around them runs."""
        facts = self.project.sources.facts(path)
        assert facts is not None
        if facts.scopes[function.scope].kind == "class":
            return []
        unit = Unit(path, function.body)
        if unit not in self._callers:
            self._callers[unit] = list(self._find_calls(path, function))
        return self._callers[unit]

    def _find_calls(self, path: str, function: Function) -> Iterator[NameUse]:
        for other in self._may_call(path, function.name):
            for use in self.project.sources.uses_in(other, function.name):
                if use.call is None or not self._is(use, path, function):
                    continue
                if not self._leaves(Unit(use.path, use.scope), 0, use.span.line):
                    yield use

    def _may_call(self, path: str, name: str) -> Iterator[str]:
        """The files that are worth a reading: they import the name, or use it of a module."""
        yield path
        for other in self.project.sources.mentions(Imported(name, attributes=True)):
            if other != path and not is_test(other):
                yield other

    def _is(self, use: NameUse, path: str, function: Function) -> bool:
        resolved = self.project.names.resolve(use.path, use.scope, use.dotted)
        return (
            isinstance(resolved, Definition)
            and not resolved.rest
            and (resolved.path, resolved.binding.child) == (path, function.body)
            and resolved.binding.kind == "function"
        )

    def _handed(self, site: Site, function: Function, use: NameUse) -> Target | None:
        """The target as the caller knows it: a parameter is what the call gives for it."""
        target = site.target
        if (target.path, target.scope) != (site.unit.path, function.body):
            return target
        name, _, rest = target.name.partition(".")
        positional = [p.name for p in function.parameters if p.kind.startswith("positional")]
        given = next((a for a in use.arguments if a.keyword == name), None)
        if given is None and name in positional and not any(a.starred for a in use.arguments):
            plain = [a for a in use.arguments if a.keyword is None]
            at = positional.index(name)
            given = plain[at] if at < len(plain) else None
        if given is None or not given.dotted:
            return None
        dotted = f"{given.dotted}.{rest}" if rest else given.dotted
        return self._object(use.path, use.scope, dotted)

    def registers_again(self, callback: Callback) -> bool:
        """Whether a callback surely registers several times with one app.

        The function around it is called twice in one place, for the same app.
        """
        target, unit = self.target(callback), unit_of(callback)
        function = self._function(unit) if unit.scope else None
        if target is None or function is None:
            return False
        site = Site(unit, target)
        handed = [
            (use.path, use.scope, self._handed(site, function, use))
            for use in self._calls(unit.path, function)
            if not use.branch
        ]
        known = [each for each in handed if each[2] is not None]
        return len(known) > len(set(known))

    # -- whether it runs at all

    def alive(self, unit: Unit) -> bool:
        """Whether anything speaks for a unit's ever being run."""
        if unit not in self._alive:
            self._alive[unit] = self._may_run(unit)
        return self._alive[unit]

    def _may_run(self, unit: Unit) -> bool:
        if not self.imports.may_run(unit.path):
            return False
        function = self._function(unit)
        if unit.scope == 0 or function is None or function.name.startswith("__"):
            return True
        # Any other mention of the name will do: who calls a method is not known.
        holding = self.project.sources.mentions(function.name)
        text = self.project.sources.text(unit.path)
        return (
            bool(function.decorators)
            or any(path != unit.path for path in holding)
            or len(re.findall(rf"\b{function.name}\b", text)) > 1
        )

    def same_run(self, one: Callback, other: Callback) -> bool:
        """Whether no way leads past one of two registrations of the same function."""
        lines = sorted((one.line, other.line))
        return not self._leaves(unit_of(one), *lines)

    def _leaves(self, unit: Unit, start: int, end: int) -> bool:
        """Whether a function may return between two of its lines."""
        function = self._function(unit) if unit.scope else None
        return function is not None and any(start < line < end for line in function.returns)


def is_app(target: Target, app: App) -> bool:
    """Whether what a callback registers with is this app."""
    return (target.path, target.scope, target.name) == (app.path, app.scope, app.name)


def unit_of(callback: Callback) -> Unit:
    """The unit that a callback is registered in."""
    return Unit(callback.path, callback.registration.scope)
