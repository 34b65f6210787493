"""What a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dash_codemods.model.findings import Finding
    from dash_codemods.model.imported_words import Sought
    from dash_codemods.model.project import Project


@dataclass(frozen=True)
class Rule:
    """A rule's identity and its function; its module's docstring is its documentation."""

    code: str
    name: str
    summary: str
    check: Callable[[Project], Iterable[Finding]]
    sought: Callable[[Project], Iterable[Sought]] = lambda _: ()
    """Names whose uses in all files it will ask for: they are searched for once for all rules."""
    default: bool = True
    """Whether it runs without being selected by code or prefix."""
    fixes: bool = True
    """Whether any of its findings can carry a fix."""
    error: bool = False
    """Whether a finding that is left makes --check fail even where there is no fix for it."""
    since: str = "0.1.0"

    @property
    def documentation(self) -> str:
        """The docstring of the module that defines the rule."""
        import sys

        return sys.modules[self.check.__module__].__doc__ or ""
