"""Whether a callback's function writes an output in a call with a given trigger."""

from __future__ import annotations

import ast

from dash_codemods.model.callbacks import Callback, Dependency
from dash_codemods.model.known_values import Values
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.returned import returned_for
from dash_codemods.model.traffic.trees import Trees
from dash_codemods.model.trigger_values import Evaluator

WRITES, SKIPS = "writes", "skips"


def outcomes(
    project: Project, callback: Callback, output: Dependency, trigger: Dependency | None
) -> frozenset[str]:
    """How a call may end for an output: WRITES, SKIPS (it is left alone), or either.

    Empty where the function is not at hand: a clientside one, or one that was not found.
    """
    tree = project.once(Trees).function_of(callback)
    if tree is None:
        return frozenset()
    walk = _Walk(project, callback, output, trigger)
    if walk.goes_through(tree.body):
        walk.found.add(WRITES)
    return frozenset(walk.found)


class _Walk:
    """Follows the statements of a body that a trigger can lead to."""

    def __init__(
        self, project: Project, callback: Callback, output: Dependency, trigger: Dependency | None
    ) -> None:
        self.project, self.path = project, callback.path
        self.evaluator = Evaluator(project, callback, trigger)
        self.found: set[str] = set()
        ways = returned_for(project, callback, output)
        self.writing = {way.line for way in ways}

    def goes_through(self, body: list[ast.stmt]) -> bool:
        """Walk a block; whether it may run to its end."""
        return all(self._step(statement) for statement in body)

    def _step(self, statement: ast.stmt) -> bool:
        if isinstance(statement, ast.Return):
            self._return(statement)
            return False
        if isinstance(statement, ast.Raise):
            self.found.add(SKIPS)
            return False
        if isinstance(statement, ast.If):
            return self._choice(statement)
        if isinstance(statement, ast.Try):
            ended = [self._arm(statement.body + statement.orelse)]
            ended += [self._arm(handler.body) for handler in statement.handlers]
            return any(ended) and self._arm(statement.finalbody)
        if isinstance(statement, ast.Match):
            for case in statement.cases:
                self._arm(case.body)
            return True
        if isinstance(statement, ast.For | ast.While | ast.AsyncFor):
            self._arm(statement.body)
            return self._arm(statement.orelse)
        if isinstance(statement, ast.With | ast.AsyncWith):
            return self._arm(statement.body)
        self._note(statement)
        return True

    def _return(self, statement: ast.Return) -> None:
        if statement.lineno not in self.writing:
            self.found.add(SKIPS)
            return
        self.found.add(WRITES)
        if statement.value is not None and "no_update" in ast.unparse(statement.value):
            chosen = any(isinstance(n, ast.IfExp) for n in ast.walk(statement.value))
            if chosen:
                self.found.add(SKIPS)

    def _choice(self, statement: ast.If) -> bool:
        truth = self.evaluator.truth(statement.test)
        if truth is not None:
            return self.goes_through(statement.body if truth else statement.orelse)
        names = dict(self.evaluator.names)
        ended = []
        after: list[dict[str, Values]] = []
        for arm in (statement.body, statement.orelse):
            self.evaluator.names = dict(names)
            ended.append(self.goes_through(arm))
            after.append(self.evaluator.names)
        if ended == [True, False] or ended == [False, True]:
            self.evaluator.names = after[ended.index(True)]
        else:
            self.evaluator.names = {
                name: after[0].get(name) if after[0].get(name) == after[1].get(name) else None
                for name in after[0].keys() | after[1].keys()
            }
        return any(ended)

    def _arm(self, body: list[ast.stmt]) -> bool:
        """Walk a block that may run, or run several times: what it assigns is not known."""
        ends = self.goes_through(body)
        for statement in body:
            for node in ast.walk(statement):
                if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                    self.evaluator.names[node.id] = None
        return ends

    def _note(self, statement: ast.stmt) -> None:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            self.evaluator.assign(statement.targets[0].id, statement.value)
            return
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                self.evaluator.names[node.id] = None
