"""What the first call of a callback comes to: the first thing that its body does."""

from __future__ import annotations

import ast
from typing import Literal

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.harmless import Harmless
from dash_codemods.model.known_values import Values
from dash_codemods.model.project import Project
from dash_codemods.model.trigger_values import Evaluator

Outcome = Literal["nothing", "effect", "goes-on"]


class FirstCall:
    """Follows the first call through a body, up to the first thing that it does."""

    def __init__(self, project: Project, callback: Callback) -> None:
        """Start with what the parameters are at load."""
        self.project, self.path = project, callback.path
        self.evaluator = Evaluator(project, callback)
        self.harmless = Harmless(project, callback, self.evaluator.scope)
        self.outer: set[str] = set()
        """Names of `global` and `nonlocal`: others see what they are assigned."""

    def outcome(self, body: list[ast.stmt]) -> Outcome:
        """What running some statements comes to."""
        for statement in body:
            outcome = self._step(statement)
            if outcome != "goes-on":
                return outcome
        return "goes-on"

    def _step(self, statement: ast.stmt) -> Outcome:
        if isinstance(statement, ast.If):
            return self._branch(statement)
        if isinstance(statement, ast.Return):
            value = statement.value
            return "nothing" if value is not None and self._is_no_update(value) else "effect"
        if isinstance(statement, ast.Raise):
            raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
            return "nothing" if self._is(raised, "dash.PreventUpdate") else "effect"
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            return self._assignment(statement)
        if isinstance(statement, ast.Expr):
            return "goes-on" if self.harmless.is_idle(statement.value) else "effect"
        if isinstance(statement, ast.Global | ast.Nonlocal):
            self.outer.update(statement.names)
            return "goes-on"
        idle = ast.Pass | ast.Import | ast.ImportFrom
        return "goes-on" if isinstance(statement, idle) else "effect"

    def _branch(self, statement: ast.If) -> Outcome:
        if self.harmless.calls_others(statement.test):
            return "effect"
        truth = self.evaluator.truth(statement.test)
        if truth is not None:
            return self.outcome(statement.body if truth else statement.orelse)
        names = dict(self.evaluator.names)
        outcomes = set()
        after: list[dict[str, Values]] = []
        for arm in (statement.body, statement.orelse):
            self.evaluator.names = dict(names)
            outcomes.add(self.outcome(arm))
            after.append(self.evaluator.names)
        # What only one way assigns, or the two differently, is known no longer.
        self.evaluator.names = {
            name: after[0].get(name) if after[0].get(name) == after[1].get(name) else None
            for name in after[0].keys() | after[1].keys()
        }
        if "effect" in outcomes:
            return "effect"
        return "nothing" if outcomes == {"nothing"} else "goes-on"

    def _assignment(self, statement: ast.Assign | ast.AnnAssign) -> Outcome:
        if statement.value is None:
            return "goes-on"
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        if self.harmless.calls_others(statement.value) or not all(
            isinstance(t, ast.Name) for t in targets
        ):
            return "effect"
        for target in targets:
            assert isinstance(target, ast.Name)
            if target.id in self.outer:
                return "effect"
            self.harmless.assign(target.id, statement.value)
            self.evaluator.assign(target.id, statement.value)
        return "goes-on"

    def _is_no_update(self, value: ast.expr) -> bool:
        if isinstance(value, ast.IfExp):
            truth = (
                None if self.harmless.calls_others(value.test) else self.evaluator.truth(value.test)
            )
            chosen = [value.body] * (truth is not False) + [value.orelse] * (truth is not True)
            return all(map(self._is_no_update, chosen))
        if isinstance(value, ast.List | ast.Tuple):
            return bool(value.elts) and all(map(self._is_no_update, value.elts))
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult):
            return self._is_no_update(value.left) or self._is_no_update(value.right)
        return self._is(value, "dash.no_update")

    def _is(self, node: ast.expr | None, name: str) -> bool:
        dotted = ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else None
        if dotted is None:
            return False
        found = self.project.names.external(self.path, self.evaluator.scope, dotted)
        return found == name
