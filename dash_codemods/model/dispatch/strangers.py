"""Branches that ask for a trigger which is none: an id that no Input has."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dash_names import CONTEXTS
from dash_codemods.model.dispatch.context import id_value
from dash_codemods.model.dispatch.mentions import dotted_names
from dash_codemods.model.dispatch.residues import NotReadable
from dash_codemods.model.project import FunctionNode, Project
from dash_codemods.model.traffic.trees import dotted
from dash_codemods.model.walking import walk


def check_asked(project: Project, callback: Callback, function: FunctionNode) -> None:
    """Every id that a trigger is compared with must be an Input's.

    `trigger in ("clear", "select")`, where the Input is "model-select": what was meant to happen
    then never does, and no part could be told to do it.
    """
    known = _texts(callback)
    if known is None:
        return
    asking = _Asking(project, callback, function)
    known += asking.defaults
    for test in walk(function):
        if not isinstance(test, ast.Compare) or len(test.ops) != 1:
            continue
        left, right = test.left, test.comparators[0]
        within = isinstance(test.ops[0], ast.In | ast.NotIn) and asking.is_id(right)
        against = right if asking.is_id(left) else left if asking.is_id(right) else None
        for text in _literals(against):
            if text not in known and not (within and any(text in each for each in known)):
                message = f'it asks for the trigger "{text}", which is none of its Inputs'
                raise NotReadable("asks-for-no-input", message, test.lineno)


def _texts(callback: Callback) -> list[str] | None:
    """What a trigger's id, its property, or both may be; None: that is not known."""
    found = ["", "."]
    for dependency in callback.inputs:
        identifier = id_value(dependency)
        if not isinstance(identifier, str) or dependency.prop is None:
            return None
        found += [identifier, dependency.prop, f"{identifier}.{dependency.prop}"]
    return found


class _Asking:
    """Which names of a body hold the trigger's id, or its prop_id."""

    def __init__(self, project: Project, callback: Callback, function: FunctionNode) -> None:
        assert callback.function is not None
        self.project, self.path = project, callback.path
        self.scope = callback.function.body
        self.contexts: set[str] = set()
        self.ids: set[str] = set()
        self.defaults: list[str] = []
        """Texts that stand for no trigger: `... if ctx.triggered else "none"`."""
        for node in walk(function):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self._assigned(node.targets[0].id, node.value)

    def _assigned(self, name: str, value: ast.expr) -> None:
        if self._is_context(dotted(value)):
            self.contexts.add(name)
        elif self._mentions_id(value):
            self.ids.add(name)
            self.defaults += _constants(value)

    def is_id(self, node: ast.expr) -> bool:
        """Whether an expression is a trigger's id or prop_id, and nothing else."""
        name = dotted(node)
        if name is None:
            return self._mentions_id(node)
        return name in self.ids or self._is_triggered(name)

    def _mentions_id(self, value: ast.expr) -> bool:
        """Whether it takes the id, or the prop_id, out of what triggered, as it is."""
        told = [n for n in dotted_names(value) if n in self.ids or self._is_triggered(n)]
        return bool(told) and not any(_makes_another(node) for node in walk(value))

    def _is_triggered(self, name: str) -> bool:
        base, _, last = name.rpartition(".")
        return last in ("triggered_id", "triggered") and self._is_context(base)

    def _is_context(self, name: str | None) -> bool:
        if not name:
            return False
        external = self.project.names.external(self.path, self.scope, name)
        return name in self.contexts or external in CONTEXTS


def _makes_another(node: ast.AST) -> bool:
    """Whether an operation makes something else of an id than its text or the one before a dot."""
    if isinstance(node, ast.Call):
        method = node.func.attr if isinstance(node.func, ast.Attribute) else None
        plain = [arg.value if isinstance(arg, ast.Constant) else None for arg in node.args]
        return method != "split" or plain not in (["."], [".", 1])
    if isinstance(node, ast.Subscript):
        at = node.slice.value if isinstance(node.slice, ast.Constant) else None
        return at not in (0, 1, "prop_id")
    return isinstance(node, ast.BinOp | ast.JoinedStr | ast.comprehension | ast.Compare)


def _constants(node: ast.expr) -> list[str]:
    return [n.value for n in walk(node) if isinstance(n, ast.Constant) and type(n.value) is str]


def _literals(node: ast.expr | None) -> Iterator[str]:
    """The texts that something is compared with: one, or those of a list."""
    if node is None:
        return
    items = node.elts if isinstance(node, ast.List | ast.Tuple | ast.Set) else [node]
    for item in items:
        if isinstance(item, ast.Constant) and isinstance(item.value, str):
            yield item.value
