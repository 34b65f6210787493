"""Component ids, and when two of them are surely the same."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

JOINED = "__joined__"
"""What a symbol has for an f-string: a call of this, with the pieces as arguments."""

WILDCARDS = ("MATCH", "ALL", "ALLSMALLER")


@dataclass(frozen=True)
class TextId:
    """An id that is a text."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Wildcard:
    """MATCH, ALL or ALLSMALLER as a value of a dict id."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Symbol:
    """An id that is known only as an expression in a scope (`self.uuid("store")`, `f"{x}-map"`).

    `owner` names the scope whose variables it is made of: two symbols are the same where
    expression and owner are. An expression that gives another value at every call has an
    owner of its own for every place.
    """

    source: str
    owner: str
    steady: bool = field(default=False, compare=False)
    """Every name in it is bound once, and nothing is called: one run of the owner, one value."""

    def __str__(self) -> str:
        """Write it as in Python: the pieces of an f-string are arguments of `JOINED`."""
        if not self.source.startswith(f"{JOINED}("):
            return self.source
        call = ast.parse(self.source, mode="eval").body
        pieces = call.args if isinstance(call, ast.Call) else []
        return 'f"' + "".join(map(_piece, pieces)) + '"'


def _piece(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return repr(str(node.value))[1:-1].replace("{", "{{").replace("}", "}}")
    return "{" + ast.unparse(node) + "}"


IdValue = str | int | float | bool | Wildcard | Symbol


@dataclass(frozen=True)
class DictId:
    """A dict id: pairs sorted by key, as Dash sorts them."""

    items: tuple[tuple[str, IdValue], ...]

    def __str__(self) -> str:
        """Write it as in Python, with the quotes that most people use."""
        shown = (f"{_quoted(key)}: {_quoted(value)}" for key, value in self.items)
        return "{" + ", ".join(shown) + "}"

    @property
    def wildcards(self) -> tuple[str, ...]:
        """The wildcards in it, by name."""
        return tuple(v.name for _, v in self.items if isinstance(v, Wildcard))


def _quoted(value: IdValue) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


ComponentId = TextId | DictId | Symbol


def has_wildcard(identifier: ComponentId) -> bool:
    """Whether an id matches several components."""
    return isinstance(identifier, DictId) and bool(identifier.wildcards)


def may_be_same(left: ComponentId, right: ComponentId) -> bool:
    """Whether two ids can name the same component: False only where that is impossible."""
    if isinstance(left, Symbol) or isinstance(right, Symbol):
        return True
    if isinstance(left, TextId) or isinstance(right, TextId):
        return left == right
    theirs = dict(right.items)
    if theirs.keys() != dict(left.items).keys():
        return False
    for key, value in left.items:
        other = theirs[key]
        if isinstance(value, Wildcard | Symbol) or isinstance(other, Wildcard | Symbol):
            continue
        # JSON tells 1 from "1", and so does the renderer.
        if value != other or isinstance(value, bool) != isinstance(other, bool):
            return False
    return True


def outputs_overlap(left: ComponentId, right: ComponentId) -> bool:
    """Whether Outputs of one property with these ids surely clash.

    For dict ids these are the renderer's own rules (dash 4.4.1 `dependencies.js`,
    `wildcardOverlap`): a wildcard clashes with everything, but MATCH with ALLSMALLER.
    """
    if isinstance(left, Symbol) or isinstance(right, Symbol):
        return left == right and getattr(left, "steady", False)
    if isinstance(left, TextId) or isinstance(right, TextId):
        return left == right
    theirs = dict(right.items)
    if theirs.keys() != dict(left.items).keys():
        return False
    return all(_values_overlap(value, theirs[key]) for key, value in left.items)


def _values_overlap(left: IdValue, right: IdValue) -> bool:
    if isinstance(left, Wildcard) and isinstance(right, Wildcard):
        return {left.name, right.name} != {"MATCH", "ALLSMALLER"}
    if isinstance(left, Wildcard) or isinstance(right, Wildcard):
        return True
    if isinstance(left, Symbol):
        return left == right and left.steady
    return type(left) is type(right) and left == right


def surely_same(left: ComponentId, right: ComponentId) -> bool:
    """Whether two ids surely name the same component (or the same components)."""
    return left == right
