"""A walk through statements that run once: simple ones, and branches."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import replace

from dash_codemods.model.patching.binding import Binder
from dash_codemods.model.patching.calls import Reader
from dash_codemods.model.patching.figures import Figures
from dash_codemods.model.patching.methods import Methods
from dash_codemods.model.patching.places import place_of
from dash_codemods.model.patching.reading import item_of
from dash_codemods.model.patching.report import Context
from dash_codemods.model.patching.returns import Returns
from dash_codemods.model.patching.shapes import present_when
from dash_codemods.model.patching.values import State, merged
from dash_codemods.model.patching.writing import Writer
from dash_codemods.model.walking import children, walk


class StraightFlow:
    """Follows the value from statement to statement; loops and the like are its subclass's."""

    def __init__(self, context: Context) -> None:
        """Take what the parts of the analysis share."""
        self.context = context
        self.reader = Reader(context)
        self.writer = Writer(context, self.reader)
        self.methods = Methods(self.writer)
        self.binder = Binder(self.writer)
        self.returns = Returns(self.writer)
        self.figures = Figures(self.writer)
        self._left: set[str] = set()
        """Names that a function inside changes, and that are another value by now."""
        self._passed: list[State | None] = []
        """For each `try` around: what may be known wherever in its body something fails."""
        self._leaving: list[list[State]] = []
        """For each loop around: the states at its `break`s and `continue`s."""

    def block(self, statements: Sequence[ast.stmt]) -> bool:
        """Walk a block; False if its end is never reached."""
        reached = True
        for statement in statements:
            self.context.statement = statement
            handler: Callable[[ast.stmt], bool | None] | None
            handler = getattr(self, f"_{type(statement).__name__}", None)
            if handler is None:
                self._other(statement)
            elif handler(statement) is False:
                # What follows is never run, but is walked so that its names stay right.
                reached = False
            self._check_shared(statement)
            self._check_later(statement)
            if not self.context.deferred:
                self._passed = [merged(one, self.context.state) for one in self._passed]
        return reached

    def _check_shared(self, statement: ast.stmt) -> None:
        """Refuse where a name that other scopes see has come to hold some of the value."""
        for name in sorted(self.context.shared):
            value = self.context.state.names.get(name)
            if value is not None and value.kind not in ("fresh", "derived"):
                message = f"`{name}`, which other functions see, holds the value or a part of it"
                self.context.block("value-escapes", message, statement)
                if not self.context.quiet:
                    self.context.shared.discard(name)  # said once

    def _check_later(self, statement: ast.stmt) -> None:
        """Refuse where what a function inside changes is no longer what is returned."""
        if self.context.deferred:
            return
        for name in sorted(self.context.report.later - self._left):
            value = self.context.state.names.get(name)
            if value is None or value.kind != "tracked":
                self._left |= set() if self.context.quiet else {name}  # said once
                message = f"`{name}`, which a function inside changes, is another value from here"
                self.context.block("unclear-assignment", message, statement)

    def _other(self, node: ast.stmt) -> None:
        for child in children(node):
            if isinstance(child, ast.expr):
                self.reader.value(child)

    # -- simple statements

    def _Expr(self, node: ast.Expr) -> None:
        if not self.figures.call(node) and not self.methods.call(node):
            self.reader.value(node.value)

    def _Assign(self, node: ast.Assign) -> None:
        self.binder.assign(node, node.targets, node.value)

    def _AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.binder.assign(node, [node.target], node.value)

    def _AugAssign(self, node: ast.AugAssign) -> None:
        if not self.methods.augment(node):
            self.reader.value(node.value)
            for inner in walk(node.target):
                if isinstance(inner, ast.Subscript):
                    self.reader.value(inner.slice)
                elif isinstance(inner, ast.Name) and inner is not node.target:
                    self.reader.value(inner)

    def _Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            place = place_of(target)
            if self.writer.holder(place) is None or place is None:
                if not self.writer.forbidden(target) and isinstance(target, ast.Subscript):
                    self.reader.value(target.value)
                    self.reader.value(target.slice)
            elif isinstance(target, ast.Subscript):
                self.writer.delete(target, place, node)
            else:
                self.context.block("value-is-read", "the value's name is deleted", node)

    def _Return(self, node: ast.Return) -> bool:
        self.returns.look(node)
        return False

    def _Raise(self, node: ast.Raise) -> bool:
        self._other(node)
        return False

    def _Break(self, _: ast.stmt) -> bool:
        if self._leaving:
            self._leaving[-1].append(self.context.state)
        return False

    _Continue = _Break

    def _Global(self, node: ast.Global | ast.Nonlocal) -> None:
        self.context.shared.update(node.names)
        for name in node.names:
            if name in self.context.state.names:
                self.context.block("value-is-read", f"`{name}` is shared with another scope", node)

    _Nonlocal = _Global

    # -- branches

    def _If(self, node: ast.If) -> bool:
        if self.binder.guard(node):
            return True
        self.reader.value(node.test)
        before = self.context.state
        ends: list[State | None] = []
        for block, holds in ((node.body, True), (node.orelse, False)):
            self.context.state = before
            if before.null == "raw" and present_when(node.test, self._is_tracked, holds):
                self.context.state = replace(before, null="solid")
            ends.append(self.context.state if self.block(block) else None)
        return self._join(ends)

    def _is_tracked(self, name: str) -> bool:
        value = self.context.state.names.get(name)
        return value is not None and value.kind in ("tracked", "original")

    def _join(self, ends: Sequence[State | None]) -> bool:
        """Go on where several paths meet; False if none of them gets there."""
        state: State | None = None
        for end in ends:
            state = merged(state, end)
        if state is not None:
            self.context.state = state
        return state is not None

    def _Match(self, node: ast.Match) -> bool:
        found = self.reader.value(node.subject)
        before = self.context.state
        ends: list[State | None] = [before]
        for case in node.cases:
            self.context.state = before
            for inner in walk(case.pattern):
                name = getattr(inner, "name", None) or getattr(inner, "rest", None)
                if isinstance(name, str):
                    self.context.state = self.context.state.with_name(name, item_of(found))
            if case.guard is not None:
                self.reader.value(case.guard)
            ends.append(self.context.state if self.block(case.body) else None)
        return self._join(ends)
