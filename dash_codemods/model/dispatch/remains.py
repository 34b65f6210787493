"""What is left of a callback's body for one trigger, once the tests of the trigger are decided."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from dash_codemods.model.dispatch.context import UNKNOWN
from dash_codemods.model.dispatch.residues import (
    Narrow,
    NotReadable,
    Residue,
    Whole,
    bound_names,
    only_looks,
    without_unused,
)
from dash_codemods.model.dispatch.triggers import Evaluator
from dash_codemods.model.project import FunctionNode


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
        if not body and not orelse and only_looks(statement.test):
            return [], False
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


def _check_droppable(test: ast.expr) -> None:
    """A test goes only if working it out does nothing else."""
    if not only_looks(test):
        raise NotReadable("test-has-effects", "this test may do something else too", test.lineno)
