"""A walk through a function's statements, in the order in which they run."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import replace

from dash_codemods.model.patching.managers import may_take_failures
from dash_codemods.model.patching.reading import item_of
from dash_codemods.model.patching.scopes import bound_in, catches, leaves
from dash_codemods.model.patching.straight import StraightFlow
from dash_codemods.model.patching.values import State, merged
from dash_codemods.model.walking import walk

_MOST_ROUNDS = 6


class Flow(StraightFlow):
    """Follows the value through loops, what may fail, and functions inside."""

    # -- loops

    def _For(self, node: ast.For | ast.AsyncFor) -> bool:

        def turn() -> None:
            if not self.binder.each_item(node):
                items = item_of(self.reader.value(node.iter))
                self.reader.bind(node.target, items, lasting=True)

        return self._loop(turn, node.body, node.orelse)

    _AsyncFor = _For

    def _While(self, node: ast.While) -> bool:
        return self._loop(lambda: self.reader.value(node.test), node.body, node.orelse)

    def _loop(
        self, turn: Callable[[], object], body: Sequence[ast.stmt], orelse: Sequence[ast.stmt]
    ) -> bool:
        """Walk a loop until what is known at its start holds in every turn."""
        start, here = self.context.state, self.context.statement

        def head() -> None:
            self.context.statement = here
            turn()

        for _ in range(_MOST_ROUNDS):
            self.context.quiet += 1
            end = self._turn(start, head, body)
            self.context.quiet -= 1
            again = merged(start, end)
            assert again is not None
            if again == start:
                break
            start = again
        end = self._turn(start, head, body)
        left = merged(start, end) or start
        self.context.state = left
        # Behind a `break`, the `else` has not run.
        reached = self.block(orelse)
        self.context.state = merged(left, self.context.state if reached else None) or left
        return reached or any(isinstance(n, ast.Break) for one in body for n in walk(one))

    def _turn(
        self, start: State, turn: Callable[[], object], body: Sequence[ast.stmt]
    ) -> State | None:
        self.context.state = start
        self._leaving.append([])
        turn()
        # The list may be empty: what a turn would have shown is not known behind the loop.
        end: State | None = self.context.state if self.block(body) else None
        for state in self._leaving.pop():
            end = merged(end, state)
        return end

    # -- other compound statements

    def _With(self, node: ast.With | ast.AsyncWith) -> bool:
        catching = False
        for item in node.items:
            found = self.reader.value(item.context_expr)
            catching |= may_take_failures(item, self.context.subject.external)
            if item.optional_vars is not None:
                self.reader.bind(item.optional_vars, found, lasting=True)
        self.context.caught += catching
        reached, broken = self._attempt(node.body)
        self.context.caught -= catching
        return self._join([self.context.state if reached else None, broken if catching else None])

    _AsyncWith = _With

    def _Try(self, node: ast.Try) -> bool:
        catching = any(catches(handler) for handler in node.handlers)
        forgetting = leaves(node.finalbody)
        self.context.caught += catching + forgetting
        reached, broken = self._attempt(node.body)
        self.context.caught -= catching
        ends: list[State | None] = []
        if reached:
            reached = self.block(node.orelse)
        ends.append(self.context.state if reached else None)
        for handler in node.handlers:
            self.context.state = broken
            ends.append(self.context.state if self.block(handler.body) else None)
        self.context.caught -= forgetting
        reached = self._join(ends)
        left = any(isinstance(n, ast.Return) for n in walk(node))
        if forgetting:
            self.context.state = merged(self.context.state, broken) or broken
        self.context.finishing += left
        if left and self.context.report.later and node.finalbody:
            message = "a function inside may change the value after a `return`"
            self.context.block("order-of-evaluation", message, node.finalbody[0])
        reached = self.block(node.finalbody) and reached
        self.context.finishing -= left
        return reached

    _TryStar = _Try

    def _attempt(self, body: Sequence[ast.stmt]) -> tuple[bool, State]:
        """Walk a block that may fail: whether its end is reached, and what is known if it fails.

        A failure may come at any point: any of what the statements do may be done.
        """
        self._passed.append(self.context.state)
        reached = self.block(body)
        broken = self._passed.pop()
        assert broken is not None
        return reached, broken

    def _FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """A function inside: when it runs is not known, so it may only write."""
        for decorator in node.decorator_list:
            self.reader.value(decorator)
        self.reader.defaults(node.args)
        self.reader.close(node)
        before = self.context.state
        inner = before
        for name in bound_in(node):
            inner = inner.with_name(name, None)
        self.context.state = replace(inner, null=before.null)
        self.context.deferred += 1
        self.context.inside.append(node.name)
        self.block(node.body)
        self.context.inside.pop()
        self.context.deferred -= 1
        writes = before.writes | self.context.state.writes
        self.context.state = replace(before, writes=writes)

    _AsyncFunctionDef = _FunctionDef

    def _ClassDef(self, node: ast.ClassDef) -> None:
        for inner in walk(node):
            if isinstance(inner, ast.Name):
                value = self.context.state.names.get(inner.id)
                if value is not None and value.kind not in ("fresh", "derived"):
                    self.context.block("value-is-read", "a class inside uses the value", inner)
