"""Where a file uses a name: calls with their arguments, and all other references."""

from __future__ import annotations

import ast

from dash_codemods.model.facts import Argument, NameUse
from dash_codemods.reading.expressions import dotted_name
from dash_codemods.reading.reader import Reader


def read_uses(path: str, text: str, word: str) -> list[NameUse]:
    """All uses of a name in a file; an empty list where the file does not parse.

    Scopes are numbered as in the file's facts.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    reader = _UsesReader(text, path, word)
    try:
        reader.run(tree)
    except RecursionError:
        return []
    return reader.uses


class _UsesReader(Reader):
    """A Reader that also notes every use of one name, in the scope where it stands."""

    def __init__(self, text: str, path: str, word: str) -> None:
        super().__init__(text)
        self.path, self.word = path, word
        self.uses: list[NameUse] = []

    def on_Call(self, node: ast.Call) -> None:
        name = node.func
        if isinstance(name, ast.Name | ast.Attribute) and self._is_word(name):
            self._note(name, node)
            if isinstance(name, ast.Attribute):
                self.visit(name.value)
            for argument in (*node.args, *node.keywords):
                self.visit(argument)
            return
        if isinstance(node.func, ast.Call) and node.args:
            target = node.args[0]
            if isinstance(target, ast.Name | ast.Attribute) and self._is_word(target):
                self._note(target, None, applies_to=True)
                self.visit(node.func)
                for argument in (*node.args[1:], *node.keywords):
                    self.visit(argument)
                return
        super().on_Call(node)

    def on_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load) and node.id == self.word:
            self._note(node, None)
        super().on_Name(node)

    def on_Attribute(self, node: ast.Attribute) -> None:
        if node.attr == self.word and isinstance(node.ctx, ast.Load):
            self._note(node, None)
        super().on_Attribute(node)

    def _is_word(self, node: ast.Name | ast.Attribute) -> bool:
        return (node.id if isinstance(node, ast.Name) else node.attr) == self.word

    def _note(
        self, node: ast.Name | ast.Attribute, call: ast.Call | None, applies_to: bool = False
    ) -> None:
        arguments: list[Argument] = []
        for value in call.args if call else ():
            starred = isinstance(value, ast.Starred)
            named = dotted_name(value) or ""
            arguments.append(
                Argument(None, self.places.span(value), starred, _is_simple(value), named)
            )
        for keyword in call.keywords if call else ():
            span = self.places.span(keyword.value)
            starred = keyword.arg is None
            named = dotted_name(keyword.value) or ""
            arguments.append(Argument(keyword.arg, span, starred, _is_simple(keyword.value), named))
        self.uses.append(
            NameUse(
                path=self.path,
                scope=self.scope,
                dotted=dotted_name(node) or f"?.{self.word}",
                span=self.places.span(node),
                call=self.places.span(call) if call else None,
                arguments=tuple(arguments),
                applies_to=applies_to,
                branch=self.branch,
            )
        )


def _is_simple(node: ast.expr) -> bool:
    """Whether computing an expression surely does nothing else."""
    if isinstance(node, ast.Constant | ast.Name):
        return True
    if isinstance(node, ast.Attribute):
        return _is_simple(node.value)
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return all(_is_simple(e) for e in node.elts)
    if isinstance(node, ast.Dict):
        return all(k is not None and _is_simple(k) for k in node.keys) and all(
            _is_simple(v) for v in node.values
        )
    return isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant)
