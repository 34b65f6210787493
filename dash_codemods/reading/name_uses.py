"""Where a file uses a name: calls with their arguments, and all other references."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

from dash_codemods.model.facts import Argument, FileFacts, NameUse
from dash_codemods.model.places import Span
from dash_codemods.model.syntax import parse, parsed
from dash_codemods.model.words import is_used, line_at
from dash_codemods.reading.expressions import dotted_name, last_name, split_lines
from dash_codemods.reading.scope_walk import ScopeWalker
from dash_codemods.reading.uses import all_arguments, comprehension_targets

_IMPORTING = frozenset({"import_module", "__import__", "reload"})
"""Functions that give a module."""

_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
"""Where statements hold statements."""


def read_uses(
    path: str, text: str, words: Iterable[str], facts: FileFacts | None = None
) -> dict[str, list[NameUse]]:
    """All uses of some names in a file; where it does not parse, the first that looks like one.

    They come in the order in which they are written, whatever else is looked for.
    Scopes are numbered as in the file's facts. With those at hand, only the statements at the
    top level that name any of the words are parsed.
    """
    reader = _UsesReader(text, path, words)
    try:
        if facts is not None and facts.statements:
            reader.visit_some(text, facts.statements)
        else:
            reader.visit_all(parsed(text).body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {word: _unparsed_uses(path, text, word) for word in reader.uses}
    return {
        word: sorted(found, key=lambda use: (use.span.line, use.span.column))
        for word, found in reader.uses.items()
    }


def _unparsed_uses(path: str, text: str, word: str) -> list[NameUse]:
    """A use in a file that may be right for another version of Python than this one."""
    found = re.search(rf"(?<!def )\b{re.escape(word)}\b", text)
    if found is None:
        return []
    line = line_at(text, found.start())
    column = found.start() - text.rfind("\n", 0, found.start())
    return [NameUse(path, 0, word, Span(line, column, line, column + len(word)))]


class _UsesReader(ScopeWalker):
    """Notes every use of some names, in the scope where it stands.

    Statements that name none of them are not looked into: only the scopes that they open count.
    """

    def __init__(self, text: str, path: str, words: Iterable[str]) -> None:
        super().__init__(text)
        self.path = path
        self.uses: dict[str, list[NameUse]] = {word: [] for word in words}
        self.lines = _lines_with(self.uses, text)
        self.hidden: frozenset[str] = frozenset()
        """What a lambda or a comprehension around binds for itself."""
        self.dropped: ast.expr | None = None
        """The expression of the statement at hand, whose value nobody gets."""

    def visit_some(self, text: str, statements: Sequence[tuple[int, int]]) -> None:
        """Parse and visit the statements with any of the words, given where each begins."""
        starts = [line for line, _ in statements]
        wanted = sorted({bisect_right(starts, line) - 1 for line in self.lines} - {-1})
        lines = split_lines(text) if wanted else []
        between = "" if "\r" in text else "\n"
        for at in wanted:
            first, scopes = statements[at]
            end = starts[at + 1] - 1 if at + 1 < len(starts) else len(lines)
            # Empty lines before it, so that all stands on its own line.
            part = "\n" * (first - 1) + between.join(lines[first - 1 : end])
            while len(self.scopes) < scopes:
                self._open(self.scopes[0])
            self.visit_all(parse(part).body)

    def visit_all(self, nodes: Iterable[ast.AST]) -> None:
        for node in nodes:
            if isinstance(node, ast.stmt) and not self._names_any(node):
                for _ in range(_scopes_in(node)):
                    self._open(self.scopes[0])
            else:
                self.visit(node)

    def _names_any(self, node: ast.stmt) -> bool:
        decorators: list[ast.expr] = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(each.lineno for each in decorators)])
        at = bisect_left(self.lines, first)
        return at < len(self.lines) and self.lines[at] <= (node.end_lineno or node.lineno)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        inner = self._open(self.scopes[0])
        self.visit_all(node.decorator_list)
        self.visit_all(filter(None, (*node.args.defaults, *node.args.kw_defaults)))
        self.visit_all(arg.annotation for arg, _, _ in all_arguments(node.args) if arg.annotation)
        kept, self.scope = self.scope, inner
        branch, self.branch = self.branch, ()
        self.visit_all(node.body)
        self.scope, self.branch = kept, branch

    on_FunctionDef = on_AsyncFunctionDef = _function

    def on_Assign(self, node: ast.Assign) -> None:
        self.visit(node.value)
        self.visit_all(node.targets)

    def on_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.children(node)

    def on_AugAssign(self, node: ast.AugAssign) -> None:
        self.children(node)

    def on_Expr(self, node: ast.Expr) -> None:
        self.dropped = node.value
        self.visit(node.value)

    def on_Import(self, node: ast.Import) -> None:
        """What it binds is known from the file's facts."""

    def on_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.name in self.uses and alias.asname not in (None, alias.name):
                where = self.places.span(alias)
                use = NameUse(self.path, self.scope, alias.asname or "", where)
                self.uses[alias.name].append(use._replace(imported_as=use.dotted))

    def on_Lambda(self, node: ast.Lambda) -> None:
        arguments = node.args
        self.visit_all(filter(None, (*arguments.defaults, *arguments.kw_defaults)))
        self._hiding({arg.arg for arg, _, _ in all_arguments(arguments)}, node, [node.body])

    def _comprehension(self, node: Any) -> None:
        self.visit(node.generators[0].iter)
        inner = [g.iter for g in node.generators[1:]]
        inner += [test for g in node.generators for test in g.ifs]
        inner += [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self._hiding(comprehension_targets(node), node, inner)

    on_ListComp = on_SetComp = on_DictComp = on_GeneratorExp = _comprehension

    def _hiding(self, names: set[str], node: ast.expr, nodes: list[ast.expr]) -> None:
        """Look at what has names of its own, and may never run."""
        kept, self.hidden = self.hidden, self.hidden | names
        self._arm(node, f"later{node.col_offset}-{node.end_col_offset}", nodes)
        self.hidden = kept

    def on_Call(self, node: ast.Call) -> None:
        name = node.func
        if last_name(name) == "getattr":
            for word in {text for text in map(_text, node.args) if text in self.uses}:
                use = NameUse(self.path, self.scope, f"?module.{word}", self.places.span(node))
                self.uses[word].append(use)
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
                # What is registered is given back: behind `f = callback(...)(g)`, f is g.
                self._note(target, None, applies_to=node is self.dropped)
                if isinstance(target, ast.Attribute):
                    self.visit(target.value)
                for part in (node.func, *node.args[1:], *node.keywords):
                    self.visit(part)
                return
        self.children(node)

    def on_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load) and node.id in self.uses:
            self._note(node, None)

    def on_Attribute(self, node: ast.Attribute) -> None:
        if node.attr in self.uses and isinstance(node.ctx, ast.Load):
            self._note(node, None)
        self.visit(node.value)

    def _is_word(self, node: ast.Name | ast.Attribute) -> bool:
        return _word(node) in self.uses

    def _note(
        self, node: ast.Name | ast.Attribute, call: ast.Call | None, applies_to: bool = False
    ) -> None:
        dotted = self._dotted(node)
        if dotted is None:
            return
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
        self.uses[_word(node)].append(
            NameUse(
                path=self.path,
                scope=self.scope,
                dotted=dotted,
                span=self.places.span(node),
                call=self.places.span(call) if call else None,
                arguments=tuple(arguments),
                applies_to=applies_to,
                branch=self.branch,
            )
        )

    def _dotted(self, node: ast.Name | ast.Attribute) -> str | None:
        """The name as a `NameUse` has it; None where it is a lambda's or comprehension's own."""
        dotted = dotted_name(node)
        if dotted is not None and dotted.partition(".")[0] not in self.hidden:
            return dotted
        if isinstance(node, ast.Name):
            return None
        base = node.value
        module = isinstance(base, ast.Call) and last_name(base.func) in _IMPORTING
        return f"?module.{node.attr}" if module else f"?.{node.attr}"


def _lines_with(words: Iterable[str], text: str) -> list[int]:
    """The numbers of the lines that may use any of some names."""
    lines = enumerate(split_lines(text), start=1)
    return [
        number
        for number, line in lines
        if any(word in line and is_used(word, line) for word in words)
    ]


def _scopes_in(node: ast.AST) -> int:
    """How many functions and classes a statement defines."""
    own = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    return own + sum(_scopes_in(inner) for block in _BLOCKS for inner in getattr(node, block, ()))


def _word(node: ast.Name | ast.Attribute) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr


def _text(node: ast.expr) -> str:
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str) else ""


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
