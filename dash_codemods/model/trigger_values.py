"""What the expressions of a callback's body are worth, from what triggered the call alone.

At load nothing did: no button was clicked, and `ctx.triggered_id` is None. In a call that one
Input triggered, `ctx.triggered_id` is its id. What a body computes from that is followed
here; everything else is unknown. A value is the set of literals that an expression may be, or
None: anything.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dash_names import CONTEXTS
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.expressions import Constant, Starred
from dash_codemods.model.ids import DictId, Symbol, TextId
from dash_codemods.model.known_values import NO_TRIGGERS, SOME, Values, compare, part_of
from dash_codemods.model.project import Project

EVENTS = frozenset(
    "n_clicks n_submit n_blur n_clicks_timestamp n_submit_timestamp submit_n_clicks "
    "cancel_n_clicks n_dismiss nClicks contents clickData hoverData selectedData relayoutData "
    "restyleData click_lat_lng clickAnnotationData".split()
)
"""Properties that only what the user does can set."""

_COUNTERS = frozenset({"n_clicks", "n_submit", "n_blur", "submit_n_clicks", "nClicks"})
"""Those of them that are true once they have triggered."""

_NONE: Values = frozenset({None})
_EMPTY: Values = frozenset({()})
_EMPTY_TEXT: Values = frozenset({""})
_NO_TRIGGER: Values = frozenset({"."})


@dataclass(frozen=True)
class Context:
    """What ctx says of the trigger; () stands for anything that is empty."""

    triggered: Values = frozenset({NO_TRIGGERS})
    triggered_id: Values = _NONE
    prop_id: Values = _NO_TRIGGER
    value: Values = _NONE

    def attribute(self, name: str) -> Values:
        """The value of an attribute of ctx."""
        if name == "triggered_prop_ids" and self.triggered_id == _NONE:
            return _EMPTY
        if name in ("triggered", "triggered_prop_ids"):
            return self.triggered
        return self.triggered_id if name == "triggered_id" else None


UNTRIGGERED = Context()


def triggered_by(trigger: Dependency) -> Context:
    """What ctx says where one Input triggered the call."""
    identifier = trigger.component_id
    some: Values = frozenset({SOME})
    if isinstance(identifier, TextId):
        prop_id = f"{identifier.text}.{trigger.prop}"
        return Context(some, frozenset({identifier.text}), frozenset({prop_id}), None)
    return Context(some, some, some, None)


def parameter_values(
    project: Project, callback: Callback, trigger: Dependency | None, given: Values = None
) -> dict[str, Values]:
    """What the parameters may be, as far as that is known; `given`: the trigger's value."""
    found: dict[str, Values] = {}
    for bound in callback.bindings() or ():
        if len(bound.dependencies) != 1 or bound.is_group:
            continue
        dependency = bound.dependencies[0]
        value: Values = None
        if trigger is None:
            value = _initial_value(project, dependency)
        elif dependency.key == trigger.key and isinstance(trigger.component_id, TextId):
            clicked = trigger.prop in _COUNTERS and given is None
            value = frozenset({SOME}) if clicked else given
        found[bound.parameter.name] = value
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
    if not components and dependency.prop in project.once(_given_to_unknown):
        return None
    # Of a component that was not found nothing is known but that nobody clicked it.
    return frozenset(values) if components else frozenset({None, 0})


def _given_to_unknown(project: Project) -> frozenset[str]:
    """The events that some component whose id is not known starts with."""
    unknown = [c for c in project.components if isinstance(c.component_id, Symbol)]
    return frozenset(
        prop
        for component in unknown
        for prop in EVENTS
        if component.initial(prop) not in (None, Constant(None), Constant(0))
    )


class Evaluator:
    """Computes expressions from names whose values are known."""

    def __init__(
        self,
        project: Project,
        callback: Callback,
        trigger: Dependency | None = None,
        given: Values = None,
    ) -> None:
        """Start with the parameters of a callback's function; no trigger: the call at load."""
        self.project = project
        self.path = callback.path
        self.scope = callback.function.body if callback.function else 0
        self.context = triggered_by(trigger) if trigger else UNTRIGGERED
        self.names: dict[str, Values] = parameter_values(project, callback, trigger, given)
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
            return self.context.attribute(node.attr)
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
        return None

    def _compared(self, node: ast.expr, other: ast.expr) -> Values:
        """What a side of a comparison is worth: a constant too, where the other is no constant.

        What is true, false or None is no id but a setting, which somebody may change.
        """
        dotted, values = _dotted(node), self.values(node)
        if values is not None or dotted is None or dotted.split(".")[0] in self.names:
            return values
        if isinstance(other, ast.Constant) or self.values(other) is None:
            return None
        from dash_codemods.model.expressions import Name

        found = self.project.constant(self.path, self.scope, Name(dotted))
        known = found is not None and type(found.value) in (str, int)
        return frozenset({found.value}) if found is not None and known else None

    def _is_context(self, node: ast.expr) -> bool:
        dotted = _dotted(node)
        if dotted is None:
            return False
        if dotted in self.contexts:
            return True
        external = self.project.names.external(self.path, self.scope, dotted)
        return external in CONTEXTS

    def _comparison(self, node: ast.Compare) -> Values:
        right = node.comparators[0]
        left = self._compared(node.left, right)
        operator = node.ops[0]
        if left is None:
            return None
        if isinstance(operator, ast.In | ast.NotIn):
            return self._membership(node.left, left, right, isinstance(operator, ast.In))
        theirs = self._compared(right, node.left)
        if theirs is None:
            return self._never_equal(node.left, operator)
        answers = {compare(operator, a, b) for a in left for b in theirs}
        return None if None in answers else frozenset(answers)

    def _is_trigger(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Name):
            return node.id in self.triggers
        named = isinstance(node, ast.Attribute) and node.attr == "triggered_id"
        return named and isinstance(node, ast.Attribute) and self._is_context(node.value)

    def _never_equal(self, left: ast.expr, operator: ast.cmpop) -> Values:
        """`ctx.triggered_id == anything` cannot hold at load: an id is never None."""
        if self.context is not UNTRIGGERED or not self._is_trigger(left):
            return None
        if isinstance(operator, ast.Eq | ast.NotEq):
            return frozenset({isinstance(operator, ast.NotEq)})
        return None

    def _membership(
        self, whole: ast.expr, left: frozenset[object], right: ast.expr, positive: bool
    ) -> Values:
        if SOME in left:
            return None
        if isinstance(right, ast.List | ast.Tuple | ast.Set):
            members = [self._compared(e, whole) for e in right.elts]
            known = [v for values in members if values is not None for v in values]
            if len(known) == len(members):
                return frozenset({(value in known) == positive for value in left})
        values = self.values(right)
        if values in (_EMPTY_TEXT, _EMPTY, UNTRIGGERED.triggered):
            return frozenset({not positive})
        texts = [v for v in values or () if isinstance(v, str)]
        parts = [v for v in left if isinstance(v, str)]
        if values is None or len(texts) != len(values) or len(parts) != len(left):
            return None
        return frozenset({(part in text) == positive for part in parts for text in texts})

    def _first_trigger(self, node: ast.Subscript) -> Values:
        """`ctx.triggered[0]["prop_id"]`, which is "." when nothing triggered, and its parts."""
        at = node.slice.value if isinstance(node.slice, ast.Constant) else None
        if isinstance(node.value, ast.Subscript):
            inner = node.value.value
            triggered = isinstance(inner, ast.Attribute) and inner.attr == "triggered"
            if triggered and isinstance(inner, ast.Attribute) and self._is_context(inner.value):
                return {"prop_id": self.context.prop_id, "value": self.context.value}.get(str(at))
        if isinstance(node.value, ast.Call) and _method(node.value) == "split":
            before = node.value.func
            assert isinstance(before, ast.Attribute)
            whole = self.values(before.value)
            if whole == self.context.prop_id and whole is not None and isinstance(at, int):
                return part_of(whole, at)
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
