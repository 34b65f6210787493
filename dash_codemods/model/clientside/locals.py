"""The variables that a function makes, and how JavaScript declares them."""

from __future__ import annotations

import ast
from collections.abc import Collection

from dash_codemods.model.walking import walk


class Locals:
    """`const` where a variable is assigned once, `let` where the ways of the function differ."""

    def __init__(self, body: list[ast.stmt], parameters: Collection[str]) -> None:
        """Take the body, and the parameters, which are declared as such."""
        self.parameters = parameters
        self._assigned: dict[str, list[ast.stmt]] = {}
        self._before: dict[ast.stmt, list[str]] = {}
        for top in body:
            for node in walk(top):
                name = _assigned(node)
                if name is not None and name not in parameters:
                    assert isinstance(node, ast.stmt)
                    self._assigned.setdefault(name, []).append(node)
        for name, places in self._assigned.items():
            places.sort(key=lambda node: (node.lineno, node.col_offset))
            first = places[0]
            if not (first in body or self._stays_inside(name, body, places)):
                top = next(one for one in body if any(n is first for n in walk(one)))
                self._before.setdefault(top, []).append(name)

    def declared_before(self, statement: ast.stmt) -> list[str]:
        """The variables that need a declaration of their own before a statement."""
        return self._before.get(statement, [])

    def keyword(self, name: str, statement: ast.stmt) -> str:
        """What stands before the name where it is assigned."""
        places = self._assigned.get(name, [])
        if name in self.parameters or not places or places[0] is not statement:
            return ""
        if any(name in names for names in self._before.values()):
            return ""
        return "const " if len(places) == 1 else "let "

    def _stays_inside(self, name: str, body: list[ast.stmt], places: list[ast.stmt]) -> bool:
        """Whether a variable is assigned once, and only read in the same block."""
        if len(places) != 1:
            return False
        block = next(
            block
            for top in body
            for node in walk(top)
            for block in (getattr(node, "body", []), getattr(node, "orelse", []))
            if isinstance(block, list) and places[0] in block
        )
        inside = {id(node) for statement in block for node in walk(statement)}
        return all(
            id(node) in inside
            for top in body
            for node in walk(top)
            if isinstance(node, ast.Name) and node.id == name
        )


def _assigned(node: ast.AST) -> str | None:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name
    return None
