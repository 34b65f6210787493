"""The edits that make a callback listen to a Store's timestamp."""

from __future__ import annotations

import re

from dash_codemods.model.callbacks import BoundParameter, Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.edits import (
    Edit,
    RemoveParameterDocs,
    RenameParameter,
    ReplaceExpression,
)
from dash_codemods.model.grouping import GroupingError, arrange
from dash_codemods.model.ids import has_wildcard
from dash_codemods.model.places import Span
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.naming import says_nothing_of_value, timestamp_name
from dash_codemods.model.traffic.trees import Trees
from dash_codemods.model.uses import Uses

TIMESTAMP = "modified_timestamp"
_HOLDS_A_NUMBER = frozenset({"Any", "typing.Any", "object", "int", "float", "int | None"})


def listen_to_timestamp(
    project: Project, callback: Callback, bound: BoundParameter, dependency: Dependency
) -> tuple[tuple[Edit, ...], str | None]:
    """The edits, and the parameter's new name (None: it keeps its own)."""
    where = dependency.property_span or dependency.span
    quote = _quote(project.sources.text(dependency.path), where, callback.call_span)
    source = f"{quote}{TIMESTAMP}{quote}"
    edits: list[Edit] = [ReplaceExpression(dependency.path, where, source)]
    name = bound.parameter.name
    new = _new_name(project, callback, bound, dependency)
    function = callback.function
    if function is None or new is None:
        return tuple(edits), None
    annotation = bound.parameter.annotation
    if new != name or (annotation is not None and annotation not in _HOLDS_A_NUMBER):
        edits.append(RenameParameter(callback.path, function.def_span, name, new))
    if new != name and function.docstring and re.search(rf"\b{name}\b", function.docstring):
        edits.append(RemoveParameterDocs(callback.path, function.def_span, name))
    return tuple(edits), new


def _new_name(
    project: Project, callback: Callback, bound: BoundParameter, dependency: Dependency
) -> str | None:
    """The parameter's name once it gets a timestamp; None where nothing of it may change."""
    function = project.once(Trees).function_of(callback)
    if bound.is_group or function is None or len(project.registrations_of(callback)) > 1:
        return None
    name = bound.parameter.name
    if (
        says_nothing_of_value(name)
        or _is_key(callback, name)
        or _is_told_by_name(project, callback, name)
    ):
        return name
    several = has_wildcard(dependency.component_id)
    new = timestamp_name(function, name, dependency.component_id, several=several)
    return new or name


def _is_key(callback: Callback, name: str) -> bool:
    """Whether a parameter is bound by its name, the key of a dict of dependencies."""
    try:
        slots = arrange(callback.arguments, clientside=callback.clientside).slots
    except GroupingError:
        return True
    return any(slot.name == name for slot in slots)


def _is_told_by_name(project: Project, callback: Callback, name: str) -> bool:
    """Whether some other use of the function may give the argument by its name."""
    sure, possible = project.once(Uses).of(callback)
    if possible:
        return True
    return any(
        use.call is None or any(a.starred or a.keyword == name for a in use.arguments)
        for use in sure
    )


def _quote(text: str, *places: Span) -> str:
    """The quotes that the code around uses."""
    lines = text.split("\n")
    for place in places:
        first, last = place.start, place.end
        inside = lines[first.line - 1 : last.line]
        if not inside:
            continue
        inside[-1] = inside[-1][: last.column - 1]
        inside[0] = inside[0][first.column - 1 :]
        found = re.search(r"[\"']", "\n".join(inside))
        if found is not None:
            return found[0]
    return '"'
