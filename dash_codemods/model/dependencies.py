"""Outputs, Inputs and States."""

from __future__ import annotations

from dataclasses import dataclass, field

from dash_codemods.model.expressions import Expression
from dash_codemods.model.ids import ComponentId, TextId
from dash_codemods.model.places import Span


@dataclass(frozen=True)
class Dependency:
    """An Output, Input or State of a callback."""

    kind: str
    component_id: ComponentId
    prop: str | None
    """None where it is not a literal."""
    span: Span
    path: str
    """The file that it is written in."""
    in_place: bool = True
    """Written in the registration itself, not behind a name."""
    allow_duplicate: Expression | None = None
    allow_optional: Expression | None = None
    property_span: Span | None = field(default=None, compare=False)
    starred: bool = False
    """It is built from a `*value` or `**value`, which may hold anything."""

    @property
    def key(self) -> tuple[ComponentId, str | None]:
        """What it depends on."""
        return self.component_id, self.prop

    def __str__(self) -> str:
        shown = self.component_id
        identifier = f'"{shown}"' if isinstance(shown, TextId) else str(shown)
        return f'{self.kind}({identifier}, "{self.prop}")'
