"""What is left of a callback's body for one trigger, once the tests of the trigger are decided."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from dash_codemods.model.dispatch.triggers import UNKNOWN, Evaluator
from dash_codemods.model.patching.effects import has_effects
from dash_codemods.model.project import FunctionNode
from dash_codemods.model.traffic.trees import last_name


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

    def nodes(self) -> Iterator[ast.AST]:
        """All that is left of it."""
        return ast.walk(self.node)


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

    def nodes(self) -> Iterator[ast.AST]:
        """All that is left of it."""
        for operand in self.operands:
            yield from ast.walk(operand)
        for inner in (*self.body, *self.orelse):
            yield from inner.nodes()


Residue = Whole | Narrow


@dataclass
class Remains:
    """What is left of a body."""

    residues: tuple[Residue, ...] = ()
    leaves: bool = False
    """It surely ends in a `return` or `raise`."""
    decided: list[ast.If | ast.Match] = field(default_factory=list)
    """The statements whose tests the trigger decided, wholly or in part."""


def remains(function: FunctionNode, evaluator: Evaluator) -> Remains:
    """What is left of a function's body for the evaluator's trigger; its docstring is left out."""
    walk = _Walk(evaluator)
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    try:
        found, leaves = walk.block(body)
    except NotReadable as error:
        error.sure = bool(walk.decided)
        raise
    return Remains(tuple(without_unused(found)), leaves, walk.decided)


class _Walk:
    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.decided: list[ast.If | ast.Match] = []

    def block(self, body: Iterable[ast.stmt]) -> tuple[list[Residue], bool]:
        """What is left of some statements, and whether they surely leave the function."""
        found: list[Residue] = []
        for statement in body:
            left, leaves = self._statement(statement)
            found += left
            if leaves:
                return found, True
        return found, False

    def _statement(self, statement: ast.stmt) -> tuple[list[Residue], bool]:
        if isinstance(statement, ast.If):
            return self._if(statement)
        if isinstance(statement, ast.Match) and self.evaluator.tells(statement.subject):
            return self._match(statement)
        if isinstance(statement, ast.Pass):
            return [], False
        self._follow(statement)
        return [Whole(statement)], isinstance(statement, ast.Return | ast.Raise)

    def _follow(self, statement: ast.stmt) -> None:
        """What a statement does to the names."""
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
            if isinstance(target, ast.Name):
                self.evaluator.assign(target.id, statement.value)
                return
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            if statement.value is not None:
                self.evaluator.assign(statement.target.id, statement.value)
            return
        if isinstance(statement, ast.Import | ast.ImportFrom):
            return  # resolved by its scope
        for name in bound_names(statement):
            self.evaluator.assign(name, None)

    def _if(self, statement: ast.If) -> tuple[list[Residue], bool]:
        truth = self.evaluator.truth(statement.test)
        if truth is not None and self.evaluator.tells(statement.test):
            self.decided.append(statement)
            _check_droppable(statement.test)
            return self.block(statement.body if truth else statement.orelse)
        operands, operator = self._operands(statement.test)
        narrowed = operands != (statement.test,)
        before = dict(self.evaluator.names), set(self.evaluator.about)
        count = len(self.decided)
        body, body_leaves = self.block(statement.body)
        self.evaluator.names, self.evaluator.about = dict(before[0]), set(before[1])
        orelse, orelse_leaves = self.block(statement.orelse)
        self.evaluator.names, self.evaluator.about = before
        for name in bound_names(statement):
            self.evaluator.assign(name, None)
        leaves = body_leaves and orelse_leaves
        if not narrowed and len(self.decided) == count:
            return [Whole(statement)], leaves
        if narrowed:
            self.decided.append(statement)
        if not body:
            line = statement.lineno
            raise NotReadable("empty-arm", "nothing would be left of this arm", line)
        return [Narrow(statement, operands, operator, tuple(body), tuple(orelse))], leaves

    def _operands(self, test: ast.expr) -> tuple[tuple[ast.expr, ...], str]:
        """The operands of a test that the trigger does not decide."""
        if not isinstance(test, ast.BoolOp) or not self.evaluator.tells(test):
            return (test,), ""
        open_ones = []
        for value in test.values:
            truth = self.evaluator.truth(value)
            if truth is None or not self.evaluator.tells(value):
                open_ones.append(value)
            else:
                _check_droppable(value)
        operator = "and" if isinstance(test.op, ast.And) else "or"
        return (tuple(open_ones), operator) if len(open_ones) < len(test.values) else ((test,), "")

    def _match(self, statement: ast.Match) -> tuple[list[Residue], bool]:
        subject = self.evaluator.value(statement.subject)
        if subject is UNKNOWN:
            raise NotReadable(
                "trigger-not-followed", "what this matches is not known", statement.lineno
            )
        self.decided.append(statement)
        for case in statement.cases:
            if case.guard is not None:
                raise NotReadable("guarded-case", "this case has a guard", case.pattern.lineno)
            if self._matches(case.pattern, subject):
                return self.block(case.body)
        return [], False

    def _matches(self, pattern: ast.pattern, subject: object) -> bool:
        match pattern:
            case ast.MatchValue(value=value):
                known = self.evaluator.value(value)
                if known is not UNKNOWN:
                    return known == subject
            case ast.MatchSingleton(value=value):
                return subject is value
            case ast.MatchOr(patterns=patterns):
                return any(self._matches(each, subject) for each in patterns)
            case ast.MatchAs(pattern=None, name=None):
                return True
        raise NotReadable("trigger-not-followed", "this case is not a literal", pattern.lineno)


_READING = frozenset(
    "split rsplit get loads startswith endswith keys bool len isinstance any all str "
    "today now utcnow date datetime timedelta relativedelta".split()
)
"""Functions and methods that do nothing but look."""


def only_looks(expression: ast.expr) -> bool:
    """Whether working out an expression surely does nothing else."""
    for node in ast.walk(expression):
        if isinstance(node, ast.Await | ast.NamedExpr | ast.Yield | ast.YieldFrom):
            return False
        if isinstance(node, ast.Call) and last_name(node.func) not in _READING:
            return False
    return True


def _check_droppable(test: ast.expr) -> None:
    """A test goes only if working it out does nothing else."""
    if not only_looks(test):
        raise NotReadable("test-has-effects", "this test may do something else too", test.lineno)


_NAMING = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.ExceptHandler,
    ast.MatchAs,
    ast.MatchStar,
)


def bound_names(node: ast.AST) -> set[str]:
    """The names that a statement may bind."""
    bound: set[str] = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and not isinstance(inner.ctx, ast.Load):
            bound.add(inner.id)
        elif isinstance(inner, _NAMING) and inner.name:
            bound.add(inner.name)
    return bound


def read_names(residues: Sequence[Residue]) -> set[str]:
    """The names that what is left reads."""
    found: set[str] = set()
    for node in (node for residue in residues for node in residue.nodes()):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            found.update(node.names)  # others read them
    return found


def without_unused(found: Sequence[Residue]) -> list[Residue]:
    """Take out what only prepares something that is not there: assignments, imports of ctx."""
    kept = list(found)
    settled = False
    while not settled:
        used = read_names(kept)
        left = [r for r in kept if not _is_idle(r, used)]
        settled = len(left) == len(kept)
        kept = left
    return kept


def _is_idle(residue: Residue, used: set[str]) -> bool:
    if isinstance(residue, Narrow):
        return False
    node = residue.node
    if isinstance(node, ast.ImportFrom):
        from_dash = node.module == "dash" and not node.level
        return from_dash and not any((a.asname or a.name) in used for a in node.names)
    value: ast.expr | None
    if isinstance(node, ast.Assign):
        targets, value = node.targets, node.value
    elif isinstance(node, ast.AnnAssign):
        targets, value = [node.target], node.value
    else:
        return False
    if not all(isinstance(t, ast.Name) and t.id not in used for t in targets):
        return False
    return value is None or not has_effects(value) or only_looks(value)
