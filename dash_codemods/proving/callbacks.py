"""The second half of the square: what the edits promise of the callbacks.

`difference` computes from the callbacks read before, and from the edits alone, what every
callback of the file must look like afterwards, above all which dependency each parameter
gets; and compares that with the callbacks read from the new text.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.edits import (
    Edit,
    InsertStatements,
    MoveToBrowser,
    Part,
    RemoveArgument,
    RemoveDependency,
    RemoveKeyword,
    RemoveParameter,
    RenameParameter,
    ReplaceDependency,
    ReplaceExpression,
    ReplaceStatements,
    SetKeyword,
    SplitCallback,
)
from dash_codemods.model.expressions import Constant, Expression
from dash_codemods.model.grouping import Group
from dash_codemods.model.ids import ComponentId
from dash_codemods.model.places import Span
from dash_codemods.proving.difference import Difference


@dataclass(frozen=True)
class Shape:
    """A callback without its places: what must be the same, or as promised."""

    name: str
    clientside: bool
    outputs: tuple[str, ...]
    bindings: tuple[tuple[str, tuple[str, ...], bool], ...] | None
    """(parameter, its dependencies, is a group), in the order of the call."""
    free: tuple[str, ...]
    """The Inputs and States where they could not be bound to parameters."""
    prevents: str
    """prevent_initial_call, as it is written; "-" where it is not."""


def difference(
    before: Sequence[Callback], after: Sequence[Callback], edits: Sequence[Edit]
) -> Difference | None:
    """Where the callbacks read afterwards are not those promised; None where all are."""
    if any(isinstance(e, InsertStatements) and "callback" in e.source for e in edits):
        # New callbacks: the rule that makes them proves them against the old one.
        return None
    gone = [e.statements for e in edits if isinstance(e, ReplaceStatements)]
    kept = [c for c in before if not any(_within(c, span) for span in gone)]
    promised = [(callback, shape) for callback in kept for shape in _promises(callback, edits)]
    actual = [shape(callback) for callback in after]
    for (callback, expected), found in zip(promised, actual, strict=False):
        if expected != found:
            parts = (
                f"{field.name}: promised {one}, read {other}"
                for field in fields(Shape)
                if (one := getattr(expected, field.name)) != (other := getattr(found, field.name))
            )
            return Difference(f"callback `{callback.name}`, {'; '.join(parts)}", callback.line)
    if len(promised) != len(actual):
        return Difference(f"{len(promised)} callbacks promised, {len(actual)} read", 1)
    return None


def _within(callback: Callback, span: Span) -> bool:
    return span.contains(callback.registration.statement)


def _promises(callback: Callback, edits: Sequence[Edit]) -> list[Shape]:
    """The shapes of what a callback becomes: one, or its parts."""
    for edit in edits:
        if isinstance(edit, SplitCallback) and edit.call == callback.call_span:
            return [_part(callback, part) for part in edit.parts]
    return [promise(callback, edits)]


def _part(callback: Callback, part: Part) -> Shape:
    """The shape of a part, from that of the whole."""
    known = {d.span: d for d in callback.dependencies}
    inputs = [f"Input({_named(known[span])}" for span in part.inputs]
    states = [f"State({_named(known[span])}" for span in part.states]
    bound = list(zip(part.parameters, [*inputs, *states], strict=True))
    if _by_name(callback):  # Dash takes the items of `state` first
        bound = [*bound[len(inputs) :], *bound[: len(inputs)]]
    return Shape(
        name=part.name,
        clientside=False,
        outputs=tuple(
            f"Output({_identity(known[span])}, {known[span].prop}, True)"
            if span in part.flagged
            else _shown(known[span], {}, {})
            for span in part.outputs
        ),
        bindings=tuple((name, (shown,), False) for name, shown in bound),
        free=(),
        prevents=_setting(callback, part.prevents),
    )


def _setting(callback: Callback, source: str | None) -> str:
    """A part's prevent_initial_call: a literal, or what the whole has there."""
    if source is None:
        return "-"
    try:
        return repr(ast.literal_eval(source))
    except ValueError:
        return _written(callback.prevent_initial_call, {})


def _by_name(callback: Callback) -> bool:
    inputs = callback.arguments.inputs
    return isinstance(inputs, Group) and inputs.keys is not None


def _named(dependency: Dependency) -> str:
    return f"{_identity(dependency)}, {dependency.prop}, {_written(None, {})})"


def shape(callback: Callback) -> Shape:
    """The shape of a callback as it was read."""
    return promise(callback, ())


def promise(callback: Callback, edits: Iterable[Edit]) -> Shape:
    """The shape that a callback must have once the edits are made."""
    gone: set[Span] = set()
    lost: set[str] = set()
    renamed: dict[str, str] = {}
    replaced: dict[Span, str] = {}
    flagged: dict[Span, str] = {}
    others: dict[Span, ReplaceDependency] = {}
    settings: dict[Span, str] = {}
    moved = False
    for edit in edits:
        if isinstance(edit, RemoveDependency):
            gone.add(edit.dependency)
        elif isinstance(edit, RemoveParameter) and _is_function(callback, edit.function):
            lost.add(edit.name)
        elif isinstance(edit, RenameParameter) and _is_function(callback, edit.function):
            renamed[edit.name] = edit.new_name
        elif isinstance(edit, ReplaceExpression):
            replaced[edit.expression] = edit.source
        elif isinstance(edit, ReplaceDependency):
            others[edit.dependency] = edit
        elif isinstance(edit, SetKeyword) and edit.name == "allow_duplicate":
            flagged[edit.call] = edit.source
        elif isinstance(edit, RemoveKeyword) and edit.name == "allow_duplicate":
            flagged[edit.call] = "-"
        elif isinstance(edit, RemoveArgument):
            replaced[edit.argument] = "-"
        elif isinstance(edit, SetKeyword) and edit.name == "prevent_initial_call":
            settings[edit.call] = repr(ast.literal_eval(edit.source))
        elif isinstance(edit, RemoveKeyword) and edit.name == "prevent_initial_call":
            settings[edit.call] = "-"
        elif isinstance(edit, MoveToBrowser):
            moved = moved or edit.call == callback.call_span

    def shown(dependency: Dependency) -> str:
        other = others.get(dependency.span)
        if other is not None and dependency.in_place:
            return _other(dependency.kind, other)
        return _shown(dependency, replaced, flagged)

    kept = [d for d in callback.dependencies if d.span not in gone or not d.in_place]
    # In the browser there is no function to bind to: its values come in the order of the text.
    bindings = None if moved else callback.bindings()
    promised = None
    if bindings is not None:
        promised = tuple(
            (
                renamed.get(b.parameter.name, b.parameter.name),
                tuple(shown(d) for d in b.dependencies if d in kept),
                b.is_group,
            )
            for b in bindings
            if b.parameter.name not in lost
        )
    if moved:
        # All Inputs, then all States, as the browser takes them.
        kept.sort(key=lambda dependency: dependency.kind == "State")
    return Shape(
        name="clientside callback" if moved else callback.name,
        clientside=moved or callback.clientside,
        outputs=tuple(shown(d) for d in kept if d.kind == "Output"),
        bindings=promised,
        free=tuple(shown(d) for d in kept if d.kind != "Output") if promised is None else (),
        prevents=settings.get(callback.call_span)
        or _written(callback.prevent_initial_call, replaced),
    )


def _is_function(callback: Callback, span: Span) -> bool:
    return callback.function is not None and callback.function.def_span == span


def _shown(dependency: Dependency, replaced: dict[Span, str], flagged: dict[Span, str]) -> str:
    prop = dependency.prop
    where = dependency.property_span
    if where is not None and where in replaced:
        prop = str(ast.literal_eval(replaced[where]))
    flag = flagged.get(dependency.span)
    if flag is None:
        flag = _written(dependency.allow_duplicate, replaced)
    return f"{dependency.kind}({_identity(dependency)}, {prop}, {flag})"


def _other(kind: str, edit: ReplaceDependency) -> str:
    """The dependency that stands in the place of one."""
    call = ast.parse(edit.source, mode="eval").body
    keywords = call.keywords if isinstance(call, ast.Call) else ()
    flag = next((ast.unparse(k.value) for k in keywords if k.arg == "allow_duplicate"), "-")
    return f"{kind}({_identified(edit.component_id)}, {edit.prop}, {flag})"


def _written(value: Expression | None, replaced: dict[Span, str]) -> str:
    """An option as its source; "-" where it is not given."""
    if value is None:
        return "-"
    if value.span is not None and value.span in replaced:
        return replaced[value.span]
    if isinstance(value, Constant):
        return repr(value.value)
    # Its place may move, and its name may be another's to change.
    return type(value).__name__


def _identity(dependency: Dependency) -> str:
    return _identified(dependency.component_id)


def _identified(identifier: ComponentId) -> str:
    # A symbol's owner holds the place of the expression, which may move.
    return f"{type(identifier).__name__}:{identifier}"
