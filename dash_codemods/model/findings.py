"""What a rule says: findings, each with a fix or with the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from dash_codemods.model.edits import Edit
    from dash_codemods.model.places import Span

Applicability = Literal["safe", "unsafe", "manual"]


@dataclass(frozen=True)
class Blocker:
    """A fact that stopped a fix, with the line that holds it (counted from 1)."""

    reason: str
    """A kebab-case identifier, stable across releases: `reads-ctx-states`."""
    message: str
    path: str
    line: int


@dataclass(frozen=True)
class Fix:
    """A change that lands whole or not at all, in one file or several."""

    message: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Finding:
    """One anti-pattern in one place."""

    code: str
    name: str
    message: str
    path: str
    span: Span
    callback: str | None = None
    """The name of the callback's function."""
    app: str | None = None
    """`path:name` of the Dash() object, where it is known."""
    applicability: Applicability = "manual"
    effects: tuple[str, ...] = ()
    """What an unsafe fix changes, by name: `no-initial-call`."""
    blocked_by: tuple[Blocker, ...] = ()
    fix: Fix | None = None
    occurrence: int = 0
    """Which of several findings it is that say the same of callbacks of one name; the engine's."""
