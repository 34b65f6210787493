"""Returns: where the value goes back to the property that it came from."""

from __future__ import annotations

import ast

from dash_codemods.model.patching.binding import Binder
from dash_codemods.model.patching.displays import member
from dash_codemods.model.patching.effects import has_effects
from dash_codemods.model.patching.growth import Grown
from dash_codemods.model.patching.report import Line
from dash_codemods.model.patching.shapes import Whole, whole
from dash_codemods.model.patching.writing import Writer
from dash_codemods.model.walking import walk


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
        inside, others = member(value, way[0])
        if inside is None:
            self.reader.value(value)
            return
        for other in others:
            self.reader.value(other)
        self._descend(node, inside, way[1:])

    def _leaf(self, node: ast.Return, value: ast.expr) -> None:
        held = self.context.state.names.get(value.id) if isinstance(value, ast.Name) else None
        if isinstance(value, ast.Name) and held is not None and held.kind == "figure":
            self._whole(node, value, Whole(value))
            return
        if held is not None and held.kind == "original" and not self.context.state.writes:
            # The value as it came: a Patch that nothing was added to.
            if self.context.state.null != "solid":
                self.context.need("defined", node)
            self.context.rename(value)
            self._noted(node)
            return
        found = whole(value, self.binder.is_whole)
        if found is not None:
            self._whole(node, value, found)
            return
        more = self.binder.grown(value)
        if more is not None:
            self._grown(node, value, more)
            return
        if held is not None and held.kind == "unclear" and not self.context.quiet:
            self.context.report.reaches = True
        before = len(self.context.report.obstacles)
        self.reader.value(value)
        if isinstance(value, ast.Call) and ast.unparse(value.func).endswith("Serverside"):
            # dash-extensions keeps the value on the server: only a key is sent.
            return
        if len(self.context.report.obstacles) > before:
            # What is returned is made of the changed value.
            self.context.report.reaches = True

    def _whole(self, node: ast.Return, value: ast.expr, found: Whole) -> None:
        held = self.context.state.names[found.name.id]
        if found.empty is not None or found.copied != "no":
            self.binder.droppable(node, found)
        if not self.context.quiet and held.kind == "mixed":
            self.context.report.mixed |= held.origins
        if found.empty is not None:
            self.binder.stand_in(found)
        if found.kind is not None:
            self.writer.kind((), found.kind, node)
        if self.context.subject.every_item or (
            self.context.state.null == "raw" and not found.fails
        ):
            self.context.need("defined", node)
        if self.context.state.null == "guarded":
            self.context.need("not_none", node)
        if not self.context.quiet:
            self.binder.figure(found, node)
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
        for inner in walk(node.value):
            if isinstance(inner, ast.IfExp):
                return False
            if not isinstance(inner, ast.Call | ast.Await) or not has_effects(inner):
                continue
            if (inner.lineno, inner.col_offset) < (value.lineno, value.col_offset):
                return False
        return True

    def _noted(self, node: ast.Return) -> None:
        if not self.context.quiet:
            self.context.report.returns[node] = None
