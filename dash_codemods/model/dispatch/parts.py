"""Which triggers have the same remains: the parts that a callback falls into."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.dispatch.context import Trigger
from dash_codemods.model.dispatch.remains import Remains, remains
from dash_codemods.model.dispatch.residues import (
    NotReadable,
    Residue,
    Whole,
    bound_names,
    read_names,
)
from dash_codemods.model.dispatch.returns import Returns, Written
from dash_codemods.model.dispatch.text import SourceText
from dash_codemods.model.dispatch.triggers import Evaluator
from dash_codemods.model.project import Project

_MOST_SHARED = 4
"""So many lines before the branches are copied to the parts that use them."""


@dataclass(frozen=True)
class PartOf:
    """Some Inputs of a callback, and what it does when one of them triggers it."""

    inputs: tuple[Dependency, ...]
    residues: tuple[Residue, ...]
    written: Written
    reads: frozenset[str]
    """The names that it reads, parameters among them."""
    leaves: bool


@dataclass(frozen=True)
class Dispatch:
    """A callback as its parts."""

    callback: Callback
    parts: tuple[PartOf, ...]
    idle: tuple[Dependency, ...]
    """Inputs that change nothing when they trigger it."""
    untriggered: int | None
    """The part that does what a call does that nothing triggered; None: none does."""
    unfollowed: Residue | None
    """What still looks at the trigger."""


def dispatch(project: Project, callback: Callback, text: SourceText) -> Dispatch | None:
    """The parts of a callback; None if it does the same whatever triggers it.

    Raises NotReadable where that cannot be told.
    """
    function = project.function_tree(callback)
    returns = Returns(project, callback, text)
    groups: dict[tuple[Residue, ...], list[Dependency]] = {}
    left: dict[tuple[Residue, ...], Remains] = {}
    unfollowed: Residue | None = None
    decided: dict[ast.If | ast.Match, None] = {}
    for dependency in callback.inputs:
        evaluator = Evaluator(project, callback, Trigger(dependency))
        found = remains(function, evaluator)
        decided.update(dict.fromkeys(found.decided))
        groups.setdefault(found.residues, []).append(dependency)
        left[found.residues] = found
        looks = (r for r in reversed(found.residues) if _tells(r, evaluator))
        unfollowed = unfollowed or next(looks, None)
    if len(groups) < 2:
        return None
    if () in groups:
        message = f"nothing is left for {groups[()][0]}: the function returns None"
        raise NotReadable("no-branch", message, function.body[-1].lineno)
    try:
        untriggered = remains(function, Evaluator(project, callback, Trigger(None))).residues
    except NotReadable:
        untriggered = None  # it fails where nothing triggers it
    idle = [key for key in groups if returns.does_nothing(key)]
    begins = min((node.lineno for node in decided), default=0)
    order = sorted(
        (key for key in groups if key not in idle), key=lambda key: _first(key, groups, begins)
    )
    parts = tuple(
        PartOf(
            tuple(groups[key]),
            key,
            returns.written(key, leaves=left[key].leaves),
            frozenset(read_names(key)),
            left[key].leaves,
        )
        for key in order
    )
    return Dispatch(
        callback,
        parts,
        tuple(d for key in idle for d in groups[key]),
        order.index(untriggered) if untriggered in order else None,
        unfollowed,
    )


def _tells(residue: Residue, evaluator: Evaluator) -> bool:
    """Whether what is left still looks at the trigger."""
    if isinstance(residue, Whole):
        return evaluator.tells(residue.node)
    if any(map(evaluator.tells, residue.operands)):
        return True
    return any(_tells(inner, evaluator) for inner in (*residue.body, *residue.orelse))


def _first(
    key: tuple[Residue, ...], groups: dict[tuple[Residue, ...], list[Dependency]], begins: int
) -> int:
    """The line on which a part's own branch starts; `begins`: where the branches do."""
    own = [r.line for r in key if not all(r in other for other in groups)]
    return min((line for line in own if line >= begins), default=0)


def shared(parts: Sequence[PartOf]) -> dict[Residue, int]:
    """What stands in several parts, with the number of its lines."""
    found: dict[Residue, int] = {}
    for part in parts:
        for residue in part.residues:
            if sum(residue in other.residues for other in parts) > 1:
                end = residue.node.end_lineno or residue.line
                found[residue] = end - residue.line + 1
    return found


def check_separate(parts: Sequence[PartOf]) -> None:
    """Raise unless the parts share little, and that before their own code."""
    common = shared(parts)
    for part in parts:
        own = False
        for residue in part.residues:
            if residue not in common:
                own = True
            elif own and not _is_plain_end(residue, part):
                message = "the branches run on into code that they share"
                raise NotReadable("falls-through", message, residue.line)
        lines = sum(common.get(residue, 0) for residue in part.residues)
        if lines > _MOST_SHARED:
            first = next(r for r in part.residues if r in common)
            message = f"{lines} lines before the branches would be copied to each part"
            raise NotReadable("shared-code", message, first.line)


def _is_plain_end(residue: Residue, part: PartOf) -> bool:
    """Whether it ends a part with what the branches have no part in."""
    node = residue.node
    if not isinstance(node, ast.Return | ast.Raise) or residue is not part.residues[-1]:
        return False
    bound = {name for inner in part.residues for name in bound_names(inner.node)}
    return node.lineno == node.end_lineno and not read_names([residue]) & bound


def check_used(parts: Sequence[PartOf]) -> None:
    """Raise where a part would prepare what only another one uses."""
    common = shared(parts)
    for part in parts:
        for residue in part.residues:
            bound = bound_names(residue.node)
            if residue not in common or not isinstance(residue.node, ast.Assign | ast.AnnAssign):
                continue
            rest = [other for other in part.residues if other is not residue]
            if not bound & read_names(rest) and any(bound & p.reads for p in parts):
                message = "this serves one branch alone, but may do something for the others too"
                raise NotReadable("shared-code", message, residue.line)
