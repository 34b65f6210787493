"""Returns: where the value goes back to the property that it came from."""

from __future__ import annotations

import ast

from dash_codemods.model.patching.binding import Binder
from dash_codemods.model.patching.report import Line
from dash_codemods.model.patching.shapes import Grown, Whole, whole
from dash_codemods.model.patching.writing import Writer


class Returns:
    """Follows the value into what the function returns."""

    def __init__(self, writer: Writer) -> None:
        """Take the writer, which notes the changes."""
        self.writer, self.context, self.reader = writer, writer.context, writer.reader
        self.binder = Binder(writer)

    def look(self, node: ast.Return) -> None:
        """Look at a return statement."""
        if node.value is None:
            return
        if self.context.deferred:
            self.reader.value(node.value)
            return
        self._descend(node, node.value, self.context.subject.output)

    def _descend(self, node: ast.Return, value: ast.expr, way: tuple[int | str, ...]) -> None:
        """Go to the place in a display where the property's value stands."""
        if isinstance(value, ast.IfExp):
            self.reader.value(value.test)
            for branch in (value.body, value.orelse):
                self._descend(node, branch, way)
            return
        if not way:
            self._leaf(node, value)
            return
        inside, others = _step(value, way[0])
        if inside is None:
            self.reader.value(value)
            return
        for other in others:
            self.reader.value(other)
        self._descend(node, inside, way[1:])

    def _leaf(self, node: ast.Return, value: ast.expr) -> None:
        found = whole(value, self.binder.is_whole)
        if found is not None:
            self._whole(node, value, found)
            return
        more = self.binder.grown(value)
        if more is not None:
            self._grown(node, value, more)
            return
        self.reader.value(value)

    def _whole(self, node: ast.Return, value: ast.expr, found: Whole) -> None:
        held = self.context.state.names[found.name.id]
        if not self.context.quiet and held.kind == "mixed":
            self.context.report.mixed |= held.origins
        if found.empty is not None:
            self.binder.stand_in(found)
        if found.kind is not None:
            self.writer.kind((), found.kind, node)
        if self.context.state.null == "raw" and not found.fails:
            self.context.need("defined", node)
        if self.context.state.null == "guarded":
            self.context.need("not_none", node)
        self.context.rename(value)
        self._noted(node)

    def _grown(self, node: ast.Return, value: ast.expr, found: Grown) -> None:
        if node.value is not value and not self._is_first(node, value):
            self.context.block(
                "order-of-evaluation",
                "what is added would be worked out before the other values of the return",
                node,
            )
        lines: list[Line] = self.binder.add(node, found, found.whole.name.id)
        if not self.context.quiet:
            self.context.report.replaced[node] = (*lines, (node,))
        self.context.rename(value)
        self._noted(node)

    def _is_first(self, node: ast.Return, value: ast.expr) -> bool:
        """Whether nothing that does something is worked out before a value of a return."""
        assert node.value is not None
        inside = {id(inner) for inner in ast.walk(value)}
        for inner in ast.walk(node.value):
            if isinstance(inner, ast.IfExp):
                return False
            if id(inner) in inside or not isinstance(inner, ast.Call | ast.Await):
                continue
            start = (inner.lineno, inner.col_offset)
            if start < (value.lineno, value.col_offset):
                return False
        return True

    def _noted(self, node: ast.Return) -> None:
        if not self.context.quiet:
            self.context.report.returns[node] = None


def _step(value: ast.expr, key: int | str) -> tuple[ast.expr | None, list[ast.expr]]:
    """The member of a display, and the other members; None where it is no such display."""
    if isinstance(key, int) and isinstance(value, ast.Tuple | ast.List):
        if len(value.elts) <= key or any(isinstance(e, ast.Starred) for e in value.elts):
            return None, []
        return value.elts[key], [e for i, e in enumerate(value.elts) if i != key]
    if isinstance(key, str) and isinstance(value, ast.Dict):
        for known, inner in zip(value.keys, value.values, strict=True):
            if isinstance(known, ast.Constant) and known.value == key:
                return inner, [v for v in value.values if v is not inner]
    if isinstance(key, str) and isinstance(value, ast.Call):
        name = value.func.id if isinstance(value.func, ast.Name) else ""
        if name == "dict" and not value.args:
            for keyword in value.keywords:
                if keyword.arg == key:
                    return keyword.value, [k.value for k in value.keywords if k is not keyword]
    return None, []
