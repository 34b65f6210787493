"""Syntax trees of functions and calls, each parsed once."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.facts import Function
from dash_codemods.model.project import FunctionNode, Project


class Trees:
    """The trees of a project's files."""

    def __init__(self, project: Project) -> None:
        """Take the project; a file is parsed when it is first asked for."""
        self.project = project
        self.sources = project.sources

    def parents(self, path: str) -> dict[ast.AST, ast.AST]:
        """What every node of a file stands in; the nodes are those that `calls` gives."""
        memo = self.sources.memo(path)
        if "parents" not in memo:
            memo["parents"] = {
                child: node
                for node in ast.walk(self.sources.tree(path))
                for child in ast.iter_child_nodes(node)
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
            for node in ast.walk(self.sources.tree(path)):
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
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop(0)
        yield node
        if not isinstance(node, FunctionNode | ast.ClassDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)


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
        return endless and not any(isinstance(node, ast.Break) for node in ast.walk(last))
    return False
