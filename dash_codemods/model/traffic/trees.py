"""Syntax trees of functions and calls, each parsed once."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterator

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.facts import Function
from dash_codemods.model.project import FunctionNode, Project
from dash_codemods.model.walking import children, walk


class Trees:
    """The trees of a project's files."""

    def __init__(self, project: Project) -> None:
        """Take the project; a file is parsed when it is first asked for."""
        self.project = project
        self.sources = project.sources
        self._assigned: dict[FunctionNode, dict[str, ast.expr]] = {}
        self._every: dict[FunctionNode, dict[str, list[ast.expr]]] = {}
        self._own: dict[FunctionNode, list[ast.AST]] = {}
        self._rebound: dict[FunctionNode, set[str]] = {}

    def single_assignments(self, function: FunctionNode) -> dict[str, ast.expr]:
        """See the function of this name."""
        if function not in self._assigned:
            self._assigned[function] = single_assignments(function)
        return self._assigned[function]

    def assignments(self, function: FunctionNode) -> dict[str, list[ast.expr]]:
        """The names that a function's body binds by assignments alone, and to what."""
        if function not in self._every:
            self._every[function] = assignments(function)
        return self._every[function]

    def own_nodes(self, function: FunctionNode) -> list[ast.AST]:
        """The nodes of a function's body, those of nested functions and classes left out."""
        if function not in self._own:
            self._own[function] = list(own_nodes(function))
        return self._own[function]

    def rebound_names(self, function: FunctionNode) -> set[str]:
        """The names that are bound anywhere in a function, its parameters not counted."""
        if function not in self._rebound:
            self._rebound[function] = {
                node.id
                for node in walk(function)
                if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
            }
        return self._rebound[function]

    def parents(self, path: str) -> dict[ast.AST, ast.AST]:
        """What every node of a file stands in; the nodes are those that `calls` gives."""
        memo = self.sources.memo(path)
        if "parents" not in memo:
            memo["parents"] = {
                child: node for node in walk(self.sources.tree(path)) for child in children(node)
            }
        found: dict[ast.AST, ast.AST] = memo["parents"]
        return found

    def function_of(self, callback: Callback) -> FunctionNode | None:
        """The tree of a callback's function."""
        return self.function(callback.path, callback.function) if callback.function else None

    def function(self, path: str, function: Function) -> FunctionNode | None:
        """The tree of a function."""
        try:
            return self.project.tree_of(path, function)
        except LookupError:
            return None

    def calls(self, path: str, name: str, line: int) -> list[ast.Call]:
        """The calls of a name (the last of a chain) that start on a line."""
        memo = self.sources.memo(path)
        if "calls" not in memo:
            found: dict[tuple[str | None, int], list[ast.Call]] = {}
            for node in walk(self.sources.tree(path)):
                if isinstance(node, ast.Call):
                    found.setdefault((last_name(node.func), node.lineno), []).append(node)
            memo["calls"] = found
        known: dict[tuple[str | None, int], list[ast.Call]] = memo["calls"]
        return known.get((name, line), [])


def last_name(node: ast.expr) -> str | None:
    """The last name of a chain of attributes."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def dotted(node: ast.expr) -> str | None:
    """`a.b.c` for a name or a chain of attributes, else None."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    return ".".join(reversed([*parts, node.id]))


def own_nodes(function: FunctionNode) -> Iterator[ast.AST]:
    """The nodes of a function's body, those of nested functions and classes left out."""
    waiting: deque[ast.AST] = deque(function.body)
    while waiting:
        node = waiting.popleft()
        yield node
        if not isinstance(node, FunctionNode | ast.ClassDef | ast.Lambda):
            waiting += children(node)


def leaves_always(block: list[ast.stmt]) -> bool:
    """Whether a block surely never runs to its end."""
    if not block:
        return False
    last = block[-1]
    if isinstance(last, ast.Return | ast.Raise):
        return True
    if isinstance(last, ast.If):
        return leaves_always(last.body) and leaves_always(last.orelse)
    if isinstance(last, ast.With | ast.AsyncWith):
        return leaves_always(last.body)
    if isinstance(last, ast.Try):
        whole = leaves_always(last.body) or leaves_always(last.orelse)
        handled = all(leaves_always(handler.body) for handler in last.handlers)
        return leaves_always(last.finalbody) or (whole and handled)
    if isinstance(last, ast.Match):
        cases = [leaves_always(case.body) for case in last.cases]
        pattern = last.cases[-1].pattern
        open_end = isinstance(pattern, ast.MatchAs) and pattern.pattern is None
        return all(cases) and open_end and last.cases[-1].guard is None
    if isinstance(last, ast.While):
        endless = isinstance(last.test, ast.Constant) and bool(last.test.value)
        return endless and not any(isinstance(node, ast.Break) for node in walk(last))
    return False


def single_assignments(function: FunctionNode) -> dict[str, ast.expr]:
    """The names that a function's body binds exactly once, by an assignment, and to what.

    Those that are made of themselves, as in a loop, are left out: who follows one would not end.
    """
    once = {name: given[0] for name, given in assignments(function).items() if len(given) == 1}
    reads = {
        name: {node.id for node in walk(value) if isinstance(node, ast.Name)} & once.keys()
        for name, value in once.items()
    }
    return {name: value for name, value in once.items() if name not in _reached(reads, name)}


def _reached(reads: dict[str, set[str]], name: str) -> set[str]:
    """What a name is made of, and all that is made of."""
    found: set[str] = set()
    waiting = set(reads[name])
    while waiting:
        found |= waiting
        waiting = {further for each in waiting for further in reads[each]} - found
    return found


def assignments(function: FunctionNode) -> dict[str, list[ast.expr]]:
    """The names that a function's body binds by assignments alone, and to what.

    Those that other functions may bind as well are left out.
    """
    arguments = function.args
    given = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    given += [a for a in (arguments.vararg, arguments.kwarg) if a is not None]
    bound = {argument.arg: 1 for argument in given}
    values: dict[str, list[ast.expr]] = {}
    for node in own_nodes(function):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            bound[node.id] = bound.get(node.id, 0) + 1
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            values.setdefault(node.targets[0].id, []).append(node.value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            values.setdefault(node.target.id, []).append(node.value)
    shared = {
        name
        for node in walk(function)
        if isinstance(node, ast.Global | ast.Nonlocal)
        for name in node.names
    }
    return {
        name: each
        for name, each in values.items()
        if bound.get(name) == len(each) and name not in shared
    }
