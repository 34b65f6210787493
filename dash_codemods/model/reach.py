"""Whether a callback's function writes an output in a call with a given trigger."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.calls import Calls
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.known_values import Values
from dash_codemods.model.project import FunctionNode, Project
from dash_codemods.model.traffic.returned import Returned, returned_for
from dash_codemods.model.traffic.trees import Trees, dotted, own_nodes
from dash_codemods.model.trigger_values import Evaluator
from dash_codemods.model.walking import walk

_SKIPPING = re.compile(r"no_?update|PreventUpdate", re.IGNORECASE)


@dataclass(frozen=True)
class Outcomes:
    """How a call may end for one output."""

    writes: bool = False
    skips: bool = False
    """The output may be left alone."""
    literal: str | None = None
    """The one literal that is written on every way; None if it is not always the same."""


def outcomes(
    project: Project,
    callback: Callback,
    output: Dependency,
    trigger: Dependency | None,
    given: Values = None,
) -> Outcomes:
    """How a call with a trigger (None: the one at load) may end for an output.

    `given` is what is known of the trigger's value. Nothing is said of a function that is
    not at hand: a clientside one, or one that was not found.
    """
    tree = project.once(Trees).function_of(callback)
    if tree is None:
        return Outcomes()
    walk = _Walk(project, callback, output, Evaluator(project, callback, trigger, given))
    if walk.goes_through(tree.body):
        walk.written.add(None)
    literal = next(iter(walk.written)) if len(walk.written) == 1 else None
    return Outcomes(bool(walk.written), walk.skips, literal)


class _Walk:
    """Follows the statements of a body that a trigger can lead to."""

    def __init__(
        self, project: Project, callback: Callback, output: Dependency, evaluator: Evaluator
    ) -> None:
        self.project, self.path = project, callback.path
        self.evaluator = evaluator
        self.skips = False
        self.written: set[str | None] = set()
        self.ways: dict[int, list[Returned]] = {}
        for way in returned_for(project, callback, output):
            self.ways.setdefault(way.line, []).append(way)
        tree = project.once(Trees).function_of(callback)
        self.doubtful = set() if tree is None else self._doubtful_names(tree)

    def goes_through(self, body: list[ast.stmt]) -> bool:
        """Walk a block; whether it may run to its end."""
        return all(self._step(statement) for statement in body)

    def _step(self, statement: ast.stmt) -> bool:
        if isinstance(statement, ast.Return):
            self._return(statement)
            return False
        if isinstance(statement, ast.Raise):
            self.skips = True
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
        ways = self.ways.get(statement.lineno)
        if not ways:
            self.skips = True
            return
        for way in ways:
            if way.value is None:
                self.skips = self.skips or not way.nothing
                self.written.add(None)
                continue
            constant = isinstance(way.value, ast.Constant)
            self.written.add(ast.unparse(way.value) if constant else None)
            self.skips = self.skips or self._may_skip(way.value)
        whole = statement.value
        if isinstance(whole, ast.IfExp) and _SKIPPING.search(ast.unparse(whole)):
            self.skips = True

    def _may_skip(self, value: ast.expr) -> bool:
        """Whether a returned value may be no_update, or computing it may prevent the update."""
        if _SKIPPING.search(ast.unparse(value)):
            return True
        for node in walk(value):
            if isinstance(node, ast.Name) and node.id in self.doubtful:
                return True
            if isinstance(node, ast.Call) and self._helper_may_skip(node):
                return True
        return False

    def _helper_may_skip(self, call: ast.Call) -> bool:
        name = dotted(call.func)
        if name is None:
            return False
        found = self.project.once(Calls).functions(self.path, self.evaluator.scope, name)
        trees = (self.project.once(Trees).function(path, each) for path, each in found)
        return any(tree is not None and _SKIPPING.search(ast.unparse(tree)) for tree in trees)

    def _doubtful_names(self, tree: FunctionNode) -> set[str]:
        """The names that may hold no_update."""
        return {
            target.id
            for node in own_nodes(tree)
            if isinstance(node, ast.Assign) and self._may_skip_plainly(node.value)
            for targets in node.targets
            for target in walk(targets)
            if isinstance(target, ast.Name)
        }

    def _may_skip_plainly(self, value: ast.expr) -> bool:
        calls = (node for node in walk(value) if isinstance(node, ast.Call))
        return bool(_SKIPPING.search(ast.unparse(value))) or any(map(self._helper_may_skip, calls))

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
            for node in walk(statement):
                if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                    self.evaluator.names[node.id] = None
        return ends

    def _note(self, statement: ast.stmt) -> None:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            self.evaluator.assign(statement.targets[0].id, statement.value)
            return
        for node in walk(statement):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                self.evaluator.names[node.id] = None
