"""How dependencies become parameters, as Dash computes it.

Source: dash 4.4.1 `dependencies.py`, `handle_grouped_callback_args` and
`handle_callback_args`; the same in 2.9.3.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dash_codemods.model.dependencies import Dependency


class Leaf(NamedTuple):
    """One dependency."""

    dependency: Dependency


class Group(NamedTuple):
    """A list or tuple of groupings; `keys` makes it a dict."""

    members: tuple[Node, ...]
    keys: tuple[str, ...] | None = None


Node = Leaf | Group


class Slot(NamedTuple):
    """One argument of the call of the function: by position, or by name."""

    node: Node
    name: str | None = None


class Arrangement(NamedTuple):
    """What Dash makes of a registration's arguments."""

    outputs: tuple[Dependency, ...]
    slots: tuple[Slot, ...]
    single_output: bool
    """The function returns the value itself, not a list of one."""


class GroupingError(ValueError):
    """Dash would reject these arguments."""


def leaves(node: Node) -> Iterator[Dependency]:
    """The dependencies of a grouping, in order."""
    if isinstance(node, Leaf):
        yield node.dependency
    else:
        for member in node.members:
            yield from leaves(member)


def without(node: Node, dropped: Container[Dependency]) -> Node | None:
    """The grouping without some dependencies; None if that leaves nothing."""
    if isinstance(node, Leaf):
        return None if node.dependency in dropped else node
    kept = [(i, without(m, dropped)) for i, m in enumerate(node.members)]
    members = tuple(m for _, m in kept if m is not None)
    if not members and node.members:
        return None
    keys = None
    if node.keys is not None:
        keys = tuple(node.keys[i] for i, m in kept if m is not None)
    return Group(members, keys)


class Arguments(NamedTuple):
    """A registration's arguments as groupings: positional ones, and the three keywords."""

    positional: tuple[Node, ...] = ()
    output: Node | None = None
    inputs: Node | None = None
    state: Node | None = None

    def nodes(self) -> Iterator[Node]:
        """Every top-level grouping that is there."""
        yield from self.positional
        for node in (self.output, self.inputs, self.state):
            if node is not None:
                yield node

    def without(self, dropped: Container[Dependency]) -> Arguments:
        """The arguments without some dependencies, and without what that empties."""
        kept = (without(node, dropped) for node in self.positional)
        return Arguments(
            tuple(node for node in kept if node is not None),
            without(self.output, dropped) if self.output else None,
            without(self.inputs, dropped) if self.inputs else None,
            without(self.state, dropped) if self.state else None,
        )


def arrange(arguments: Arguments, *, clientside: bool = False) -> Arrangement:
    """Arrange a registration's arguments as Dash does.

    Raises GroupingError where Dash would raise.
    """
    flat: list[Node] = []
    for node in arguments.positional:
        if isinstance(node, Group) and node.keys is None:
            flat.extend(node.members)
        else:
            flat.append(node)
    outputs, rest, single = _outputs(arguments, flat)
    slots = _clientside_slots(arguments, rest) if clientside else _slots(arguments, rest)
    return Arrangement(outputs, slots, single)


def _all(node: Node, *kinds: str) -> bool:
    return all(d.kind in kinds for d in leaves(node))


def _outputs(
    arguments: Arguments, flat: Sequence[Node]
) -> tuple[tuple[Dependency, ...], list[Node], bool]:
    if arguments.output is not None:
        if not _all(arguments.output, "Output"):
            raise GroupingError("something else than an Output in output=")
        single = isinstance(arguments.output, Leaf)
        return tuple(leaves(arguments.output)), list(flat), single
    taken = 0
    while taken < len(flat) and _all(flat[taken], "Output"):
        taken += 1
    outputs = tuple(d for node in flat[:taken] for d in leaves(node))
    single = len(outputs) == 1 and isinstance(arguments.positional[0], Leaf)
    return outputs, list(flat[taken:]), single


def _slots(arguments: Arguments, rest: list[Node]) -> tuple[Slot, ...]:
    if arguments.inputs is not None:
        if rest:
            raise GroupingError("positional dependencies beside inputs=")
        return _keyword_slots(arguments.inputs, arguments.state)
    if arguments.state is not None:
        raise GroupingError("state= without inputs=")
    for node in rest:
        if not _all(node, "Input", "State"):
            raise GroupingError("an Output behind an Input or State")
    if len(rest) == 1:
        return _call_slots(rest[0])
    return tuple(Slot(node) for node in rest)


def _keyword_slots(inputs: Node, state: Node | None) -> tuple[Slot, ...]:
    inputs = _as_list(inputs)
    if state is not None:
        state = _as_list(state)
        assert isinstance(inputs, Group)
        assert isinstance(state, Group)
        if (inputs.keys is None) != (state.keys is None):
            raise GroupingError("inputs= and state= are of different kinds")
        if inputs.keys is not None and state.keys is not None:
            # Dash updates the dict of states with the inputs: states come first.
            merged = dict(zip(state.keys, state.members, strict=True))
            merged.update(zip(inputs.keys, inputs.members, strict=True))
            return _call_slots(Group(tuple(merged.values()), tuple(merged)))
        inputs = Group((*inputs.members, *state.members))
    return _call_slots(inputs)


def _as_list(node: Node) -> Node:
    return Group((node,)) if isinstance(node, Leaf) else node


def _call_slots(node: Node) -> tuple[Slot, ...]:
    if isinstance(node, Leaf):
        return (Slot(node),)
    if node.keys is not None:
        return tuple(Slot(m, key) for key, m in zip(node.keys, node.members, strict=True))
    return tuple(Slot(m) for m in node.members)


def _clientside_slots(arguments: Arguments, rest: list[Node]) -> tuple[Slot, ...]:
    nodes = list(rest)
    for keyword in (arguments.inputs, arguments.state):
        if keyword is not None:
            nodes += [Leaf(d) for d in leaves(keyword)]
    flat = [d for node in nodes for d in leaves(node)]
    # The browser calls the function with the inputs first, then the states.
    ordered = [d for d in flat if d.kind == "Input"] + [d for d in flat if d.kind == "State"]
    return tuple(Slot(Leaf(d)) for d in ordered)
