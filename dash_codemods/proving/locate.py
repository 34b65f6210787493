"""Finding the nodes that edits name by their spans."""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import fields

from dash_codemods.model.edits import Edit
from dash_codemods.model.places import Span
from dash_codemods.model.walking import children
from dash_codemods.proving.difference import PromiseError
from dash_codemods.proving.lines import Key, Lines
from dash_codemods.proving.tree import Leeway, Module, parse, slot

Function = ast.FunctionDef | ast.AsyncFunctionDef

_INSIDE_STRINGS = sys.version_info >= (3, 12)
"""Before 3.12, what stands in an f-string has places that are wrong or another node's."""
_BETWEEN_STATEMENTS = re.compile(r"(?:[\s;\\]|#[^\r\n]*)*")


class Baseline:
    """The text that was read: its tree, and where its nodes stand.

    Only the top-level statements that an edit names are looked into.
    """

    def __init__(self, source: str, edits: Iterable[Edit]) -> None:
        self.module = Module(body=parse(source).body, type_ignores=[])
        self.module.leeway = Leeway()
        self.parents: dict[ast.AST, ast.AST] = {}
        self.behind: Counter[ast.stmt] = Counter()
        """How many statements were put directly behind a statement."""
        self._lines = Lines(source.removeprefix("\ufeff"))
        self._nodes: dict[Key, list[ast.AST]] = {}
        self._statements: list[tuple[Key, ast.stmt]] = []
        self._index(_lines_named(edits))

    def call(self, edit: Edit, span: Span) -> ast.Call:
        """Return the call that stands on a span."""
        for node in self._at(span):
            if isinstance(node, ast.Call):
                return node
        raise PromiseError(edit, "no call stands there")

    def expression(self, edit: Edit, span: Span) -> ast.expr:
        """Return the outermost expression that stands on a span."""
        for node in self._at(span):
            if isinstance(node, ast.expr):
                return node
        raise PromiseError(edit, "no expression stands there")

    def function(self, edit: Edit, span: Span) -> Function:
        """Return the function whose `def` to end is a span; its decorators are no part of it."""
        for node in self._at(span):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                return node
        raise PromiseError(edit, "no function stands there")

    def statement(self, edit: Edit, span: Span) -> ast.stmt:
        """Return the statement that stands on a span, its decorators included."""
        key = self._lines.key(span)
        for place, statement in self._statements:
            if place == key:
                return statement
        raise PromiseError(edit, "no statement stands there")

    def statements(self, edit: Edit, span: Span) -> list[ast.stmt]:
        """Return the run of whole statements of one block that a span covers."""
        key = self._lines.key(span)
        inside = [item for item in self._statements if key and _covers(key, item[0])]
        tops = [item for item in inside if not any(_within(item, other) for other in inside)]
        if key is None or not tops:
            raise PromiseError(edit, "no whole statement stands there")
        found = [statement for _, statement in tops]
        if not self._is_run(found):
            raise PromiseError(edit, "the statements are not one run of one block")
        before = self._lines.between(key[:2], tops[0][0][:2])
        behind = self._lines.between(tops[-1][0][2:], key[2:])
        if not (_BETWEEN_STATEMENTS.fullmatch(before) and _BETWEEN_STATEMENTS.fullmatch(behind)):
            raise PromiseError(edit, "the span cuts through a statement")
        return found

    def parent(self, node: ast.AST) -> ast.AST:
        """Return the node that held another in the text before."""
        return self.parents[node]

    def is_attached(self, node: ast.AST) -> bool:
        """Whether a node is still part of the tree, after changes to it."""
        while node is not self.module:
            parent = self.parents.get(node)
            if parent is None or slot(parent, node) is None:
                return False
            node = parent
        return True

    def block(self, statement: ast.stmt) -> list[ast.stmt]:
        """Return the list of statements that holds a statement."""
        parent = self.parents[statement]
        block: list[ast.stmt] = getattr(parent, slot(parent, statement) or "")
        return block

    def _at(self, span: Span) -> list[ast.AST]:
        key = self._lines.key(span)
        return self._nodes.get(key, []) if key else []

    def _is_run(self, found: list[ast.stmt]) -> bool:
        block = self.block(found[0])
        at = block.index(found[0])
        return block[at : at + len(found)] == found

    def _index(self, named: Sequence[tuple[int, int]]) -> None:
        behind = 0
        for statement in self.module.body:
            first, last = behind, statement.end_lineno or statement.lineno
            behind = last
            if any(start <= last and first <= end for start, end in named):
                self.parents[statement] = self.module
                self._index_below(statement)

    def _index_below(self, root: ast.AST) -> None:
        """Note places and parents; a node comes before what it holds."""
        stack = [root]
        while stack:
            node = stack.pop()
            if isinstance(node, (ast.stmt, ast.expr)):
                self._note(node)
            if isinstance(node, ast.JoinedStr) and not _INSIDE_STRINGS:
                continue
            held = children(node)
            self.parents.update(dict.fromkeys(held, node))
            stack.extend(reversed(held))

    def _note(self, node: ast.stmt | ast.expr) -> None:
        end = (node.end_lineno or 0, node.end_col_offset or 0)  # a parsed node has both
        key = (node.lineno, node.col_offset, *end)
        self._nodes.setdefault(key, []).append(node)
        if isinstance(node, ast.stmt):
            decorators: list[ast.expr] = getattr(node, "decorator_list", [])
            start = self._lines.decorator_start(decorators[0].lineno) if decorators else key[:2]
            self._statements.append(((*start, *end), node))


def _lines_named(edits: Iterable[Edit]) -> list[tuple[int, int]]:
    values = (getattr(edit, field.name) for edit in edits for field in fields(edit))
    return [(v.line, v.end_line) for v in values if isinstance(v, Span)]


def _covers(outer: Key, inner: Key) -> bool:
    return outer[:2] <= inner[:2] and inner[2:] <= outer[2:]


def _within(item: tuple[Key, ast.stmt], other: tuple[Key, ast.stmt]) -> bool:
    return item[1] is not other[1] and _covers(other[0], item[0])
