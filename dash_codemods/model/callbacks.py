"""Callbacks, with their dependencies bound to the parameters of their function."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cached_property

from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.expressions import Constant, Expression, Keyword
from dash_codemods.model.facts import Function, Parameter, Registration
from dash_codemods.model.findings import Blocker
from dash_codemods.model.grouping import (
    Arguments,
    Arrangement,
    GroupingError,
    Leaf,
    arrange,
    leaves,
)
from dash_codemods.model.ids import ComponentId, Symbol
from dash_codemods.model.places import Span


@dataclass(frozen=True)
class BoundParameter:
    """A parameter of a callback's function, and what it gets."""

    parameter: Parameter
    dependencies: tuple[Dependency, ...]
    is_group: bool
    """It gets a list or dict of values, not one value."""


@dataclass(frozen=True)
class AppRef:
    """The object that a callback registers with, by where it is bound."""

    path: str
    name: str

    def __str__(self) -> str:
        return f"{self.path}:{self.name}"


@dataclass(frozen=True, eq=False)
class Callback:
    """A registration, understood as far as it can be.

    What could not be understood is in `blockers`; a rule that rewrites must not touch a
    callback that has any.
    """

    path: str
    registration: Registration
    clientside: bool
    framework: str
    """dash | dash-extensions | django-plotly-dash | wrapper | unknown"""
    is_global: bool
    """Registered with `dash.callback`, not on an object."""
    app: AppRef | None
    arguments: Arguments
    function: Function | None
    skipped_parameters: int
    """Parameters before the first that a dependency binds: `self`, `set_progress`."""
    blockers: tuple[Blocker, ...] = ()
    trailing_bool: Constant | None = None
    """A positional prevent_initial_call."""

    @property
    def name(self) -> str:
        """The function's name, or what stands for it."""
        if self.function is not None:
            return self.function.name
        return "clientside callback" if self.clientside else "callback"

    @property
    def line(self) -> int:
        """The first line of the registration's call."""
        return self.call_span.line

    @property
    def call_span(self) -> Span:
        """Where the registration's call stands."""
        assert self.registration.call.span is not None
        return self.registration.call.span

    @cached_property
    def _arrangement(self) -> Arrangement | GroupingError:
        try:
            return arrange(self.arguments, clientside=self.clientside)
        except GroupingError as error:
            return error

    @property
    def grouping_error(self) -> str | None:
        """Why Dash would reject the arguments, if it would."""
        found = self._arrangement
        return str(found) if isinstance(found, GroupingError) else None

    @cached_property
    def dependencies(self) -> tuple[Dependency, ...]:
        """Every dependency, as written."""
        return tuple(d for node in self.arguments.nodes() for d in leaves(node))

    @cached_property
    def outputs(self) -> tuple[Dependency, ...]:
        """The Outputs, as written."""
        return tuple(d for d in self.dependencies if d.kind == "Output")

    @cached_property
    def inputs(self) -> tuple[Dependency, ...]:
        """The Inputs, as written."""
        return tuple(d for d in self.dependencies if d.kind == "Input")

    @cached_property
    def states(self) -> tuple[Dependency, ...]:
        """The States, as written."""
        return tuple(d for d in self.dependencies if d.kind == "State")

    @property
    def single_output(self) -> bool:
        """The function returns the one output's value itself."""
        found = self._arrangement
        return isinstance(found, Arrangement) and found.single_output

    def keyword(self, name: str) -> Keyword | None:
        """A keyword argument of the registration."""
        return next((k for k in self.registration.call.keywords if k.name == name), None)

    def bindings(self) -> tuple[BoundParameter, ...] | None:
        """What each parameter gets, in the order of the call; None if that cannot be told."""
        return self._bindings

    @cached_property
    def _bindings(self) -> tuple[BoundParameter, ...] | None:
        return self._bind(self._arrangement, self.parameters)

    def bindings_without(
        self, dropped: Container[Dependency], parameters: Container[str]
    ) -> tuple[BoundParameter, ...] | None:
        """The bindings as they are once dependencies and parameters (by name) are gone."""
        try:
            arrangement = arrange(self.arguments.without(dropped), clientside=self.clientside)
        except GroupingError:
            return None
        kept = tuple(p for p in self.parameters if p.name not in parameters)
        return self._bind(arrangement, kept)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The function's parameters."""
        return self.function.parameters if self.function else ()

    def _bind(
        self, arrangement: Arrangement | GroupingError, parameters: tuple[Parameter, ...]
    ) -> tuple[BoundParameter, ...] | None:
        if isinstance(arrangement, GroupingError) or self.function is None:
            return None
        usable = parameters[self.skipped_parameters :]
        if any(p.kind in ("vararg", "kwarg") for p in usable):
            return None
        bound: list[BoundParameter] = []
        by_name = {p.name: p for p in usable if p.kind != "positional-only"}
        positional = [p for p in usable if p.kind in ("positional", "positional-only")]
        for index, slot in enumerate(arrangement.slots):
            if slot.name is not None:
                parameter = by_name.get(slot.name)
            else:
                parameter = positional[index] if index < len(positional) else None
            if parameter is None:
                return None
            group = not isinstance(slot.node, Leaf)
            bound.append(BoundParameter(parameter, tuple(leaves(slot.node)), group))
        taken = {b.parameter.name for b in bound}
        if any(p.name not in taken and not p.has_default for p in usable):
            return None
        return tuple(bound)

    def binding_of(self, dependency: Dependency) -> BoundParameter | None:
        """The parameter that gets a dependency's value."""
        for bound in self.bindings() or ():
            if dependency in bound.dependencies:
                return bound
        return None

    @property
    def background(self) -> bool:
        """Runs in a worker."""
        keyword = self.keyword("background")
        last = self.registration.call.function.rpartition(".")[2]
        value = keyword.value if keyword else None
        return last == "long_callback" or (keyword is not None and value != Constant(False))

    @property
    def prevent_initial_call(self) -> Expression | None:
        """The callback's own setting, as written; None if it has none."""
        keyword = self.keyword("prevent_initial_call")
        return keyword.value if keyword else self.trailing_bool

    def lines(self) -> Iterator[int]:
        """The lines on which a suppression counts: the decorators and the `def`'s signature."""
        last = self.call_span.end_line
        if self.function is not None and self.registration.form == "decorator":
            last = max(last, self.function.body_line - 1, self.function.def_span.line)
        yield from range(self.registration.statement.line, last + 1)


def same_everywhere(identifier: ComponentId) -> bool:
    """Whether an id is known, not a symbol."""
    return not isinstance(identifier, Symbol)
