"""The values that a function returns, and the names that they go by until then."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dash_codemods.model.patching.displays import member
from dash_codemods.model.patching.outputs import Way
from dash_codemods.model.project import FunctionNode
from dash_codemods.model.traffic.trees import own_nodes
from dash_codemods.model.walking import walk


def leaves_of(value: ast.expr, way: Way = ()) -> Iterator[tuple[Way, ast.expr]]:
    """The values that a return statement gives, each with the indexes and keys that lead there.

    A value that is no display is a leaf; so is a display, to an output that takes it whole.
    """
    if isinstance(value, ast.IfExp):
        yield from leaves_of(value.body, way)
        yield from leaves_of(value.orelse, way)
        return
    yield way, value
    for key in _keys(value):
        inner, _ = member(value, key)
        if inner is not None:
            yield from leaves_of(inner, (*way, key))


def _keys(value: ast.expr) -> list[int | str]:
    if isinstance(value, ast.Tuple | ast.List):
        return list(range(len(value.elts)))
    if isinstance(value, ast.Dict):
        keys = (k.value for k in value.keys if isinstance(k, ast.Constant))
        return [key for key in keys if isinstance(key, str)]
    if isinstance(value, ast.Call):
        return [keyword.arg for keyword in value.keywords if keyword.arg is not None]
    return []


def bindings_of(function: FunctionNode, name: str) -> list[int]:
    """The lines that bind a name otherwise than by an assignment."""
    lines = []
    for node in walk(function):
        if node is function:
            continue
        given = getattr(node, "name", None)
        if isinstance(node, ast.alias):
            given = (node.asname or node.name).partition(".")[0]
        elif isinstance(node, ast.MatchMapping):
            given = node.rest
        names = node.names if isinstance(node, ast.Global | ast.Nonlocal) else [given]
        if name in names:
            lines.append(getattr(node, "lineno", function.lineno))
    return lines


def aliases_of(
    function: FunctionNode, name: str, leaves: list[tuple[Way, ast.expr]], wanted: Way
) -> dict[str, list[ast.Name]]:
    """Other names that a value goes by until it is returned, and the places that give it to them.

    Such a name is read nowhere but where an output gets its value.
    """
    returned = {id(leaf) for way, leaf in leaves if way == wanted}
    found: dict[str, list[ast.Name]] = {}
    for node in own_nodes(function):
        target = _target(node) if isinstance(node, ast.Assign) else None
        if isinstance(node, ast.Assign) and target is not None and target != name:
            given = [leaf for way, leaf in leaves_of(node.value) if way == ()]
            held = [each for each in given if isinstance(each, ast.Name) and each.id == name]
            found.setdefault(target, []).extend(held)
    return {
        alias: held
        for alias, held in found.items()
        if held and _is_only_returned(function, alias, returned)
    }


def _is_only_returned(function: FunctionNode, alias: str, returned: set[int]) -> bool:
    """Whether a local name is read only where its value is returned to one output."""
    arguments = {node.arg for node in walk(function) if isinstance(node, ast.arg)}
    if alias in arguments or bindings_of(function, alias):
        return False
    changed = [n.target for n in walk(function) if isinstance(n, ast.AugAssign | ast.AnnAssign)]
    if any(isinstance(target, ast.Name) and target.id == alias for target in changed):
        return False
    names = [n for n in walk(function) if isinstance(n, ast.Name) and n.id == alias]
    reads = [n for n in names if not isinstance(n.ctx, ast.Store)]
    # Without a read, as in `_ = value`, nothing is given back.
    return bool(reads) and all(id(n) in returned for n in reads)


def is_more(function: FunctionNode, alias: str, held: list[ast.Name]) -> bool:
    """Whether an alias is given anything else than the value as it came."""
    places = {id(leaf) for leaf in held}
    told = 0
    for node in own_nodes(function):
        if isinstance(node, ast.Assign) and _target(node) == alias:
            told += 1
            given = [leaf for way, leaf in leaves_of(node.value) if way == ()]
            if any(id(leaf) not in places for leaf in given):
                return True
    names = [n for n in walk(function) if isinstance(n, ast.Name) and n.id == alias]
    return sum(isinstance(node.ctx, ast.Store) for node in names) > told


def _target(node: ast.Assign) -> str | None:
    """The one name that an assignment gives a value."""
    target = node.targets[0]
    return target.id if len(node.targets) == 1 and isinstance(target, ast.Name) else None
