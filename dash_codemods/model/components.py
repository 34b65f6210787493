"""Components with an id, as layouts make them, and Dash() objects."""

from __future__ import annotations

from dataclasses import dataclass

from dash_codemods.model.expressions import Call, Expression
from dash_codemods.model.ids import ComponentId
from dash_codemods.model.places import Span

_OF_A_STORE = ("id", "storage_type", "data", "clear_data")
"""The properties of a Store in the order of its parameters (dash 2.9 to 4.4.1)."""


@dataclass(frozen=True, eq=False)
class Component:
    """A component that some layout (or callback) makes."""

    path: str
    kind: str
    """Its class in canonical spelling: `dash.dcc.Store`; as written where unknown."""
    known_kind: bool
    """The class was resolved to a package; else it is a name of the analysed code."""
    component_id: ComponentId
    call: Call
    scope: int

    @property
    def span(self) -> Span:
        """Where the constructor's call stands."""
        assert self.call.span is not None
        return self.call.span

    def initial(self, prop: str) -> Expression | None:
        """The initial value of a property, as written."""
        if self.kind == "dash.dcc.Store" and prop in _OF_A_STORE:
            return self.call.argument(_OF_A_STORE.index(prop), prop)
        return self.call.keyword(prop)


@dataclass(frozen=True, eq=False)
class App:
    """A Dash() object (or one of a framework on top)."""

    path: str
    name: str | None
    """The name that it is assigned to."""
    framework: str
    call: Call
    scope: int
    line: int

    def option(self, name: str) -> Expression | None:
        """A constructor option, as written."""
        return self.call.keyword(name)
