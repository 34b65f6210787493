"""Whether an expression gives another value every time: clocks, fresh identifiers, counters."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field

from dash_codemods.model.expressions import Constant, Name
from dash_codemods.model.project import FunctionNode, Project
from dash_codemods.model.traffic.changes import ANY_KEY
from dash_codemods.model.traffic.trees import dotted
from dash_codemods.model.walking import walk

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

_ENOUGH_BYTES = 8
"""So many random bytes are never the same twice."""

_SMALLEST, _LARGEST = 1e-6, 2.0**53
"""Between these, JSON and JavaScript tell every number from the next ones."""

_SAME_TEXT = frozenset({"str", "repr", "json.dumps"})


@dataclass
class Names:
    """What the names of a function's body stand for."""

    assigned: dict[str, ast.expr] = field(default_factory=dict)
    """Those bound once, and to what."""
    kept: set[str] = field(default_factory=set)
    """The property's own value, as it is when the writer is called."""
    steps: dict[str, int] = field(default_factory=dict)
    """The property's own value, which the body itself moves on: the line that does."""
    counts: set[str] = field(default_factory=set)
    """How often the writer's one Input was used."""
    changed: dict[str, set[object]] = field(default_factory=dict)
    """The names whose value is changed later, by the keys under which it is (`ANY_KEY`: all)."""


class Judge:
    """Judges the expressions of one scope."""

    def __init__(self, project: Project, path: str, scope: int, names: Names | None = None) -> None:
        """Take the scope that expressions stand in."""
        self.project, self.path, self.scope = project, path, scope
        self.names = names or Names()

    def constant(self, node: ast.expr) -> Constant | None:
        """The literal that an expression surely is; lists and dicts as text."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str | int | float | None):
            return Constant(node.value)
        if isinstance(node, ast.List | ast.Dict | ast.Tuple | ast.UnaryOp):
            try:
                return Constant(repr(ast.literal_eval(node)))
            except (ValueError, TypeError):
                return None
        if isinstance(node, ast.Name) and node.id in self.names.assigned:
            value = self.names.assigned[node.id]
            # A list may have been filled since.
            return self.constant(value) if isinstance(value, ast.Constant) else None
        name = dotted(node)
        if name is None:
            return None
        return self.project.constant(self.path, self.scope, Name(name))

    def kind(self, node: ast.expr) -> str | None:
        """What makes a value differ from the last one; None where it may be equal.

        `new` (a clock, a fresh identifier), `step` (the property's own value, moved on or
        turned around) or `count` (how often the writer's one Input was used).
        """
        if isinstance(node, ast.Name):
            return self._name(node)
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
            is_count = isinstance(first, ast.Name) and first.id in self.names.counts
            return "count" if is_count and isinstance(last, ast.Constant) else None
        if isinstance(node, ast.Attribute) and node.attr in ("hex", "int", "value"):
            return self.kind(node.value)
        return None

    def _name(self, node: ast.Name) -> str | None:
        if node.id in self.names.counts:
            return "count"
        if node.id in self.names.steps:
            return "step" if node.lineno > self.names.steps[node.id] else None
        value = self.names.assigned.get(node.id)
        changed = self.names.changed.get(node.id, set())
        if changed and isinstance(value, ast.Dict) and ANY_KEY not in changed:
            kept = [
                (key, item)
                for key, item in zip(value.keys, value.values, strict=True)
                if not (isinstance(key, ast.Constant) and key.value in changed)
            ]
            value = ast.Dict([key for key, _ in kept], [item for _, item in kept])
        elif changed and value is not None and _may_be_changed(value):
            return None
        return self.kind(value) if value is not None else None

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
            sized = external is not None and external.startswith("secrets.") and node.args
            few = sized and (_number(node.args[0]) or 0) < _ENOUGH_BYTES
            return None if few else "new"
        if name == "dict" and not node.args:
            kinds = [self.kind(k.value) for k in node.keywords if k.arg is not None]
            whole = len(kinds) == len(node.keywords)
            return next((k for k in ("new", "step", "count") if whole and k in kinds), None)
        if node.args and (name in _SAME_TEXT or external in _SAME_TEXT):
            # What else is given (`json.dumps(now, default=...)`) may leave something out.
            return None if node.keywords else self.kind(node.args[0])
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
        if _swallows(node.left) or _swallows(node.right):
            return None
        if isinstance(node.op, ast.Add | ast.Sub):
            if right and self._is_kept(node.left):
                # `(n or 1) - 1` stays at 0, which counts as no value.
                back = isinstance(node.op, ast.Sub) and right in self._starts(node.left)
                return None if back else "step"
            if left and isinstance(node.op, ast.Add) and self._is_kept(node.right):
                return "step"
            if isinstance(node.right, ast.Constant):
                return self.kind(node.left)
            return self.kind(node.right) if isinstance(node.left, ast.Constant) else None
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
        asked = _asked_for(node.test, none=kinds[1] == "step")
        if "step" not in kinds or asked not in self.names.kept:
            return None
        other = node.orelse if kinds[0] == "step" else node.body
        return "step" if _number(other) else None

    def _is_kept(self, node: ast.expr) -> bool:
        """The property's own value, or a start in its place: `n`, `n or 0`."""
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            first, rest = node.values[0], node.values[1:]
            return self._is_kept(first) and all(isinstance(r, ast.Constant) for r in rest)
        if isinstance(node, ast.IfExp):
            none = isinstance(node.body, ast.Constant)
            start, kept = (node.body, node.orelse) if none else (node.orelse, node.body)
            asked = _asked_for(node.test, none=none)
            fixed = isinstance(start, ast.Constant) and asked in self.names.kept
            return fixed and self._is_kept(kept)
        if isinstance(node, ast.Call) and dotted(node.func) == "int" and len(node.args) == 1:
            return self._is_kept(node.args[0])
        if isinstance(node, ast.Name):
            if node.id in self.names.assigned:
                return self._is_kept(self.names.assigned[node.id])
            return node.id in self.names.kept
        return False

    def _starts(self, node: ast.expr) -> set[float]:
        """The numbers that may stand in the place of the property's own value."""
        if isinstance(node, ast.Name) and node.id in self.names.assigned:
            return self._starts(self.names.assigned[node.id])
        numbers = {_number(inner) for inner in walk(node) if isinstance(inner, ast.Constant)}
        return {number for number in numbers if number is not None}

    def _external(self, name: str | None) -> str | None:
        if name is None:
            return None
        return self.project.external_name(self.path, self.scope, Name(name))


def _may_be_changed(node: ast.expr) -> bool:
    """Whether a value is a list or a dict."""
    made = isinstance(node, ast.Call) and dotted(node.func) in ("dict", "list")
    return made or isinstance(node, ast.Dict | ast.List)


def stepped_on(function: FunctionNode, name: str) -> int | None:
    """The line that surely moves a number on (`n = n or 0; n += 1`), if nothing else is done."""
    moved: int | None = None
    for statement in function.body:
        bindings = [
            node
            for node in walk(statement)
            if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
        ]
        if not bindings:
            continue
        value = getattr(statement, "value", None)
        if isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add):
            if not _number(statement.value) or _swallows(statement.value):
                return None
            moved = statement.lineno
        elif isinstance(statement, ast.Assign) and value is not None:
            adds = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add)
            counts = adds and bool(_number(value.right)) and not _swallows(value.right)
            if counts and _starts_with(value.left, name):
                moved = statement.lineno
            elif not _starts_with(value, name):
                return None
        elif moved is not None or not _sets_start(statement, name):
            # What is set behind the step may put it back: `if n > 3: n = 3`.
            return None
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
    return start and _asked_for(statement.test, none=True) == name


def _asked_for(test: ast.expr, *, none: bool) -> str | None:
    """The name that a test asks for a value: `n`, `n is not None`; with `none`, for none at all."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _asked_for(test.operand, none=not none)
    if isinstance(test, ast.Compare):
        same = ast.Is | ast.Eq if none else ast.IsNot | ast.NotEq
        match test:
            case ast.Compare(ast.Name(name), [operator], [ast.Constant(None)]):
                return name if isinstance(operator, same) else None
        return None
    return test.id if isinstance(test, ast.Name) and not none else None


def _number(node: ast.expr) -> float | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return None if isinstance(node.value, bool) else node.value
    return None


def _swallows(node: ast.expr) -> bool:
    """Whether a number is so large, or so small, that what is counted with it is lost beside it."""
    number = abs(_number(node) or 1)
    return not _SMALLEST <= number <= _LARGEST


def _keeps_all(spec: ast.expr | None) -> bool:
    """Whether a format shows the whole value: `f"{now}"`, not `f"{now:%H:%M}"`."""
    if spec is None:
        return True
    return "%f" in ast.unparse(spec)
