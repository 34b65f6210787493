"""LibCST's tree of one statement, and where in the file's text each node stands.

Printing a tree tells the place of every node, and whether LibCST keeps the text as it is.
Its own position metadata costs five times as much.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import libcst as cst
from libcst._nodes.internal import CodegenState

from dash_codemods.rewriting.errors import CannotRewrite


class _Printer(CodegenState):  # not in LibCST's public names, but what its own providers use
    """Prints a tree and notes for each node, by its identity, where it starts and ends."""

    __slots__ = ("bare", "comments", "full", "offset", "parents", "stack")

    def __init__(self, module: cst.Module) -> None:
        super().__init__(module.default_indent, module.default_newline)
        self.offset = 0
        self.full: dict[int, tuple[int, int]] = {}
        self.bare: dict[int, tuple[cst.CSTNode, int, int]] = {}
        self.parents: dict[int, cst.CSTNode] = {}
        self.stack: list[tuple[cst.CSTNode | None, int]] = [(None, 0)]
        self.comments: list[tuple[int, str]] = []

    def add_indent_tokens(self) -> None:
        for token in self.indent_tokens:
            self.add_token(token)

    def add_token(self, value: str) -> None:
        self.tokens.append(value)
        self.offset += len(value)

    def before_codegen(self, node: cst.CSTNode) -> None:
        parent = self.stack[-1][0]
        if parent is not None:
            self.parents[id(node)] = parent
        self.stack.append((node, self.offset))

    def after_codegen(self, node: cst.CSTNode) -> None:
        start = self.stack.pop()[1]
        self.full[id(node)] = (start, self.offset)
        if type(node) is cst.Comment:
            self.comments.append((start, node.value))

    @contextmanager
    def record_syntactic_position(
        self,
        node: cst.CSTNode,
        **_hoisted: cst.CSTNode | None,
    ) -> Iterator[None]:
        start = self.offset
        yield
        self.bare[id(node)] = (node, start, self.offset)


class Printed:
    """The nodes of a stretch of the file's text; all offsets are the file's."""

    def __init__(self, prefix: str, text: str, suffix: str, offset: int) -> None:
        self._module = cst.parse_module(prefix + text + suffix)
        printer = _Printer(self._module)
        self._module._codegen(printer)
        if "".join(printer.tokens) != prefix + text + suffix:
            raise CannotRewrite("line-ends", "LibCST does not keep these line ends", 1)
        self._shift = offset - len(prefix)
        self._full = printer.full
        self._bare = printer.bare
        self._parents = printer.parents
        self.comments = {start + self._shift: text for start, text in printer.comments}
        self._at: dict[tuple[int, int], list[cst.CSTNode]] = {}
        for node, _, _ in printer.bare.values():
            self._at.setdefault(self.range(node), []).append(node)

    def full(self, node: cst.CSTNode) -> tuple[int, int]:
        """A node's range with all that it owns: parentheses, white space, its comma."""
        start, end = self._full[id(node)]
        return start + self._shift, end + self._shift

    def range(self, node: cst.CSTNode) -> tuple[int, int]:
        """A node's range as `ast` gives it; a tuple's parentheses are its own."""
        if type(node) is cst.Tuple and node.lpar:
            return self.full(node.lpar[-1])[0], self.full(node.rpar[0])[1]
        _, start, end = self._bare[id(node)]
        return start + self._shift, end + self._shift

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The node that a node is a part of."""
        return self._parents.get(id(node))

    def at(self, where: tuple[int, int]) -> list[cst.CSTNode]:
        """The nodes that stand exactly there."""
        return self._at.get(where, [])

    def call_at(self, where: tuple[int, int]) -> cst.Call | None:
        """The call that stands there."""
        return next((node for node in self.at(where) if isinstance(node, cst.Call)), None)

    def function_at(self, start: int) -> cst.FunctionDef | None:
        """The function whose `def` (or `async`) starts there."""
        for node, _, _ in self._bare.values():
            if type(node) is cst.FunctionDef and self.range(node)[0] == start:
                return node
        return None
