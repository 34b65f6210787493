"""The names of a function: what they are bound to, and which may be changed in place."""

from __future__ import annotations

import ast
import builtins
from collections import Counter

from dash_codemods.model.walking import walk


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


JSON_METHODS = frozenset(n for kind in (dict, list, str, int, float) for n in dir(kind))
"""What JSON values have for methods."""
MUTATORS = words(
    "append extend insert pop remove clear reverse sort update setdefault popitem add "
    "discard prepend __setitem__ __delitem__ __iadd__ __ior__ __imul__"
)
"""Methods that change what they are called on."""


class Locals:
    """What a function's body does with each name, wherever in the body."""

    def __init__(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Look through the body once."""
        self.function = function
        self.values: dict[str, list[ast.expr | None]] = {}
        """All that is assigned to a name; None where that is no expression of its own."""
        self.loads: dict[str, list[ast.Name]] = {}
        self.changes: dict[str, list[int]] = {}
        """Lines on which a name's value may be changed in place, or handed to what may do so."""
        self._loops: list[tuple[int, int]] = []
        self.written_through: set[str] = set()
        """Names to whose items something is assigned, or on which a changing method is called."""
        self.write_bases: Counter[str] = Counter()
        """How often a name stands where something is only written through it."""
        self.all: set[str] = {name.arg for name in walk(function) if isinstance(name, ast.arg)}
        for node in walk(function):
            self._look(node)

    def _look(self, node: ast.AST) -> None:
        if isinstance(node, ast.Name):
            self.all.add(node.id)
            if isinstance(node.ctx, ast.Load):
                self.loads.setdefault(node.id, []).append(node)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                self._bound(target, node.value if isinstance(target, ast.Name) else None)
            self._changes(node.value if isinstance(node.value, ast.Name) else None)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr):
            self._bound(node.target, node.value)
        elif isinstance(node, ast.AugAssign):
            self._bound(node.target, None)
            self._changes(node.target)
        elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            self._bound(node.target, None)
        if isinstance(node, ast.For | ast.AsyncFor | ast.While):
            self._loops.append((node.lineno, node.end_lineno or node.lineno))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            # When it runs is not known.
            if node is not self.function:
                self._loops.append((self.function.lineno, self.function.end_lineno or 0))
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            self._bound(node.optional_vars, None)
        elif isinstance(node, ast.Call):
            self._called(node)
        elif isinstance(node, ast.Expr):
            called = node.value.func if isinstance(node.value, ast.Call) else None
            if isinstance(called, ast.Attribute) and called.attr in MUTATORS:
                self._count(called.value)
        elif isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
            self._changes(node)
            self._count(node)

    def _bound(self, target: ast.expr, value: ast.expr | None) -> None:
        for inner in walk(target):
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                self.values.setdefault(inner.id, []).append(value)

    def _changes(self, node: ast.expr | None) -> None:
        inside = isinstance(node, ast.Subscript | ast.Attribute)
        while isinstance(node, ast.Subscript | ast.Attribute):
            node = node.value
        if isinstance(node, ast.Name):
            self.changes.setdefault(node.id, []).append(node.lineno)
            if inside:
                self.written_through.add(node.id)

    def _count(self, node: ast.expr) -> None:
        while isinstance(node, ast.Subscript):
            node = node.value
        if isinstance(node, ast.Name):
            self.write_bases[node.id] += 1

    def _called(self, node: ast.Call) -> None:
        function = node.func
        if isinstance(function, ast.Name) and hasattr(builtins, function.id):
            return
        if isinstance(function, ast.Attribute) and function.attr in MUTATORS:
            self._changes(function)
            return
        for argument in (*node.args, *(k.value for k in node.keywords)):
            if isinstance(argument, ast.Starred):
                argument = argument.value
            if isinstance(argument, ast.Name):
                self.changes.setdefault(argument.id, []).append(argument.lineno)

    def changed_after(self, name: ast.Name) -> bool:
        """Whether what a name holds may be changed once this use of it is over."""
        lines = self.changes.get(name.id, ())
        around = [loop for loop in self._loops if loop[0] <= name.lineno <= loop[1]]
        return any(
            line > name.lineno or any(first <= line <= last for first, last in around)
            for line in lines
        )

    def only_value(self, name: str) -> ast.expr | None:
        """What a name is assigned, where that happens in one place."""
        values = self.values.get(name, [])
        return values[0] if len(values) == 1 and not self.is_parameter(name) else None

    def is_parameter(self, name: str) -> bool:
        """Whether a name is a parameter of the function."""
        arguments = self.function.args
        return any(
            a.arg == name for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        )
