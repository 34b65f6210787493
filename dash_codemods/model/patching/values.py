"""What a name may hold at one point of a function."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from dash_codemods.model.patching.places import ANY, Path, Write

Apart = Literal["no", "shallow", "deep"]
_APART: tuple[Apart, ...] = ("no", "shallow", "deep")


@dataclass(frozen=True)
class Value:
    """What a name holds, as far as it has to do with the State's value.

    tracked: the value that is changed and returned. original: the value as it came, of which
    a changed copy was made. part: a container inside the tracked value, to be written to.
    alias: something inside it that was only looked up. holder: a new container that holds
    such things. derived: something computed from it, which shares nothing with it. fresh:
    nothing of it. figure: a go.Figure made of the value. mixed: tracked on one path, fresh on
    another. unclear: anything.
    """

    kind: str
    path: Path = ()
    origins: frozenset[int] = field(default=frozenset())
    """The statements (by id) that gave a fresh or mixed value to the name."""
    apart: Apart = "no"
    """How far the tracked value is a copy of this original: it is not, surely, in its first
    level only, or in all of it."""


TRACKED = Value("tracked")
DERIVED = Value("derived")
UNCLEAR = Value("unclear")
HOLDER = Value("holder", (ANY,))
HOLDS_ALL = Value("holder")
"""A new container in which the value stands as a whole, not only what is in it."""
WHOLE_KINDS = ("tracked", "mixed")


def original(apart: Apart, beyond: Apart = "no") -> Value:
    """The value as it came, of which the tracked one is a copy; or a copy of such a copy."""
    return Value("original", apart=max(apart, beyond, key=_APART.index))


def alias(path: Path) -> Value:
    """Something inside the value, by its place."""
    return Value("alias", path)


def joined(one: Value | None, other: Value | None) -> Value | None:
    """What a name holds behind two paths."""
    if one is None or other is None or one == other:
        return one or other
    if one.kind == other.kind == "original":
        return original(min(one.apart, other.apart, key=_APART.index))
    kinds = {one.kind, other.kind}
    if kinds <= {"fresh", "tracked", "mixed"}:
        kind = "fresh" if kinds == {"fresh"} else "mixed"
        return Value(kind, (), one.origins | other.origins)
    if kinds <= {"fresh", "derived"}:
        return Value("derived", (), one.origins | other.origins)
    everything = HOLDS_ALL in (one, other)
    if kinds <= {"fresh", "derived", "holder"}:
        return HOLDS_ALL if everything else HOLDER
    if kinds <= {"fresh", "derived", "holder", "alias"} and not everything:
        return alias(() if alias(()) in (one, other) else (ANY,))
    return UNCLEAR


_NULLNESS = ("solid", "raw", "guarded")


@dataclass(frozen=True)
class State:
    """What is known at one point of a function."""

    names: dict[str, Value]
    writes: frozenset[Write] = frozenset()
    """What may have been changed before."""
    null: str = "raw"
    """raw: None would be seen as None; guarded: as something empty; solid: it is not None."""

    def with_name(self, name: str, value: Value | None) -> State:
        """The state once a name is bound anew."""
        names = dict(self.names)
        names.pop(name, None)
        if value is not None:
            names[name] = value
        state = replace(self, names=names)
        if any(v.kind in WHOLE_KINDS or v.kind == "figure" for v in names.values()):
            return state
        # What is returned from here on is no longer the State's value.
        return replace(state, null="solid")

    def with_write(self, write: Write) -> State:
        """The state behind a change."""
        return replace(self, writes=self.writes | {write})


def merged(one: State | None, other: State | None) -> State | None:
    """What is known where two paths meet; None is a path that never gets there."""
    if one is None or other is None:
        return one or other
    names: dict[str, Value] = {}
    for name in one.names.keys() | other.names.keys():
        value = joined(one.names.get(name), other.names.get(name))
        if value is not None:
            names[name] = value
    null = max(one.null, other.null, key=_NULLNESS.index)
    return State(names, one.writes | other.writes, null)
