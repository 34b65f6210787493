"""What a callback's function returns for one of its outputs: an expression for every way out."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.expressions import Name
from dash_codemods.model.grouping import Arguments, Group, Leaf, Node
from dash_codemods.model.project import FunctionNode, Project
from dash_codemods.model.traffic.trees import Trees, dotted, leaves_always

Key = int | str

_MOST_ITEMS = 100
"""Of a list that is repeated: `[no_update] * 8`."""


@dataclass(frozen=True, eq=False, slots=True)
class Returned:
    """One way out of a function."""

    line: int
    value: ast.expr | None
    """What the output gets; None where that cannot be told."""
    nothing: bool = False
    """The function ends without a `return`: the output gets None."""
    filled: bool = False
    """It is an item of a list that is filled by index: the output may be left alone."""


def returned_for(project: Project, callback: Callback, output: Dependency) -> list[Returned]:
    """What an output gets on every way out; ways that write nothing are left out."""
    trees = project.once(Trees)
    function = trees.function_of(callback)
    if function is None or callback.function is None:
        return [Returned(callback.line, None)]
    finder = _Finder(project, callback.path, callback.function.body, function)
    at = _place_of(callback, output)
    found: list[Returned] = []
    for node in trees.own_nodes(function):
        if isinstance(node, ast.Return):
            found += finder.ways(node.value, at, node.lineno)
        elif isinstance(node, ast.Yield | ast.YieldFrom):
            found.append(Returned(node.lineno, None))
    if not leaves_always(function.body):
        found.append(Returned(function.body[-1].lineno, None, nothing=True))
    return found


def _place_of(callback: Callback, output: Dependency) -> tuple[Key, ...] | None:
    """Where in the returned value an output's own stands; None where that is not known."""
    if callback.single_output:
        return ()
    node = _output_node(callback.arguments)
    if node is None:
        return None
    members = node.members if isinstance(node, Group) else (node,)
    keys = node.keys if isinstance(node, Group) else None
    for index, member in enumerate(members):
        if member == Leaf(output):
            return (keys[index],) if keys is not None else (index,)
    return None


def _output_node(arguments: Arguments) -> Node | None:
    """All outputs as one grouping, in the shape in which they are returned."""
    if arguments.output is not None:
        return arguments.output
    flat: list[Node] = []
    for node in arguments.positional:
        if isinstance(node, Group) and node.keys is None:
            flat += node.members
        else:
            flat.append(node)
    outputs = [n for n in flat if isinstance(n, Leaf) and n.dependency.kind == "Output"]
    if any(isinstance(n, Group) for n in flat[: len(outputs) + 1]):
        first = arguments.positional[0]
        return first if isinstance(first, Group) else None
    return Group(tuple(outputs))


class _Finder:
    """Follows returned expressions to the value of one output."""

    def __init__(self, project: Project, path: str, scope: int, function: FunctionNode) -> None:
        self.project, self.path, self.scope = project, path, scope
        trees = project.once(Trees)
        self.assigned = trees.single_assignments(function)
        self.bound = trees.rebound_names(function)
        self.filled = _filled(trees.own_nodes(function))

    def ways(
        self, value: ast.expr | None, at: tuple[Key, ...] | None, line: int
    ) -> Iterator[Returned]:
        if value is None:
            yield Returned(line, None, nothing=True)
        elif self._writes_nothing(value):
            return
        elif isinstance(value, ast.IfExp) and (at or self._may_write_nothing(value)):
            yield from self.ways(value.body, at, line)
            yield from self.ways(value.orelse, at, line)
        elif at == ():
            yield Returned(line, value)
        elif isinstance(value, ast.Name) and self._given(value) is not None:
            yield from self.ways(self._given(value), at, line)
        else:
            member = self._member(value, at[0]) if at else None
            if member is None:
                filled = isinstance(value, ast.Name) and value.id in self.filled
                yield Returned(line, None, filled=filled)
            else:
                yield from self.ways(member, at[1:] if at else (), line)

    def _given(self, name: ast.Name) -> ast.expr | None:
        """What a name is given, once, and still holds: `out = [no_update] * 3; out[0] = 1`."""
        given = self.assigned.get(name.id)
        fixed = isinstance(given, ast.Tuple | ast.Constant)
        return given if fixed or name.id not in self.filled else None

    def _member(self, value: ast.expr, key: Key) -> ast.expr | None:
        items = self._items(value) if isinstance(key, int) else None
        if items is not None and isinstance(key, int):
            return items[key] if key < len(items) else None
        return _member(value, key)

    def _items(self, value: ast.expr) -> list[ast.expr] | None:
        """What a tuple or a list holds that is put together: `(None,) * 8 + (text, True)`."""
        if isinstance(value, ast.Tuple | ast.List):
            starred = any(isinstance(item, ast.Starred) for item in value.elts)
            return None if starred else value.elts
        if isinstance(value, ast.Name):
            given = self._given(value)
            return self._items(given) if given is not None and given is not value else None
        if not isinstance(value, ast.BinOp):
            return None
        left, right = self._items(value.left), self._items(value.right)
        if isinstance(value.op, ast.Add):
            return None if left is None or right is None else [*left, *right]
        if isinstance(value.op, ast.Mult):
            items, times = (left, value.right) if left is not None else (right, value.left)
            number = times.value if isinstance(times, ast.Constant) else None
            if items is not None and type(number) is int and number <= _MOST_ITEMS:
                return items * number
        return None

    def _may_write_nothing(self, value: ast.expr) -> bool:
        if isinstance(value, ast.IfExp):
            return self._may_write_nothing(value.body) or self._may_write_nothing(value.orelse)
        return self._writes_nothing(value)

    def _writes_nothing(self, value: ast.expr) -> bool:
        name = dotted(value)
        if name in self.bound and isinstance(value, ast.Name):
            # What the function itself calls so: `no_update = (stored, None)`.
            given = self.assigned.get(value.id)
            name = dotted(given) if given is not None else None
        if name is None or name in self.bound:
            return False
        external = self.project.external_name(self.path, self.scope, Name(name))
        return external == "dash.no_update" or name.rpartition(".")[2] == "no_update"


def _filled(nodes: list[ast.AST]) -> set[str]:
    """The names of lists and dicts that a body may change after it has made them."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            target: ast.expr = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            target = node.func.value
        else:
            continue
        if isinstance(target, ast.Name):
            found.add(target.id)
    return found


def _member(value: ast.expr, key: Key) -> ast.expr | None:
    if isinstance(value, ast.Tuple | ast.List) and isinstance(key, int):
        starred = any(isinstance(e, ast.Starred) for e in value.elts[: key + 1])
        return None if starred or key >= len(value.elts) else value.elts[key]
    if isinstance(value, ast.Dict) and isinstance(key, str):
        for name, item in zip(value.keys, value.values, strict=True):
            if isinstance(name, ast.Constant) and name.value == key:
                return item
    if isinstance(value, ast.Call) and isinstance(key, str) and dotted(value.func) == "dict":
        return next((k.value for k in value.keywords if k.arg == key), None)
    return None
