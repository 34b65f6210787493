"""What parts of a callback come to: their lines, their statements, what they ask."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.dispatch.parts import PartOf, shared
from dash_codemods.model.dispatch.residues import Residue, Whole
from dash_codemods.model.dispatch.triggers import Evaluator
from dash_codemods.model.ids import DictId, TextId

_WORTH = 3
"""So many statements of its own has each part of a callback that does not wholly fall apart."""


def texts(dependencies: Sequence[Dependency]) -> set[str]:
    """The texts in the ids of some components."""
    found: set[str] = set()
    for identifier in (d.component_id for d in dependencies):
        if isinstance(identifier, TextId):
            found.add(identifier.text)
        elif isinstance(identifier, DictId):
            found.update(value for _, value in identifier.items if isinstance(value, str))
    return found


def are_long(parts: Sequence[PartOf]) -> bool:
    """Whether each part does enough to be worth its own callback."""
    common = shared(parts)
    own = [[residue for residue in part.residues if residue not in common] for part in parts]
    return all(_statements(each) >= _WORTH for each in own)


def _statements(residues: Sequence[Residue]) -> int:
    return sum(isinstance(node, ast.stmt) for residue in residues for node in residue.nodes())


def first_of(parts: Sequence[PartOf], left: tuple[Residue, ...]) -> int | None:
    """The part that does what the callback does where nothing triggers it."""
    for index, part in enumerate(parts):
        if part.at_load or part.residues == left:
            return index
    return None


def lines_of(key: Sequence[Residue]) -> set[int]:
    """The lines of the statements of what is left."""
    return {
        node.lineno for residue in key for node in residue.nodes() if isinstance(node, ast.stmt)
    }


def tells(residue: Residue, evaluator: Evaluator) -> bool:
    """Whether what is left still looks at the trigger."""
    if isinstance(residue, Whole):
        return evaluator.tells(residue.node)
    if any(map(evaluator.tells, residue.operands)):
        return True
    return any(tells(inner, evaluator) for inner in (*residue.body, *residue.orelse))
