"""What is left of a callback's body for one trigger, once the tests of the trigger are decided."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dash_codemods.model.dispatch.context import UNKNOWN, equal
from dash_codemods.model.dispatch.mentions import (
    bound_names,
    declares_outer_names,
    names_handed_on,
    names_of_no_use,
)
from dash_codemods.model.dispatch.residues import (
    Narrow,
    NotReadable,
    Residue,
    Whole,
    only_looks,
    without_unused,
)
from dash_codemods.model.dispatch.triggers import Evaluator
from dash_codemods.model.project import FunctionNode


@dataclass
class Remains:
    """What is left of a body."""

    residues: tuple[Residue, ...] = ()
    every: tuple[Residue, ...] = ()
    """The same with what only prepares something that is not there."""
    leaves: bool = False
    """It surely ends in a `return` or `raise`."""
    decided: list[ast.If | ast.Match] = field(default_factory=list)
    """The statements whose tests the trigger decided, wholly or in part."""
    unfollowed: ast.If | None = None
    """A test of the trigger whose outcome is not known."""


def remains(function: FunctionNode, evaluators: Sequence[Evaluator]) -> Remains:
    """What is left of a function's body for the evaluators' triggers; not its docstring.

    Several evaluators: what any of their triggers needs.
    """
    following = _Walk(evaluators)
    following.learns = not declares_outer_names(function)
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    try:
        found = following.block(body)
    except NotReadable as error:
        error.sure = bool(following.decided)
        raise
    leaves = not following.live
    kept = tuple(without_unused(found, names_of_no_use(function)))
    return Remains(kept, tuple(found), leaves, following.decided, following.unfollowed)


class _Walk:
    def __init__(self, evaluators: Sequence[Evaluator]) -> None:
        self.live = list(evaluators)
        """Those whose triggers get to the statement that is looked at."""
        self.decided: list[ast.If | ast.Match] = []
        self.unfollowed: ast.If | None = None
        self.learns = True
        """No other function changes the names of this one."""

    def block(self, body: Iterable[ast.stmt]) -> list[Residue]:
        """What is left of some statements."""
        found: list[Residue] = []
        for statement in body:
            if not self.live:
                break
            found += self._statement(statement)
        return found

    def _tells(self, node: ast.AST) -> bool:
        return any(each.tells(node) for each in self.live)

    def _truth(self, test: ast.expr) -> bool | None:
        """Whether a test is true for all triggers."""
        truths = {each.truth(test) for each in self.live}
        return truths.pop() if len(truths) == 1 else None

    def _statement(self, statement: ast.stmt) -> list[Residue]:
        if isinstance(statement, ast.If):
            return self._if(statement)
        if isinstance(statement, ast.Match) and self._tells(statement.subject):
            return self._match(statement)
        if isinstance(statement, ast.Pass):
            return []
        for evaluator in self.live:
            _follow(evaluator, statement)
        if _ends([statement]):
            self.live = []
        return [Whole(statement)]

    def _if(self, statement: ast.If) -> list[Residue]:
        for evaluator in self.live:
            for name in bound_names(statement.test):
                evaluator.assign(name, None)
        tells = self._tells(statement.test)
        tells = tells or any(each.learnt(statement.test) for each in self.live)
        truth = self._truth(statement.test)
        if truth is not None and tells:
            self.decided.append(statement)
            _check_droppable(statement.test)
            return self.block(statement.body if truth else statement.orelse)
        operands, operator = self._operands(statement.test)
        narrowed = operands != (statement.test,)
        if any(_is_opaque(each, operand) for each in self.live for operand in operands):
            self.unfollowed = self.unfollowed or statement
        count = len(self.decided)
        body, orelse = self._arms(statement, operands)
        if not narrowed and len(self.decided) == count:
            return [Whole(statement)]
        if narrowed:
            self.decided.append(statement)
        if not body and not orelse and only_looks(statement.test):
            return []
        if not body:
            line = statement.lineno
            raise NotReadable("empty-arm", "nothing would be left of this arm", line)
        return [Narrow(statement, operands, operator, tuple(body), tuple(orelse))]

    def _arms(
        self, statement: ast.If, operands: Sequence[ast.expr]
    ) -> tuple[list[Residue], list[Residue]]:
        """What is left of both arms; and go on with those that leave the function in neither."""
        live = self.live
        test = statement.test
        truths = [each.truth(test) if each.tells(test) else None for each in live]
        before = [each.copied() for each in live]
        after: list[Evaluator] = []
        found: list[list[Residue]] = []
        for arm, wrong in ((statement.body, False), (statement.orelse, True)):
            for each, known, truth in zip(live, before, truths, strict=True):
                if truth is None:
                    each.back_to(known)
                    if self.learns and len(operands) == 1 and operands[0] is not test:
                        each.learn(operands[0], not wrong)
            self.live = [e for e, truth in zip(live, truths, strict=True) if truth is not wrong]
            found.append(self.block(arm))
            after += self.live
        for each, known, truth in zip(live, before, truths, strict=True):
            if truth is None:
                each.back_to(known)
                for name in bound_names(statement):
                    each.assign(name, None)
                _forget_changed(each, statement)
        self.live = [each for each in live if each in after]
        return found[0], found[1]

    def _operands(self, test: ast.expr) -> tuple[tuple[ast.expr, ...], str]:
        """The operands of a test that the trigger does not decide."""
        if not isinstance(test, ast.BoolOp) or not self._tells(test):
            return (test,), ""
        open_ones: list[ast.expr] = []
        live = self.live
        for value in test.values:
            # Nothing further matters to those who fail at what stays before it.
            self.live = [e for e in live if not any(e.fails(each) for each in open_ones)]
            if self._truth(value) is None or not self._tells(value):
                inner, _ = self._operands(value)
                open_ones.append(inner[0] if len(inner) == 1 else value)
            else:
                _check_droppable(value)
        self.live = live
        operator = "and" if isinstance(test.op, ast.And) else "or"
        return ((test,), "") if open_ones == test.values else (tuple(open_ones), operator)

    def _match(self, statement: ast.Match) -> list[Residue]:
        chosen = {self._case(statement, evaluator) for evaluator in self.live}
        if len(chosen) > 1:
            message = "several triggers of one part match other cases of this"
            raise NotReadable("trigger-not-followed", message, statement.lineno)
        self.decided.append(statement)
        case = chosen.pop()
        return [] if case is None else self.block(case.body)

    def _case(self, statement: ast.Match, evaluator: Evaluator) -> ast.match_case | None:
        """The case that a trigger matches."""
        subject = evaluator.value(statement.subject)
        if subject is UNKNOWN:
            raise NotReadable(
                "trigger-not-followed", "what this matches is not known", statement.lineno
            )
        for case in statement.cases:
            if case.guard is not None:
                self.decided.append(statement)
                raise NotReadable("guarded-case", "this case has a guard", case.pattern.lineno)
            if _matches(evaluator, case.pattern, subject):
                return case
        return None


def _ends(body: Sequence[ast.stmt]) -> bool:
    """Whether nothing behind some statements is ever reached."""
    match body[-1] if body else None:
        case ast.Return() | ast.Raise():
            return True
        case ast.If(body=body, orelse=orelse):
            return _ends(body) and _ends(orelse)
        case ast.Try(body=body, orelse=orelse, handlers=handlers, finalbody=final):
            arms = [orelse or body, *(handler.body for handler in handlers)]
            return _ends(final) or all(map(_ends, arms))
    return False


def _is_opaque(evaluator: Evaluator, test: ast.expr) -> bool:
    """Whether it is not known what a test of the trigger comes to."""
    if isinstance(test, ast.BoolOp):
        return any(_is_opaque(evaluator, value) for value in test.values)
    if isinstance(test, ast.UnaryOp):
        return _is_opaque(evaluator, test.operand)
    return evaluator.tells(test) and evaluator.truth(test) is None


def _follow(evaluator: Evaluator, statement: ast.stmt) -> None:
    """What a statement does to the names."""
    _follow_assigned(evaluator, statement)
    _forget_changed(evaluator, statement)


def _forget_changed(evaluator: Evaluator, statement: ast.stmt) -> None:
    """Forget the lists and dicts that a statement may add to."""
    for name in names_handed_on(statement):
        known = evaluator.names.get(name)
        if isinstance(known, list | dict | set) and name not in evaluator.about:
            evaluator.assign(name, None)


def _follow_assigned(evaluator: Evaluator, statement: ast.stmt) -> None:
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
        if isinstance(target, ast.Name):
            evaluator.assign(target.id, statement.value)
            return
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        if statement.value is not None:
            evaluator.assign(statement.target.id, statement.value)
        return
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return  # resolved by its scope
    for name in bound_names(statement):
        evaluator.assign(name, None)


def _matches(evaluator: Evaluator, pattern: ast.pattern, subject: object) -> bool:
    match pattern:
        case ast.MatchValue(value=value):
            same = equal(evaluator.value(value), subject)
            if same is not None:
                return same
        case ast.MatchSingleton(value=value):
            return subject is value
        case ast.MatchOr(patterns=patterns):
            return any(_matches(evaluator, each, subject) for each in patterns)
        case ast.MatchAs(pattern=None, name=None):
            return True
    raise NotReadable("trigger-not-followed", "this case is not a literal", pattern.lineno)


def _check_droppable(test: ast.expr) -> None:
    """A test goes only if working it out does nothing else."""
    if not only_looks(test):
        raise NotReadable("test-has-effects", "this test may do something else too", test.lineno)
