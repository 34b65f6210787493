"""Which triggers have the same remains: the parts that a callback falls into."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.dispatch.flow import bound_here, reads
from dash_codemods.model.dispatch.mentions import bound_names
from dash_codemods.model.dispatch.residues import (
    NotReadable,
    Residue,
    Whole,
    is_quiet,
    read_names,
)
from dash_codemods.model.dispatch.returns import Written
from dash_codemods.model.project import FunctionNode
from dash_codemods.model.walking import walk

_MOST_SHARED = 4
"""So many lines are copied to the parts that use them."""
_MOST_SHARED_OF_LONG = 8
"""So many of parts that have as many of their own."""
_MANY = 4
"""So many parts are only worth it where they do more than what they share."""


@dataclass(frozen=True)
class PartOf:
    """Some Inputs of a callback, and what it does when one of them triggers it."""

    inputs: tuple[Dependency, ...]
    residues: tuple[Residue, ...]
    written: Written
    reads: frozenset[str]
    """The names that it reads, parameters among them."""
    leaves: bool
    at_load: bool = False
    """It does what the callback does where nothing triggers it, too."""
    every: tuple[Residue, ...] = ()
    """The residues, and those that only prepare what other parts use."""


class Clash(NotReadable):
    """What several parts share, of which they cannot be made."""

    def __init__(self, reason: str, message: str, residue: Residue, parts: list[PartOf]) -> None:
        super().__init__(reason, message, residue.line)
        self.parts = parts


def shared(parts: Sequence[PartOf]) -> dict[Residue, int]:
    """What stands in several parts, with the number of its lines."""
    found: dict[Residue, int] = {}
    for part in parts:
        for residue in part.residues:
            if sum(residue in other.residues for other in parts) > 1:
                end = residue.node.end_lineno or residue.line
                found[residue] = end - residue.line + 1
    return found


def check_separate(parts: Sequence[PartOf], helper: Sequence[Residue] = ()) -> None:
    """Raise unless the parts share little, and that before their own code.

    `helper`: what becomes a function of its own, and is not copied.
    """
    common = shared(parts)
    for part in parts:
        own = False
        for residue in part.residues:
            if residue not in common:
                own = True
            elif own and not _is_plain_end(residue, part):
                message = "the branches run on into code that they share"
                raise Clash("falls-through", message, residue, _with(residue, parts))
    lines = {part: _lines(part, helper) for part in parts}
    pairs = sorted(combinations(parts, 2), key=lambda pair: -_both(pair, lines))
    for pair in pairs:
        copied = _both(pair, lines)
        own_lines = min(len(lines[part]) - copied for part in pair)
        if copied > max(_MOST_SHARED, min(own_lines, _MOST_SHARED_OF_LONG)):
            first = next((r for r in pair[0].residues if r in common), pair[0].residues[0])
            message = f"{copied} lines of the branches would be copied to each part"
            raise Clash("shared-code", message, first, list(pair))


def check_worth(parts: Sequence[PartOf], helper: Sequence[Residue]) -> None:
    """Raise where many parts would each copy as much as they have of their own, or more."""
    own = [own_lines(part, parts) for part in parts]
    copied = [len(_lines(part, helper)) - n for part, n in zip(parts, own, strict=True)]
    most = all(0 < many >= few for few, many in zip(own, copied, strict=True))
    if len(parts) >= _MANY and most:
        message = f"each of {len(parts)} parts would be made of what they share, for the most part"
        raise NotReadable("shared-code", message, parts[0].residues[0].line)


def _both(pair: tuple[PartOf, ...], lines: dict[PartOf, frozenset[int]]) -> int:
    """How many lines two parts share, but for what plainly ends them."""
    return len(lines[pair[0]] & lines[pair[1]])


def own_lines(part: PartOf, parts: Sequence[PartOf]) -> int:
    """How many lines a part shares with no other one."""
    others = [_lines(other) for other in parts if other is not part]
    return len(_lines(part).difference(*others))


def _lines(part: PartOf, helper: Sequence[Residue] = ()) -> frozenset[int]:
    """The lines of a part's statements, however deep they stand."""
    found: set[int] = set()
    for residue in part.residues:
        if residue in helper or _is_plain_end(residue, part):
            continue
        for node in residue.nodes():
            if isinstance(node, ast.stmt):
                inner = getattr(node, "body", None)
                end = inner[0].lineno - 1 if inner else node.end_lineno
                found.update(range(node.lineno, max(end or 0, node.lineno) + 1))
    return frozenset(found)


def _with(residue: Residue, parts: Sequence[PartOf]) -> list[PartOf]:
    """The parts that have a residue."""
    return [part for part in parts if residue in part.residues]


def _is_plain_end(residue: Residue, part: PartOf) -> bool:
    """Whether it ends a part with what the branches have no part in."""
    node = residue.node
    if not isinstance(node, ast.Return | ast.Raise) or residue is not part.residues[-1]:
        return False
    bound = {name for inner in part.residues for name in bound_names(inner.node)}
    return node.lineno == node.end_lineno and not read_names([residue]) & bound


def check_used(parts: Sequence[PartOf], helper: Sequence[Residue] = ()) -> None:
    """Raise where a part would prepare what only another one uses.

    Not of the `helper`, which prepares all at once, where that has no effect.
    """
    common = shared(parts)
    for part in parts:
        for residue in part.residues:
            bound = bound_names(residue.node)
            if residue not in common or not isinstance(residue.node, ast.Assign | ast.AnnAssign):
                continue
            if residue in helper and is_quiet(residue.node):
                continue
            rest = [other for other in part.residues if other is not residue]
            if not bound & read_names(rest) and any(bound & p.reads for p in parts):
                message = "this serves one branch alone, but may do something for the others too"
                raise NotReadable("shared-code", message, residue.line)


def check_bound(
    function: FunctionNode, parameters: Collection[str], parts: Sequence[PartOf]
) -> None:
    """Raise where a part reads what another one binds: it failed, and would fail otherwise."""
    own = {name for statement in function.body for name in bound_here(statement)} - {*parameters}
    for part in parts:
        nodes = [node for residue in part.residues for node in residue.nodes()]
        bound = {name for node in nodes for name in bound_here(node)}
        unbound = {name for node in nodes for name in reads(node)} & own - bound
        for name in sorted(unbound & part.reads):
            message = f"`{name}` is bound in another branch than this, which reads it"
            raise NotReadable("reads-another-branch", message, part.residues[0].line)


def check_guards(parts: Sequence[PartOf], parameters: dict[Dependency, str]) -> None:
    """Raise where one test before the branches asks for the Inputs of several parts."""
    tests = [dict(_tests(part.residues)) for part in parts]
    names = [{parameters[d] for d in part.inputs if d in parameters} for part in parts]
    for mine in tests:
        for node, asked in mine.items():
            read = {n.id for each in asked for n in walk(each) if isinstance(n, ast.Name)}
            several = sum(bool(read & each) for each in names) > 1
            if several and sum(node in each for each in tests) > 1:
                message = "this asks for the Inputs of several branches"
                raise NotReadable("asks-for-all", message, node.lineno)


def _tests(residues: Sequence[Residue]) -> Iterator[tuple[ast.If, tuple[ast.expr, ...]]]:
    """The tests of what is left, by their statements."""
    for residue in residues:
        if not isinstance(residue, Whole):
            yield residue.node, residue.operands
            yield from _tests((*residue.body, *residue.orelse))
        elif isinstance(residue.node, ast.If):
            yield residue.node, (residue.node.test,)
