"""States that a callback's function changes and returns to where they came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial

from dash_codemods.model.callbacks import BoundParameter, Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.echoes import echoed
from dash_codemods.model.ids import DictId
from dash_codemods.model.patching.analysis import Analysis, analyse
from dash_codemods.model.patching.initial import Initial, components_of, initial_value, never_none
from dash_codemods.model.patching.known_texts import KnownTexts
from dash_codemods.model.patching.locals import Locals
from dash_codemods.model.patching.naming import patch_name
from dash_codemods.model.patching.outputs import Way, way_to
from dash_codemods.model.patching.report import Obstacle, Subject
from dash_codemods.model.patching.roundtrips import round_trip
from dash_codemods.model.patching.text import Text
from dash_codemods.model.patching.textual import textual_parameters
from dash_codemods.model.project import Project
from dash_codemods.model.safety import handles_errors
from dash_codemods.model.traffic.set_later import expect_set_later

_LISTS = frozenset(("children", "columnDefs", "columns", "elements", "options", "rowData"))
"""Properties that are lists, unless the layout shows something else."""


@dataclass(frozen=True)
class Candidate:
    """A State that is changed and returned."""

    callback: Callback
    state: Dependency
    bound: BoundParameter
    initial: Initial
    analysis: Analysis
    round_trip: Obstacle | None
    """Where the value is unpacked, to be packed again."""

    @property
    def obstacles(self) -> tuple[Obstacle, ...]:
        """What in the function keeps the change from being one of a Patch."""
        return (self.round_trip,) if self.round_trip is not None else self.analysis.obstacles


def candidates(project: Project, callbacks: Iterable[Callback]) -> Iterator[Candidate]:
    """The States that the functions of callbacks change and return."""
    first = [each for each in callbacks if project.registrations_of(each)[0] is each]
    states = [state for callback in first for state, _ in echoed(callback)]
    expect_set_later(project, (made for s in states for made in components_of(project, s)))
    for callback in first:
        yield from _of_callback(project, callback)


def _of_callback(project: Project, callback: Callback) -> Iterator[Candidate]:
    for state, output in echoed(callback):
        bound = callback.binding_of(state)
        way = way_to(callback, output)
        if bound is None or bound.is_group or way is None or not bound.parameter.is_read:
            continue
        initial = initial_value(project, callback, state)
        subject = _subject(project, callback, state, bound.parameter.name, way, initial)
        analysis, packed = analyse(subject), round_trip(subject)
        if analysis.is_found or packed is not None:
            yield Candidate(callback, state, bound, initial, analysis, packed)


def _subject(
    project: Project,
    callback: Callback,
    state: Dependency,
    parameter: str,
    way: Way,
    initial: Initial,
) -> Subject:
    assert state.prop is not None
    assert callback.function is not None
    tree = project.function_tree(callback)
    memo = project.sources.memo(callback.path)
    if ("locals", tree) not in memo:
        memo["locals", tree] = Locals(tree)
    names: Locals = memo["locals", tree]
    kind = initial.kind if initial.kind in ("list", "dict") else None
    several = isinstance(state.component_id, DictId) and bool(
        {"ALL", "ALLSMALLER"} & set(state.component_id.wildcards)
    )
    others = [p.name for p in callback.parameters if p.name != parameter]
    taken = _taken(project, callback, names)
    return Subject(
        function=tree,
        names=names,
        parameter=parameter,
        output=way,
        patch=patch_name(parameter, state.prop, taken, others),
        text=Text(project.sources.text(callback.path)),
        texts=KnownTexts(project, callback),
        target=project.settings(callback.path).target_version,
        every_item=several,
        never_none=cache(lambda: never_none(project, callback, state)),
        kind=kind,
        indexed=initial.kind in (None, "list") and state.prop in _LISTS,
        external=partial(project.names.external, callback.path, callback.function.body),
        handles_errors=partial(handles_errors, project, callback),
        textual=textual_parameters(project, callback),
    )


def _taken(project: Project, callback: Callback, names: Locals) -> set[str]:
    """The names that the function uses, or could reach."""
    facts = project.sources.facts(callback.path)
    assert facts is not None
    assert callback.function is not None
    taken = set(names.all)
    scope = callback.function.scope
    while scope >= 0:
        taken |= facts.scopes[scope].bindings.keys()
        scope = facts.scopes[scope].parent
    return taken
