"""How much of a value a function needs: all of it, some keys, its length, nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from dash_codemods.model.project import FunctionNode
from dash_codemods.model.traffic.trees import dotted, last_name, own_nodes
from dash_codemods.model.walking import children, walk

_COPIES = frozenset({"deepcopy", "copy", "dict", "list"})
_TEXT = frozenset({"loads", "read_json"})


@dataclass
class Usage:
    """What a function does with a value that it gets."""

    whole: bool = False
    """Some place may need all of it."""
    keys: set[str] = field(default_factory=set)
    length: bool = False
    text_of_json: bool = False
    branch: int | None = None
    """The line of the one `if` or `else` outside of which it is not read."""

    def describe(self) -> str:
        """In a few words, for a message."""
        words = self._part()
        if self.text_of_json:
            words += ", as JSON text"
        if self.branch is not None:
            words += f", in the branch on line {self.branch} only"
        return words

    def _part(self) -> str:
        if self.whole:
            return "reads it"
        if self.keys:
            names = ", ".join(f'"{key}"' for key in sorted(self.keys))
            return f"reads {names} only" + (" and its length" if self.length else "")
        return "asks for its length only" if self.length else "asks only whether it is empty"


def usage_of(function: FunctionNode, name: str) -> Usage:
    """How a function uses the value of a parameter."""
    return _Follower(function, name).usage


class _Follower:
    def __init__(self, function: FunctionNode, name: str) -> None:
        self.parents = {child: node for node in walk(function) for child in children(node)}
        self.function = function
        self.usage = Usage()
        self.names = {name}
        self.places: list[ast.AST] = []
        self._find_aliases()
        loads = (node for node in walk(function) if isinstance(node, ast.Name))
        for node in loads:
            if node.id in self.names and isinstance(node.ctx, ast.Load):
                self._look(node)
        self.usage.branch = self._common_branch()

    def _find_aliases(self) -> None:
        """Names that stand for the value too: `d = data or {}`, `d = json.loads(data)`."""
        grown = True
        while grown:
            grown = False
            for target, value in _assignments(self.function):
                if target not in self.names and self._stands_for(value):
                    self.names.add(target)
                    grown = True

    def _stands_for(self, node: ast.expr) -> bool:
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            return self._stands_for(node.values[0]) and all(map(_is_empty, node.values[1:]))
        if isinstance(node, ast.Call) and len(node.args) == 1:
            name = last_name(node.func)
            return name in _COPIES | _TEXT and self._stands_for(node.args[0])
        return isinstance(node, ast.Name) and node.id in self.names

    def _look(self, node: ast.AST) -> None:
        """Classify one place that reads the value."""
        parent = self.parents[node]
        if isinstance(parent, ast.BoolOp) and self._is_first_of_default(parent, node):
            self._look(parent)
        elif isinstance(parent, ast.Call) and node in parent.args:
            self._handed_to(parent, node)
        elif isinstance(parent, ast.Assign) and self._is_alias(parent):
            return
        elif isinstance(parent, ast.Subscript) and parent.value is node:
            self._item(parent, parent.slice)
        elif isinstance(parent, ast.Attribute) and parent.attr == "get":
            call = self.parents[parent]
            key = call.args[0] if isinstance(call, ast.Call) and call.args else None
            self._item(parent, key)
        elif isinstance(parent, ast.Compare) and node in parent.comparators:
            is_key = len(parent.ops) == 1 and isinstance(parent.ops[0], ast.In | ast.NotIn)
            self._item(parent, parent.left if is_key else None)
        elif not self._is_test(node):
            self._whole(node)

    def _is_first_of_default(self, parent: ast.BoolOp, node: ast.AST) -> bool:
        if not isinstance(parent.op, ast.Or) or parent.values[0] is not node:
            return False
        return all(map(_is_empty, parent.values[1:]))

    def _handed_to(self, call: ast.Call, node: ast.AST) -> None:
        name = last_name(call.func)
        if name in ("len", "bool") and len(call.args) == 1:
            self.places.append(node)
            self.usage.length = True
        elif name in _TEXT and (dotted(call.func) or "").startswith(("json.", "pd.", "pandas.")):
            self.usage.text_of_json = True
            self._look(call)
        else:
            self._whole(node)

    def _is_alias(self, statement: ast.Assign) -> bool:
        target = statement.targets[0]
        single = len(statement.targets) == 1 and isinstance(target, ast.Name)
        return single and isinstance(target, ast.Name) and target.id in self.names

    def _item(self, node: ast.AST, key: ast.expr | None) -> None:
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            self.places.append(node)
            self.usage.keys.add(key.value)
        else:
            self._whole(node)

    def _whole(self, node: ast.AST) -> None:
        self.places.append(node)
        self.usage.whole = True

    def _is_test(self, node: ast.AST) -> bool:
        """`if not data`, `data is None`."""
        parent = self.parents[node]
        if isinstance(parent, ast.Compare) and parent.left is node:
            return all(map(_is_empty, parent.comparators))
        if isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not):
            return True
        if isinstance(parent, ast.BoolOp):
            return self._is_test(parent)
        return isinstance(parent, ast.If | ast.IfExp | ast.While) and parent.test is node

    def _common_branch(self) -> int | None:
        """The outermost arm of an `if` that holds every place."""
        arms = [list(self._arms(place)) for place in self.places]
        if not arms:
            return None
        common = [arm for arm in arms[0] if all(arm in others for others in arms[1:])]
        return common[-1][0] if common else None

    def _arms(self, node: ast.AST) -> Iterator[tuple[int, str]]:
        """The arms around a node, from the inside out."""
        while node is not self.function:
            parent = self.parents[node]
            if isinstance(parent, ast.If) and not self._asks_for_it(parent.test):
                if node in parent.body:
                    yield parent.lineno, "if"
                elif node in parent.orelse:
                    yield parent.lineno, "else"
            node = parent

    def _asks_for_it(self, test: ast.expr) -> bool:
        """Whether the value itself decides on a branch: `if data:`."""
        return any(isinstance(n, ast.Name) and n.id in self.names for n in walk(test))


def _assignments(function: FunctionNode) -> Iterator[tuple[str, ast.expr]]:
    for node in own_nodes(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
            if isinstance(target, ast.Name):
                yield target.id, node.value


def _is_empty(node: ast.expr) -> bool:
    if isinstance(node, ast.List | ast.Tuple):
        return not node.elts
    if isinstance(node, ast.Dict):
        return not node.keys
    if isinstance(node, ast.Call):
        return dotted(node.func) in ("dict", "list") and not node.args and not node.keywords
    return isinstance(node, ast.Constant) and not node.value
