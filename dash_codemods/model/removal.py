"""Taking a parameter and its dependencies out of a callback: what follows, what forbids it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dash_codemods.model import safety
from dash_codemods.model.caches import may_be_cached
from dash_codemods.model.callback_tables import called_through_table
from dash_codemods.model.callbacks import BoundParameter, Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.edits import (
    Edit,
    RemoveArgument,
    RemoveDependency,
    RemoveKeyword,
    RemoveParameter,
    RemoveParameterDocs,
    ReplaceExpression,
)
from dash_codemods.model.expressions import Constant, Items
from dash_codemods.model.facts import NameUse, Parameter
from dash_codemods.model.findings import Blocker
from dash_codemods.model.hidden_uses import hidden_uses
from dash_codemods.model.presence import presence
from dash_codemods.model.project import Project
from dash_codemods.model.request_hooks import RequestHooks
from dash_codemods.model.uses import Uses

_TYPES_IN_COMMENT = re.compile(r"#\s*type:\s*\(")


@dataclass(frozen=True)
class Removal:
    """The edits that take a parameter away, or what forbids it."""

    edits: tuple[Edit, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    calls: int = 0
    """Calls of the function elsewhere that lose an argument."""


def plan_removal(
    project: Project,
    callback: Callback,
    together: Sequence[BoundParameter],
    bound: BoundParameter,
) -> Removal:
    """Plan to remove the parameter of `bound`, on top of the others in `together`."""
    assert callback.function is not None
    registrations = project.registrations_of(callback)
    blockers = list(_blockers(project, callback, registrations, together, bound))
    sure, possible = project.once(Uses).of(callback)
    blockers += safety.unfollowable_uses(sure, possible)
    edits: list[Edit] = []
    calls = 0
    if not blockers:
        for registration in registrations:
            edits += _from_registration(registration, bound)
        function = callback.function
        where = (callback.path, function.def_span, bound.parameter.name)
        edits.append(RemoveParameter(*where))
        if function.docstring and re.search(rf"\b{bound.parameter.name}\b", function.docstring):
            edits.append(RemoveParameterDocs(*where))
        for use in sure:
            found = _from_call(project, callback, use, bound.parameter)
            if isinstance(found, Blocker):
                blockers.append(found)
            elif found is not None:
                edits.append(found)
                calls += 1
    if blockers:
        return Removal(blockers=tuple(blockers))
    return Removal(tuple(edits), (), calls)


def removal_effects(
    project: Project, callback: Callback, dependencies: Sequence[Dependency]
) -> Iterator[str]:
    """What may change for a callback that does not get these States any more."""
    kept = callback.dependencies
    if any(presence(project, callback, d, kept) == "perhaps-not" for d in dependencies):
        yield "callback-starts-to-run"
    yield from cache_effects(project, callback)


def cache_effects(project: Project, callback: Callback) -> Iterator[str]:
    """What may change for a callback whose results a cache holds under fewer values than before."""
    if may_be_cached(project, callback):
        yield "more-cache-hits"


def _blockers(
    project: Project,
    callback: Callback,
    registrations: Sequence[Callback],
    together: Sequence[BoundParameter],
    bound: BoundParameter,
) -> Iterator[Blocker]:
    for registration in registrations:
        yield from safety.understood(project, registration)
        yield from safety.public_parameters(registration)
        yield from _stays_the_same(registration, together, bound)
    yield from _types_in_comment(project, callback)
    yield from hidden_uses(project, callback)
    yield from project.once(RequestHooks).beside(callback)
    yield from called_through_table(project, callback)
    yield from safety.served_to_models(project, callback)
    yield from safety.other_decorators(project, callback)
    yield from safety.sees_dependencies(project, callback, bound.parameter.name)
    yield from safety.overridable_method(project, callback)


def _types_in_comment(project: Project, callback: Callback) -> Iterator[Blocker]:
    """A comment that gives the types of all parameters, as PEP 484 has them for Python 2."""
    assert callback.function is not None
    first = callback.function.def_span.line
    body = project.function_tree(callback).body[0].lineno
    header = project.sources.text(callback.path).split("\n")[first - 1 : body]
    if any(_TYPES_IN_COMMENT.search(line) for line in header):
        message = "a comment gives the types of the parameters one by one; make annotations of it"
        yield Blocker("types-in-comment", message, callback.path, first)


def _counterpart(registration: Callback, parameter: Parameter) -> BoundParameter | None:
    """What another registration of the same function hands to a parameter."""
    bindings = registration.bindings() or ()
    return next((b for b in bindings if b.parameter.name == parameter.name), None)


def _stays_the_same(
    registration: Callback, together: Sequence[BoundParameter], bound: BoundParameter
) -> Iterator[Blocker]:
    """Every other parameter must get what it got before."""
    here = _counterpart(registration, bound.parameter)
    if here is None or any(d.kind != "State" for d in here.dependencies):
        yield Blocker(
            "stacked-registrations",
            f"`{bound.parameter.name}` is not a State in every registration of the function",
            registration.path,
            registration.line,
        )
        return
    yield from safety.written_in_place(here.dependencies)
    names = {b.parameter.name for b in together}
    dropped: set[Dependency] = set()
    expected: list[tuple[str, tuple[Dependency, ...], bool]] = []
    for each in registration.bindings() or ():
        if each.parameter.name in names:
            dropped |= set(each.dependencies)
        else:
            expected.append((each.parameter.name, each.dependencies, each.is_group))
    if any(set(dependencies) & dropped for _, dependencies, _ in expected):
        # The same dependency, written once behind a name, serves two parameters.
        expected = []
    after = registration.bindings_without(dropped, names)
    got = [(b.parameter.name, b.dependencies, b.is_group) for b in after or ()]
    if after is None or got != expected:
        yield Blocker(
            "signature-changes",
            "without it Dash would call the function in another way: a single group of "
            "dependencies is unpacked into parameters",
            registration.path,
            here.dependencies[0].span.line,
        )
    yield from _cached_arguments_blocker(registration)


def _from_registration(registration: Callback, bound: BoundParameter) -> Iterator[Edit]:
    here = _counterpart(registration, bound.parameter)
    assert here is not None
    for dependency in here.dependencies:
        yield RemoveDependency(registration.path, registration.call_span, dependency.span)
    yield from _cached_arguments(registration, here)


def _ignored_arguments(registration: Callback) -> list[object] | None:
    """The literal value of cache_args_to_ignore as a list; None if it is not literal."""
    keyword = registration.keyword("cache_args_to_ignore")
    if keyword is None:
        return []
    if isinstance(keyword.value, Constant):
        return [keyword.value.value]
    if isinstance(keyword.value, Items):
        values = [i.value for i in keyword.value.items if isinstance(i, Constant)]
        return list(values) if len(values) == len(keyword.value.items) else None
    return None


def _cached_arguments_blocker(registration: Callback) -> Iterator[Blocker]:
    if _ignored_arguments(registration) is None:
        yield Blocker(
            "opaque-cache-arguments",
            "cache_args_to_ignore is not a literal, so its indexes cannot follow",
            registration.path,
            registration.line,
        )


def _cached_arguments(registration: Callback, gone: BoundParameter) -> Iterator[Edit]:
    """Shift the indexes of cache_args_to_ignore (they count parameters, not dependencies)."""
    keyword = registration.keyword("cache_args_to_ignore")
    ignored = _ignored_arguments(registration) or []
    bindings = registration.bindings() or ()
    index = next(i for i, b in enumerate(bindings) if b.parameter.name == gone.parameter.name)
    kept: list[object] = []
    for value in ignored:
        if isinstance(value, int):
            if value != index:
                kept.append(value - 1 if value > index else value)
        elif value != gone.parameter.name:
            kept.append(value)
    if keyword is None or keyword.value.span is None or kept == ignored:
        return
    if not kept:
        yield RemoveKeyword(registration.path, registration.call_span, keyword.name)
    else:
        source = "[" + ", ".join(_literal(v) for v in kept) + "]"
        yield ReplaceExpression(registration.path, keyword.value.span, source, counts=True)


def _literal(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _from_call(
    project: Project, callback: Callback, use: NameUse, parameter: Parameter
) -> Edit | Blocker | None:
    """The edit that takes the argument out of a call; None if the call does not give it."""
    assert use.call is not None
    positional = [a for a in use.arguments if a.keyword is None]
    names = [p.name for p in callback.parameters if p.kind in ("positional", "positional-only")]
    argument = next((a for a in use.arguments if a.keyword == parameter.name), None)
    if argument is None and parameter.name in names:
        index = names.index(parameter.name)
        argument = positional[index] if index < len(positional) else None
    if argument is None:
        return None
    line = use.span.line
    if not project.sources.may_change(use.path):
        return Blocker(
            "caller-outside-paths",
            f"`{use.dotted}` is called here, outside the given paths",
            use.path,
            line,
        )
    if not argument.simple:
        return Blocker(
            "argument-has-effects",
            "the argument of this call is computed, which may do something else too",
            use.path,
            line,
        )
    return RemoveArgument(use.path, use.call, argument.span)
