"""Where an Output's value stands in what a callback's function returns."""

from __future__ import annotations

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.grouping import Group, Leaf, Node, leaves

Way = tuple[int | str, ...]


def way_to(callback: Callback, output: Dependency) -> Way | None:
    """The indexes and keys that lead to an Output's value; () where it is returned itself."""
    if callback.single_output:
        return ()
    node = callback.arguments.output
    return _inside(node if node is not None else _positional(callback), output)


def _positional(callback: Callback) -> Node:
    flat: list[Node] = []
    for node in callback.arguments.positional:
        if isinstance(node, Group) and node.keys is None:
            flat += node.members
        else:
            flat.append(node)
    taken = [n for n in flat if all(d.kind == "Output" for d in leaves(n))]
    if len(taken) == 1 and isinstance(taken[0], Group):
        return taken[0]
    return Group(tuple(taken))


def _inside(node: Node, output: Dependency) -> Way | None:
    if isinstance(node, Leaf):
        return () if node.dependency is output else None
    for index, member in enumerate(node.members):
        way = _inside(member, output)
        if way is not None:
            return (index if node.keys is None else node.keys[index], *way)
    return None
