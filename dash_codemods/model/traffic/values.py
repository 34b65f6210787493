"""What kind of value a writer gives a property: one that surely differs from the last, or not.

A `dcc.Store` tells its timestamp's readers of a write only where the data changes.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.expressions import Constant, Expression, Items, Mapping, Name
from dash_codemods.model.ids import ComponentId, surely_same
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.returned import returned_for, single_assignments
from dash_codemods.model.traffic.trees import FunctionNode, Trees, dotted
from dash_codemods.model.traffic.writes import Write

_EVER_NEW = frozenset(
    """
    time.time time.time_ns time.monotonic time.monotonic_ns time.perf_counter
    time.perf_counter_ns datetime.datetime.now datetime.datetime.utcnow datetime.datetime.today
    uuid.uuid1 uuid.uuid4 pandas.Timestamp.now pandas.Timestamp.utcnow pandas.Timestamp.today
    secrets.token_hex secrets.token_urlsafe secrets.token_bytes django.utils.timezone.now
    arrow.now arrow.utcnow pendulum.now
    """.split()
)
"""Functions that never give the same value twice (but within their clock's resolution)."""

COUNTS = frozenset({"n_clicks", "n_intervals", "n_submit", "nClicks", "n_clicks_timestamp"})
"""Properties that grow with every event."""

_SAME_TEXT = frozenset({"str", "repr", "json.dumps"})


@dataclass(frozen=True, eq=False, slots=True)
class Written:
    """A value that a writer may give.

    kind: `new` (a clock, a fresh identifier), `step` (the property's own value, moved on by
    one or turned around), `count` (how often the writer's one Input was used), `constant`,
    or `computed` (anything that may be equal to the last).
    """

    kind: str
    line: int
    constant: object = None
    """Of a constant: its value, lists and dicts as text."""

    @property
    def is_empty(self) -> bool:
        """A constant that says that there is nothing."""
        return self.kind == "constant" and self.constant in (None, "", "[]", "{}", "()")


def values_of(project: Project, write: Write, target: ComponentId) -> list[Written]:
    """What a write may give a property of the component `target`, one entry for each way."""
    callback = write.callback
    if write.how == "running":
        return [_running(project, write, value) for value in write.values]
    if write.how == "set_props":
        judge = Judge(project, write.path, write.scope)
        if write.node is None:
            return [Written("computed", write.line)]
        return [judge.written(write.node, write.line)]
    if callback is None or callback.clientside or write.dependency is None:
        return [Written("computed", write.line)]
    function = project.once(Trees).function_of(callback)
    if function is None or callback.function is None:
        return [Written("computed", write.line)]
    judge = Judge(project, callback.path, callback.function.body)
    judge.follow(function)
    judge.take_parameters(callback, target, write.prop)
    found = []
    for way in returned_for(project, callback, write.dependency):
        if way.nothing:
            found.append(Written("constant", way.line))
        elif way.value is None:
            found.append(Written("computed", way.line))
        else:
            found.append(judge.written(way.value, way.line))
    return found


def _running(project: Project, write: Write, value: Expression) -> Written:
    callback = write.callback
    scope = callback.registration.scope if callback else 0
    literal = project.constant(write.path, scope, value)
    if literal is not None:
        return Written("constant", write.line, literal.value)
    if isinstance(value, Items | Mapping) and not value.items:
        return Written("constant", write.line, "[]")
    return Written("computed", write.line)


class Judge:
    """Judges expressions of one scope."""

    def __init__(self, project: Project, path: str, scope: int) -> None:
        """Take the scope that expressions stand in."""
        self.project, self.path, self.scope = project, path, scope
        self.assigned: dict[str, ast.expr] = {}
        self.kept: set[str] = set()
        """Names of the property's own value, as it is when the writer is called."""
        self.counts: set[str] = set()

    def follow(self, function: FunctionNode) -> None:
        """Follow the names that a function assigns once, and those that it steps on."""
        self.assigned = single_assignments(function)
        self.function = function

    def take_parameters(self, callback: Callback, target: ComponentId, prop: str | None) -> None:
        """Learn which parameters hold the property's own value, and which count events."""
        for bound in callback.bindings() or ():
            if bound.is_group or len(bound.dependencies) != 1:
                continue
            dependency = bound.dependencies[0]
            if dependency.prop == prop and surely_same(dependency.component_id, target):
                self.kept.add(bound.parameter.name)
            elif dependency.kind == "Input" and dependency.prop in COUNTS:
                if len(callback.inputs) == 1:
                    self.counts.add(bound.parameter.name)
        stepped = {name for name in self.kept if _is_stepped(self.function, name)}
        rebound = self._rebound()
        self.kept -= rebound
        self.counts -= rebound
        self.steps = stepped

    def _rebound(self) -> set[str]:
        return {
            node.id
            for node in ast.walk(self.function)
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
        }

    steps: set[str] = set()  # noqa: RUF012
    function: FunctionNode

    def written(self, node: ast.expr, line: int) -> Written:
        """What kind of value an expression gives."""
        constant = self._constant(node)
        if constant is not None:
            return Written("constant", line, constant.value)
        return Written(self.kind(node) or "computed", line)

    def _constant(self, node: ast.expr) -> Constant | None:
        if isinstance(node, ast.Constant) and isinstance(node.value, str | int | float | None):
            return Constant(node.value)
        if isinstance(node, ast.List | ast.Dict | ast.Tuple | ast.UnaryOp):
            try:
                return Constant(repr(ast.literal_eval(node)))
            except (ValueError, TypeError):
                return None
        if isinstance(node, ast.Name) and node.id in self.assigned:
            return self._constant(self.assigned[node.id])
        name = dotted(node)
        if name is None:
            return None
        return self.project.constant(self.path, self.scope, Name(name))

    # -- values that differ from the last one

    def kind(self, node: ast.expr) -> str | None:
        """`new`, `step` or `count`; None for a value that may be equal to the last one."""
        if isinstance(node, ast.Name):
            return self._name(node.id)
        if isinstance(node, ast.Dict | ast.List | ast.Tuple | ast.JoinedStr):
            return self._container(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.BinOp):
            return self._operation(node)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return "step" if self._is_kept(node.operand) else None
        if isinstance(node, ast.IfExp):
            return self._choice(node)
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            first, last = node.values[0], node.values[-1]
            is_count = isinstance(first, ast.Name) and first.id in self.counts
            return "count" if is_count and isinstance(last, ast.Constant) else None
        if isinstance(node, ast.Attribute) and node.attr in ("hex", "int", "value"):
            return self.kind(node.value)
        return None

    def _name(self, name: str) -> str | None:
        if name in self.counts:
            return "count"
        if name in self.steps:
            return "step"
        return self.kind(self.assigned[name]) if name in self.assigned else None

    def _container(self, node: ast.Dict | ast.List | ast.Tuple | ast.JoinedStr) -> str | None:
        parts: Sequence[ast.expr | None]
        if isinstance(node, ast.Dict):
            # What is spread behind a key may put another value in its place.
            last = max((i for i, key in enumerate(node.keys) if key is None), default=-1)
            parts = node.values[last + 1 :]
        elif isinstance(node, ast.JoinedStr):
            pieces = [v for v in node.values if isinstance(v, ast.FormattedValue)]
            parts = [v.value for v in pieces if _keeps_all(v.format_spec)]
        else:
            parts = node.elts
        kinds = [self.kind(part) for part in parts if part is not None]
        return next((kind for kind in ("new", "step", "count") if kind in kinds), None)

    def _call(self, node: ast.Call) -> str | None:
        name = dotted(node.func)
        external = self._external(name)
        if external in _EVER_NEW:
            return "new"
        if name == "dict" and not node.args:
            kinds = [self.kind(k.value) for k in node.keywords if k.arg is not None]
            whole = len(kinds) == len(node.keywords)
            return next((k for k in ("new", "step", "count") if whole and k in kinds), None)
        if node.args and (name in _SAME_TEXT or external in _SAME_TEXT):
            return self.kind(node.args[0])
        if name == "int" and len(node.args) == 1:
            return self._whole_number(node.args[0])
        if isinstance(node.func, ast.Attribute):
            return self._method(node, node.func)
        return None

    def _method(self, node: ast.Call, function: ast.Attribute) -> str | None:
        plain = not node.args and not node.keywords
        if function.attr in ("isoformat", "timestamp", "to_pydatetime") and plain:
            return self.kind(function.value)
        if function.attr == "strftime" and len(node.args) == 1:
            pattern = node.args[0]
            fine = isinstance(pattern, ast.Constant) and "%f" in str(pattern.value)
            return self.kind(function.value) if fine else None
        return None

    def _whole_number(self, node: ast.expr) -> str | None:
        """`int(...)` of a clock in seconds is the same for a second."""
        kind = self.kind(node)
        if kind != "new":
            return kind
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            factors = [_number(node.left), _number(node.right)]
            return "new" if any(f is not None and f >= 1000 for f in factors) else None
        return None

    def _operation(self, node: ast.BinOp) -> str | None:
        left, right = _number(node.left), _number(node.right)
        if isinstance(node.op, ast.Add | ast.Sub):
            if right and self._is_kept(node.left):
                return "step"
            if left and isinstance(node.op, ast.Add) and self._is_kept(node.right):
                return "step"
            if _is_literal(node.right):
                return self.kind(node.left)
            return self.kind(node.right) if _is_literal(node.left) else None
        if isinstance(node.op, ast.Mult) and (left or right):
            return self.kind(node.left if right else node.right)
        if isinstance(node.op, ast.FloorDiv) and right is not None and 0 < right <= 1_000_000:
            name = dotted(node.left.func) if isinstance(node.left, ast.Call) else None
            nanoseconds = (self._external(name) or "").endswith("_ns")
            return self.kind(node.left) if nanoseconds else None
        return None

    def _choice(self, node: ast.IfExp) -> str | None:
        """`n + 1 if n else 1`: what a first value is, no later one can be."""
        kinds = (self.kind(node.body), self.kind(node.orelse))
        if kinds[0] == kinds[1]:
            return kinds[0]
        if "step" not in kinds or not _mentions(node.test, self.kept):
            return None
        other = node.orelse if kinds[0] == "step" else node.body
        return "step" if _number(other) else None

    def _is_kept(self, node: ast.expr) -> bool:
        """The property's own value, or a start in its place: `n`, `n or 0`."""
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            first, rest = node.values[0], node.values[1:]
            return self._is_kept(first) and all(isinstance(r, ast.Constant) for r in rest)
        if isinstance(node, ast.IfExp):
            arms = (node.body, node.orelse)
            fixed = any(isinstance(arm, ast.Constant) for arm in arms)
            return fixed and any(self._is_kept(arm) for arm in arms)
        if isinstance(node, ast.Call) and dotted(node.func) == "int" and len(node.args) == 1:
            return self._is_kept(node.args[0])
        if isinstance(node, ast.Name):
            if node.id in self.assigned:
                return self._is_kept(self.assigned[node.id])
            return node.id in self.kept
        return False

    def _external(self, name: str | None) -> str | None:
        if name is None:
            return None
        return self.project.external_name(self.path, self.scope, Name(name))


def _is_stepped(function: FunctionNode, name: str) -> bool:
    """Whether a body moves a number on: `n = n or 0; n += 1`, whatever way it takes."""
    moved = False
    for statement in function.body:
        bindings = [
            node
            for node in ast.walk(statement)
            if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
        ]
        if not bindings:
            continue
        value = getattr(statement, "value", None)
        if isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add):
            moved = moved or bool(_number(statement.value))
        elif isinstance(statement, ast.Assign) and value is not None:
            adds = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add)
            if adds and _number(value.right) and _starts_with(value.left, name):
                moved = True
            elif not _starts_with(value, name):
                return False
        elif not _sets_start(statement, name):
            return False
    return moved


def _starts_with(node: ast.expr, name: str) -> bool:
    """`n`, `n or 0`."""
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        return _starts_with(node.values[0], name) and isinstance(node.values[-1], ast.Constant)
    return isinstance(node, ast.Name) and node.id == name


def _sets_start(statement: ast.stmt, name: str) -> bool:
    """`if n is None: n = 0`."""
    if not isinstance(statement, ast.If) or statement.orelse or len(statement.body) != 1:
        return False
    inner = statement.body[0]
    start = isinstance(inner, ast.Assign) and isinstance(inner.value, ast.Constant)
    return start and _mentions(statement.test, {name})


def _mentions(node: ast.expr, names: set[str]) -> bool:
    return any(isinstance(n, ast.Name) and n.id in names for n in ast.walk(node))


def _number(node: ast.expr) -> float | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return None if isinstance(node.value, bool) else node.value
    return None


def _is_literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant)


def _keeps_all(spec: ast.expr | None) -> bool:
    """Whether a format shows the whole value: `f"{now}"`, not `f"{now:%H:%M}"`."""
    if spec is None:
        return True
    return "%f" in ast.unparse(spec)
