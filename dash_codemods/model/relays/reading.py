"""Whether a callback hands on, unchanged, the value of the one Input that triggered it."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.known_values import SOME, Values
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.trees import dotted
from dash_codemods.model.trigger_values import Evaluator
from dash_codemods.model.walking import walk

_NONE: Values = frozenset({None})
_FALSE: tuple[Values, ...] = tuple(frozenset({each}) for each in (None, (), "", 0, False))
"""All that is not true; () is anything empty."""
_SOME: Values = frozenset({SOME})
_CALLS = frozenset(("split", "bool", "any", "all", "len"))

NOTHING = "nothing"
"""A way out that updates nothing."""


@dataclass(frozen=True)
class Relay:
    """A function that hands on what triggered it."""

    stops_none: bool
    """None is not handed on."""
    stops_empty: bool
    """What is empty, or 0 or False, is not handed on, or some of that is not."""
    is_silent: bool
    """A call that nothing triggered updates nothing."""


def read_relay(project: Project, callback: Callback) -> Relay | None:
    """What a callback's function hands on; None where it does anything else."""
    stops_none = stops_empty = False
    for bound in callback.bindings() or ():
        name, trigger = bound.parameter.name, bound.dependencies[0]
        if _outcome(project, callback, trigger, _SOME) != name:
            return None
        for given in _FALSE:
            found = _outcome(project, callback, trigger, given)
            if found not in (name, NOTHING):
                return None
            stops_none |= found == NOTHING and given == _NONE
            stops_empty |= found == NOTHING and given != _NONE
    walk = _Walk(project, callback, Evaluator(project, callback))
    walk.evaluator.names = dict.fromkeys(walk.evaluator.names, _NONE)
    return Relay(stops_none, stops_empty, walk.block(walk.body) == NOTHING)


def _outcome(
    project: Project, callback: Callback, trigger: Dependency, given: Values
) -> str | None:
    walk = _Walk(project, callback, Evaluator(project, callback, trigger, given))
    return walk.block(walk.body)


class _Walk:
    """Follows one call to its end."""

    def __init__(self, project: Project, callback: Callback, evaluator: Evaluator) -> None:
        self.project, self.path, self.evaluator = project, callback.path, evaluator
        self.body = project.function_tree(callback).body
        self.held = {b.parameter.name: b.parameter.name for b in callback.bindings() or ()}
        """The parameters whose values the names hold."""

    def block(self, body: list[ast.stmt]) -> str | None:
        """NOTHING, the parameter whose value is returned, "" for the end of the block; else None.

        Whatever is not known to do nothing besides ends it as well.
        """
        for statement in body:
            found = self._step(statement)
            if found != "":
                return found
        return ""

    def _step(self, statement: ast.stmt) -> str | None:
        if isinstance(statement, ast.Return):
            return self._returned(statement.value)
        if isinstance(statement, ast.Raise):
            raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
            return NOTHING if self._is(raised, "dash.PreventUpdate") else None
        if isinstance(statement, ast.If):
            truth = self._truth(statement.test)
            if truth is None:
                return None
            return self.block(statement.body if truth else statement.orelse)
        if isinstance(statement, ast.Assign):
            return self._assign(statement)
        idle = isinstance(statement, ast.Pass) or (
            isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        )
        return "" if idle else None

    def _assign(self, statement: ast.Assign) -> str | None:
        target = statement.targets[0]
        if len(statement.targets) > 1 or not isinstance(target, ast.Name):
            return None
        if not _is_harmless(statement.value):
            return None
        held = self.held.pop(target.id, None)
        if isinstance(statement.value, ast.Name):
            held = self.held.get(statement.value.id)
            if held is not None:
                self.held[target.id] = held
        self.evaluator.assign(target.id, statement.value)
        return ""

    def _returned(self, value: ast.expr | None) -> str | None:
        if isinstance(value, ast.IfExp):
            truth = self._truth(value.test)
            return None if truth is None else self._returned(value.body if truth else value.orelse)
        if isinstance(value, ast.BoolOp) and isinstance(value.op, ast.Or):
            first, *rest = value.values
            truth = self._truth(first)
            if truth is None or len(rest) != 1:
                return None
            return self._returned(first if truth else rest[0])
        if isinstance(value, ast.Name) and value.id in self.held:
            return self.held[value.id]
        return NOTHING if self._is(value, "dash.no_update") else None

    def _truth(self, test: ast.expr) -> bool | None:
        return self.evaluator.truth(test) if _is_harmless(test) else None

    def _is(self, node: ast.expr | None, name: str) -> bool:
        written = dotted(node) if node is not None else None
        if written is None:
            return False
        return self.project.names.external(self.path, self.evaluator.scope, written) == name


def _is_harmless(node: ast.expr) -> bool:
    """Whether computing an expression surely does nothing else."""
    for inner in walk(node):
        if isinstance(inner, ast.Await | ast.NamedExpr | ast.Yield | ast.YieldFrom | ast.Lambda):
            return False
        if isinstance(inner, ast.Call):
            function = inner.func
            name = function.attr if isinstance(function, ast.Attribute) else ""
            if (name or getattr(function, "id", "")) not in _CALLS:
                return False
    return True
