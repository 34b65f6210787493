"""Statements as far as they are left for one trigger, and what they read and bind."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from dash_codemods.model.dispatch.mentions import (
    imported_names,
    names_read,
    names_written_out,
)
from dash_codemods.model.patching.effects import has_effects
from dash_codemods.model.traffic.trees import last_name
from dash_codemods.model.walking import walk


class NotReadable(Exception):
    """A form that is not followed: why, and where."""

    def __init__(self, reason: str, message: str, line: int) -> None:
        super().__init__(message)
        self.reason, self.message, self.line = reason, message, line
        self.sure = True
        """It is known that the callback does another thing for some trigger."""


@dataclass(frozen=True)
class Whole:
    """A statement that stays as it is."""

    node: ast.stmt

    @property
    def line(self) -> int:
        """The line that it starts on."""
        return self.node.lineno

    def pieces(self) -> Iterator[ast.AST]:
        """The code that is left of it."""
        yield self.node

    def nodes(self) -> Iterator[ast.AST]:
        """All that is left of it."""
        return walk(self.node)


@dataclass(frozen=True)
class Narrow:
    """An `if` of which some is left: the operands of its test, and both arms."""

    node: ast.If
    operands: tuple[ast.expr, ...]
    operator: str
    body: tuple[Residue, ...]
    orelse: tuple[Residue, ...]

    @property
    def line(self) -> int:
        """The line that it starts on."""
        return self.node.lineno

    def pieces(self) -> Iterator[ast.AST]:
        """The code that is left of it."""
        yield from self.operands
        for inner in (*self.body, *self.orelse):
            yield from inner.pieces()

    def nodes(self) -> Iterator[ast.AST]:
        """All that is left of it."""
        for piece in self.pieces():
            yield from walk(piece)


Residue = Whole | Narrow


_READING = frozenset(
    "split rsplit get loads startswith endswith keys bool len isinstance any all str "
    "today now utcnow date datetime timedelta relativedelta".split()
)
"""Functions and methods that do nothing but look."""


def only_looks(expression: ast.expr) -> bool:
    """Whether working out an expression surely does nothing else."""
    for node in walk(expression):
        if isinstance(node, ast.Await | ast.NamedExpr | ast.Yield | ast.YieldFrom):
            return False
        if isinstance(node, ast.Call):
            name = last_name(node.func)
            if name not in _READING or (name == "get" and not _gets_by_key(node)):
                return False
    return True


def _gets_by_key(call: ast.Call) -> bool:
    """Whether it is `get` of a dict, not of a queue: `get()`, `get(False)`, `get(timeout=1)`."""
    first = call.args[0] if call.args else ast.Constant(value=True)
    waits = isinstance(first, ast.Constant) and isinstance(first.value, bool)
    return not waits and not call.keywords


_LOGGING = frozenset("print debug info warning error exception log".split())


def read_names(residues: Sequence[Residue]) -> set[str]:
    """The names that what is left reads."""
    return {name for residue in residues for node in residue.pieces() for name in names_read(node)}


def without_unused(found: Sequence[Residue], own: Set[str] = frozenset()) -> list[Residue]:
    """Take out what only prepares something that is not there.

    That are assignments, functions and imports. `own`: names that were of no use before either,
    which is the author's business.
    """
    kept = list(found)
    settled = False
    while not settled:
        left = _without(kept, read_names(kept) | own, _names(kept))
        settled = left == kept
        kept = left
    return kept


def _without(found: Sequence[Residue], used: set[str], named: Set[str]) -> list[Residue]:
    left: list[Residue] = []
    for residue in found:
        if isinstance(residue, Whole):
            if not _is_idle(residue, used) and not _declares_nothing(residue, named):
                left.append(residue)
            continue
        body = _without(residue.body, used, named) or residue.body
        orelse = _without(residue.orelse, used, named)
        left.append(replace(residue, body=tuple(body), orelse=tuple(orelse)))
    return left


def without_logs(found: Sequence[Residue]) -> list[Residue]:
    """What is left but for what tells the log, and what serves that alone."""
    quiet: list[Residue] = []
    for residue in found:
        if isinstance(residue, Narrow):
            body, orelse = without_logs(residue.body), without_logs(residue.orelse)
            quiet.append(replace(residue, body=tuple(body), orelse=tuple(orelse)))
        elif not _logs(residue.node):
            quiet.append(residue)
    return without_unused(quiet)


def _logs(node: ast.stmt) -> bool:
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return False
    return last_name(node.value.func) in _LOGGING


def _names(found: Sequence[Residue]) -> set[str]:
    """The names that are written in what is left."""
    return {n for residue in found for node in residue.pieces() for n in names_written_out(node)}


def _declares_nothing(residue: Whole, named: Set[str]) -> bool:
    """Whether it is a `global` of names that are not there."""
    node = residue.node
    return isinstance(node, ast.Global | ast.Nonlocal) and named.isdisjoint(node.names)


def _is_idle(residue: Whole, used: set[str]) -> bool:
    node = residue.node
    if isinstance(node, ast.Import | ast.ImportFrom):
        return used.isdisjoint(imported_names(node))
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        if node.decorator_list or node.name in used:
            return False
        given = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
        return not any(map(has_effects, given))
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign):
        targets = [node.target]
    else:
        return False
    if not all(isinstance(t, ast.Name) and t.id not in used for t in targets):
        return False
    return is_quiet(node)


def is_quiet(node: ast.Assign | ast.AnnAssign) -> bool:
    """Whether an assignment surely does nothing else."""
    return node.value is None or not has_effects(node.value) or only_looks(node.value)
