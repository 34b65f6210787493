"""What the expressions of a callback's body are worth in a call that nothing triggered.

At load no button was clicked and `ctx.triggered_id` is None. What a body computes from that
alone is followed here; everything else is unknown. A value is the set of literals that an
expression may be, or None: anything.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

from dash_codemods.model.callbacks import Callback, Dependency
from dash_codemods.model.expressions import Constant, Starred
from dash_codemods.model.ids import DictId, Symbol
from dash_codemods.model.project import Project

EVENTS = frozenset(
    {
        "n_clicks",
        "n_submit",
        "n_blur",
        "n_clicks_timestamp",
        "n_submit_timestamp",
        "submit_n_clicks",
        "cancel_n_clicks",
        "n_dismiss",
        "nClicks",
        "contents",
        "clickData",
        "hoverData",
        "selectedData",
        "relayoutData",
        "restyleData",
        "click_lat_lng",
        "clickAnnotationData",
    }
)
"""Properties that only what the user does can set."""

Values = frozenset[object] | None

UNTRIGGERED: Mapping[str, Values] = {
    "triggered_id": frozenset({None}),
    "triggered": frozenset({()}),
    "triggered_prop_ids": frozenset({()}),
}
"""Attributes of ctx; () stands for anything that is empty."""


def initial_values(project: Project, callback: Callback) -> dict[str, Values]:
    """What the parameters may be in the first call, as far as that is known."""
    found: dict[str, Values] = {}
    for bound in callback.bindings() or ():
        if len(bound.dependencies) == 1 and not bound.is_group:
            found[bound.parameter.name] = _initial_value(project, bound.dependencies[0])
    return found


def _initial_value(project: Project, dependency: Dependency) -> Values:
    if dependency.kind != "Input" or dependency.prop not in EVENTS:
        return None
    identifier = dependency.component_id
    if isinstance(identifier, Symbol):
        return None
    if isinstance(identifier, DictId) and {"ALL", "ALLSMALLER"} & set(identifier.wildcards):
        return None
    values: set[object] = set()
    components = project.components_with(identifier)
    for component in components:
        given = component.initial(dependency.prop)
        if any(isinstance(arg, Starred) for arg in component.call.args):
            return None
        if given is not None and not isinstance(given, Constant):
            return None
        values.add(given.value if given is not None else None)
    # Of a component that was not found nothing is known but that nobody clicked it.
    return frozenset(values) if components else frozenset({None, 0})


class Evaluator:
    """Computes expressions from names whose values are known."""

    def __init__(self, project: Project, callback: Callback) -> None:
        """Start with the parameters of a callback's function."""
        self.project = project
        self.path = callback.path
        self.scope = callback.function.body if callback.function else 0
        self.names: dict[str, Values] = initial_values(project, callback)
        self.contexts: set[str] = set()
        self.triggers: set[str] = set()

    def assign(self, name: str, value: ast.expr) -> None:
        """Follow `name = value`."""
        is_context, is_trigger = self._is_context(value), self._is_trigger(value)
        self.contexts.discard(name)
        self.triggers.discard(name)
        if is_context:
            self.contexts.add(name)
        if is_trigger:
            self.triggers.add(name)
        self.names[name] = self.values(value)

    def truth(self, node: ast.expr) -> bool | None:
        """Whether an expression is true; None where that depends."""
        if isinstance(node, ast.BoolOp):
            return self._bool_op(node)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            inner = self.truth(node.operand)
            return None if inner is None else not inner
        values = self.values(node)
        truths = {bool(value) for value in values} if values is not None else {True, False}
        return truths.pop() if len(truths) == 1 else None

    def _bool_op(self, node: ast.BoolOp) -> bool | None:
        truths = [self.truth(value) for value in node.values]
        decisive = isinstance(node.op, ast.Or)
        if decisive in truths:
            return decisive
        return None if None in truths else not decisive

    def values(self, node: ast.expr) -> Values:
        """What an expression may be worth; None: anything."""
        if isinstance(node, ast.Constant):
            return frozenset({node.value})
        if isinstance(node, ast.Name) and node.id in self.names:
            return self.names[node.id]
        if isinstance(node, ast.Attribute) and self._is_context(node.value):
            return UNTRIGGERED.get(node.attr)
        if isinstance(node, ast.List | ast.Tuple | ast.Set | ast.Dict):
            empty = not (node.keys if isinstance(node, ast.Dict) else node.elts)
            return frozenset({()}) if empty else None
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            return self._comparison(node)
        if isinstance(node, ast.Subscript):
            return self._first_trigger(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.BoolOp) or (
            isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
        ):
            truth = self.truth(node)
            return None if truth is None else frozenset({truth})
        return self._named(node)

    def _named(self, node: ast.expr) -> Values:
        """A constant of the module."""
        dotted = _dotted(node)
        if dotted is None or dotted.split(".")[0] in self.names:
            return None
        from dash_codemods.model.expressions import Name

        found = self.project.constant(self.path, self.scope, Name(dotted))
        return None if found is None else frozenset({found.value})

    def _is_context(self, node: ast.expr) -> bool:
        dotted = _dotted(node)
        if dotted is None:
            return False
        if dotted in self.contexts:
            return True
        external = self.project.names.external(self.path, self.scope, dotted)
        return external in ("dash.ctx", "dash.callback_context")

    def _comparison(self, node: ast.Compare) -> Values:
        left, right = self.values(node.left), node.comparators[0]
        operator = node.ops[0]
        if left is None:
            return None
        if isinstance(operator, ast.In | ast.NotIn):
            return self._membership(left, right, isinstance(operator, ast.In))
        theirs = self.values(right)
        if theirs is None:
            return self._never_equal(node.left, operator)
        answers = {_compare(operator, a, b) for a in left for b in theirs}
        return None if None in answers else frozenset(answers)

    def _is_trigger(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Name):
            return node.id in self.triggers
        named = isinstance(node, ast.Attribute) and node.attr == "triggered_id"
        return named and isinstance(node, ast.Attribute) and self._is_context(node.value)

    def _never_equal(self, left: ast.expr, operator: ast.cmpop) -> Values:
        """`ctx.triggered_id == anything` cannot hold: an id is never None."""
        if self._is_trigger(left) and isinstance(operator, ast.Eq | ast.NotEq):
            return frozenset({isinstance(operator, ast.NotEq)})
        return None

    def _membership(self, left: frozenset[object], right: ast.expr, positive: bool) -> Values:
        if isinstance(right, ast.List | ast.Tuple | ast.Set):
            members = [self.values(e) for e in right.elts]
            known = [v for values in members if values is not None for v in values]
            if len(known) == len(members):
                return frozenset({(value in known) == positive for value in left})
        values = self.values(right)
        if values == {""} or values == {()}:
            return frozenset({not positive})
        return None

    def _first_trigger(self, node: ast.Subscript) -> Values:
        """`ctx.triggered[0]["prop_id"]` is "." when nothing triggered."""
        if isinstance(node.value, ast.Subscript) and isinstance(node.slice, ast.Constant):
            inner = node.value.value
            triggered = isinstance(inner, ast.Attribute) and inner.attr == "triggered"
            if triggered and isinstance(inner, ast.Attribute) and self._is_context(inner.value):
                return {"prop_id": frozenset({"."}), "value": frozenset({None})}.get(
                    str(node.slice.value)
                )
        if isinstance(node.value, ast.Call) and _method(node.value) == "split":
            # "." split at the dot has an empty text on both sides.
            before = node.value.func
            assert isinstance(before, ast.Attribute)
            if self.values(before.value) == {"."}:
                return frozenset({""})
        return None

    def _call(self, node: ast.Call) -> Values:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == "bool" and len(node.args) == 1:
            truth = self.truth(node.args[0])
            return None if truth is None else frozenset({truth})
        if name in ("any", "all") and len(node.args) == 1:
            return self._any_or_all(name, node.args[0])
        return None

    def _any_or_all(self, name: str, argument: ast.expr) -> Values:
        if not isinstance(argument, ast.List | ast.Tuple):
            return None
        truths = [self.truth(element) for element in argument.elts]
        if name == "any" and all(truth is False for truth in truths):
            return frozenset({False})
        if name == "all" and False in truths:
            return frozenset({False})
        return None


def _compare(operator: ast.cmpop, left: object, right: object) -> bool | None:
    if isinstance(operator, ast.Is):
        return left is right or (type(left) is type(right) and left == right)
    if isinstance(operator, ast.IsNot):
        return not (left is right or (type(left) is type(right) and left == right))
    if isinstance(operator, ast.Eq):
        return left == right
    if isinstance(operator, ast.NotEq):
        return left != right
    if not isinstance(left, int | float) or not isinstance(right, int | float):
        return None
    if isinstance(operator, ast.Gt):
        return left > right
    if isinstance(operator, ast.GtE):
        return left >= right
    if isinstance(operator, ast.Lt):
        return left < right
    return left <= right if isinstance(operator, ast.LtE) else None


def _dotted(node: ast.expr) -> str | None:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    return ".".join(reversed([*parts, node.id]))


def _method(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""
