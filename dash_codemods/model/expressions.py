"""Expressions as far as Dash code needs them: what an id, an option or a dependency is written as.

Spans are where an expression stands; they play no part in equality, so that the same
expression read before and after a rewrite is the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dash_codemods.model.places import Span


@dataclass(frozen=True)
class Constant:
    """A literal: text, number, bool or None."""

    value: str | int | float | bool | None
    span: Span | None = field(default=None, compare=False)

    def __eq__(self, other: object) -> bool:
        # 1 == True == 1.0 in Python, but not as an id or as an option of Dash.
        return (
            isinstance(other, Constant)
            and type(self.value) is type(other.value)
            and self.value == other.value
        )

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


@dataclass(frozen=True)
class Name:
    """A name or a chain of attributes: `ids.STORE`, `self.app`."""

    dotted: str
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Joined:
    """An f-string or a sum of strings, in pieces."""

    parts: tuple[Expression, ...]
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Items:
    """A list or a tuple."""

    kind: str
    items: tuple[Expression, ...]
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Mapping:
    """A dict display with literal keys, or a call of `dict` with keywords only."""

    items: tuple[tuple[Expression, Expression], ...]
    span: Span | None = field(default=None, compare=False)

    def get(self, key: str) -> Expression | None:
        """The value behind a literal text key, or None."""
        return next((v for k, v in self.items if k == Constant(key)), None)


@dataclass(frozen=True)
class Keyword:
    """A keyword argument; its span covers name and value."""

    name: str
    value: Expression
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Call:
    """A call of a dotted name."""

    function: str
    args: tuple[Expression, ...]
    keywords: tuple[Keyword, ...] = ()
    span: Span | None = field(default=None, compare=False)

    def keyword(self, name: str) -> Expression | None:
        """The value of a keyword argument, or None."""
        return next((k.value for k in self.keywords if k.name == name), None)

    def argument(self, position: int, name: str) -> Expression | None:
        """An argument given by position or by keyword; None if absent or behind a star."""
        before = self.args[: position + 1]
        if len(before) == position + 1 and not any(isinstance(a, Starred) for a in before):
            return before[position]
        return self.keyword(name)


@dataclass(frozen=True)
class Starred:
    """`*value`, or `**value` with `double`."""

    value: Expression
    double: bool = False
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Other:
    """Anything else, as normalised source text."""

    source: str
    names: tuple[str, ...] = ()
    """The dotted names in it, in order of appearance."""
    span: Span | None = field(default=None, compare=False)


Expression = Constant | Name | Joined | Items | Mapping | Call | Starred | Other


def is_constant(expression: Expression | None, value: object) -> bool:
    """Whether an expression is exactly this literal."""
    return (
        isinstance(expression, Constant)
        and type(expression.value) is type(value)
        and expression.value == value
    )
