"""Comparing statements: where are two runs of them different programs?

Places, type comments and the way a literal is written play no part; nor do the few things
that Black changes in a tree: a docstring's margin, and brackets around what `del` deletes.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from dash_codemods.proving.docstrings import lost_only, same_docstring
from dash_codemods.proving.tree import Leeway, text_of

_IGNORED = {"ctx", "kind", "type_comment", "type_ignores"}
"""`ctx` follows from where an expression stands; the others do nothing."""


@dataclass(frozen=True)
class Pair:
    """The smallest statements that differ; None where one side has no such statement."""

    promised: ast.stmt | None
    actual: ast.stmt | None
    previous: ast.stmt | None = None
    """The promised statement before one that is not promised."""


Task = tuple[object, object, Pair]
"""Two things to compare, and the statements that they belong to."""
Pairs = Sequence[tuple[object, object]]


def first_difference(
    promised: Sequence[ast.stmt], actual: Sequence[ast.stmt], leeway: Leeway
) -> Pair | None:
    """Return the first statements that differ, or None; the depth of the trees is no matter."""
    tasks: list[Task] = [(list(promised), list(actual), Pair(None, None))]
    while tasks:
        one, other, within = tasks.pop()
        if isinstance(one, ast.stmt) and isinstance(other, ast.stmt):
            within = Pair(one, other)
        if one.__class__ is not other.__class__:
            return within
        parts: Sequence[Task] | None
        if isinstance(one, list) and isinstance(other, list):
            parts = _of_lists(_less_emptied(one, other, leeway), other, within)
        else:
            parts = _of_nodes(one, other, within, leeway)
        if parts is None:
            return within
        tasks.extend(reversed(parts))
    return None


def _of_nodes(one: object, other: object, within: Pair, leeway: Leeway) -> list[Task] | None:
    """Return what must be equal for two things of one class to be; None if they are not."""
    kind: type = one.__class__
    names = _fields(kind)
    if names is None:
        return [] if one == other else None
    special = _SPECIAL.get(kind)
    pairs = special(one, other, leeway) if special else None  # type: ignore[arg-type]
    if pairs is not None:
        return [(a, b, within) for a, b in pairs]
    tasks: list[Task] = []
    for name in names:
        a, b = getattr(one, name, None), getattr(other, name, None)
        if a is not b and (a or b or a.__class__ is not b.__class__):
            tasks.append((a, b, within))
    return tasks


def _of_lists(one: list[object], other: list[object], within: Pair) -> list[Task] | None:
    """Pair the items; statements one by one, so that the first that differs is found."""
    tasks: list[Task] = [(a, b, within) for a, b in zip(one, other, strict=False)]
    if len(one) == len(other):
        return tasks
    at = len(tasks)
    lost = one[at] if at < len(one) else None
    new = other[at] if at < len(other) else None
    if isinstance(lost, ast.stmt):
        return [*tasks, (lost, None, Pair(lost, None))]
    if isinstance(new, ast.stmt):
        previous = one[at - 1] if at else within.promised
        return [*tasks, (None, new, Pair(None, new, cast("ast.stmt | None", previous)))]
    return None


def _less_emptied(one: list[object], other: list[object], leeway: Leeway) -> list[object]:
    """Leave out a docstring that loses all it says, where the new text has none."""
    names = lost_names(one[0], leeway) if one and leeway.docstrings else None
    if not names or (other and text_of(other[0]) is not None):
        return one
    return one[1:] if lost_only(text_of(one[0]) or "", "", names) else one


def lost_names(node: object, leeway: Leeway) -> set[str] | None:
    """Return the parameters whose entries a docstring loses; None for all other nodes."""
    value = node.value if isinstance(node, ast.Expr) else None
    return leeway.docstrings.get(value) if isinstance(value, ast.Constant) else None


def _of_expressions(one: ast.AST, other: ast.AST, leeway: Leeway) -> Pairs | None:
    """Compare strings that stand alone as docstrings; to a program others are nothing."""
    old, new = text_of(one), text_of(other)
    if old is None or new is None:
        return None
    names = lost_names(one, leeway)
    same = lost_only(old, new, names) if names else same_docstring(old, new)
    return [] if same else [(True, False)]


def _of_deletions(one: ast.AST, other: ast.AST, _: Leeway) -> Pairs:
    return [(_flat(one), _flat(other))]


def _flat(node: ast.AST) -> list[ast.AST]:
    """Return what a `del` deletes; `del (a, b)` is `del a, b`."""
    if isinstance(node, ast.Delete):
        return [inner for target in node.targets for inner in _flat(target)]
    return [i for e in node.elts for i in _flat(e)] if isinstance(node, ast.Tuple) else [node]


def _of_joined_strings(one: ast.AST, other: ast.AST, _: Leeway) -> Pairs:
    return [(_merged(one), _merged(other))]


def _merged(node: ast.AST) -> list[object]:
    """Return the parts of an f-string, text that lies side by side as one text."""
    parts: list[object] = []
    for part in cast("ast.JoinedStr", node).values:
        text = part.value if isinstance(part, ast.Constant) else None
        if not isinstance(text, str):
            parts.append(part)
        elif parts and isinstance(parts[-1], str):
            parts[-1] += text
        elif text:
            parts.append(text)
    return parts


def _of_calls(one: ast.AST, other: ast.AST, leeway: Leeway) -> Pairs | None:
    """Compare calls; a keyword that was added may stand at any place among the keywords."""
    one, other = cast("ast.Call", one), cast("ast.Call", other)
    added = {keyword.arg for keyword in one.keywords if keyword in leeway.keywords}
    if not added:
        return None
    keywords = [
        sorted(call.keywords, key=lambda k: (k.arg in added, k.arg in added and k.arg))
        for call in (one, other)
    ]
    return [(one.func, other.func), (one.args, other.args), (keywords[0], keywords[1])]


_SPECIAL: dict[type, Callable[[ast.AST, ast.AST, Leeway], Pairs | None]] = {
    ast.Call: _of_calls,
    ast.Delete: _of_deletions,
    ast.Expr: _of_expressions,
    ast.JoinedStr: _of_joined_strings,
}


@cache
def _fields(kind: type) -> tuple[str, ...] | None:
    """Return the fields of a node's class that count; None for what is no node."""
    if not issubclass(kind, ast.AST):
        return None
    return tuple(name for name in kind._fields if name not in _IGNORED)
