"""What the tests of rewriting share: spans by text, and edits made to the syntax tree alone."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterable, Sequence

from dash_codemods.model.edits import (
    Edit,
    RemoveArgument,
    RemoveDependency,
    RemoveKeyword,
    RemoveParameter,
    RenameParameter,
    ReplaceExpression,
    SetKeyword,
)
from dash_codemods.model.places import Position, Span, between
from dash_codemods.rewriting import rewrite
from dash_codemods.rewriting.source import Source

PATH = "app.py"


def at(text: str, needle: str, nth: int = 0) -> Span:
    """The span of the n-th place where some code stands."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(needle, start + 1)
    return span_of(Source(text), start, start + len(needle))


def span_of(source: Source, start: int, end: int) -> Span:
    def position(offset: int) -> Position:
        line = source.line_at(offset)
        return Position(line, offset - source.line_start(line) + 1)

    return between(position(start), position(end))


def node_span(source: Source, node: ast.expr | ast.stmt) -> Span:
    start = source.place(node.lineno, node.col_offset)
    return span_of(source, start, source.place(node.end_lineno, node.end_col_offset))


def call_span(text: str, name: str = "callback", nth: int = 0) -> Span:
    """The span of the n-th call of something."""
    source = Source(text)
    calls = [
        node
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == name
    ]
    calls.sort(key=lambda node: (node.lineno, node.col_offset))
    return node_span(source, calls[nth])


def function_span(text: str, name: str) -> Span:
    source = Source(text)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
            return node_span(source, node)
    raise LookupError(name)


def without(text: str, *needles: str, call: int = 0, function: str = "update") -> list[Edit]:
    """Edits that remove dependencies (given as code) and parameters (given as `def name`)."""
    edits: list[Edit] = []
    for needle in needles:
        if needle.startswith("def "):
            edits.append(RemoveParameter(PATH, function_span(text, function), needle[4:]))
        else:
            span = call_span(text, nth=call)
            edits.append(RemoveDependency(PATH, span, at(text, needle)))
    return edits


def check(text: str, edits: Sequence[Edit], expected: str, dropped: Iterable[str] = ()) -> None:
    """Rewrite a text and compare everything that can be said about it."""
    ast.parse(expected)
    rewritten = rewrite(text, edits)
    assert rewritten.text == expected
    assert sorted(rewritten.dropped_comments) == sorted(dropped)
    if _independent(edits):
        assert ast.dump(ast.parse(expected)) == ast.dump(edited_tree(text, edits))


def _independent(edits: Sequence[Edit]) -> bool:
    return all(type(edit) in _MAKERS for edit in edits)


class _Tree:
    """A syntax tree that finds nodes by their spans."""

    def __init__(self, text: str) -> None:
        source = Source(text)
        self.tree = copy.deepcopy(source.tree)
        self.nodes: dict[Span, list[ast.AST]] = {}
        self.parents: dict[ast.AST, ast.AST] = {}
        for node in ast.walk(self.tree):
            if hasattr(node, "lineno"):
                self.nodes.setdefault(node_span(source, node), []).append(node)
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node
        self.source = source

    def call(self, span: Span) -> ast.Call:
        return next(node for node in self.nodes[span] if isinstance(node, ast.Call))

    def expression(self, span: Span) -> ast.expr:
        return next(node for node in self.nodes[span] if isinstance(node, ast.expr))

    def function(self, span: Span) -> ast.FunctionDef:
        return next(node for node in self.nodes[span] if isinstance(node, ast.FunctionDef))


def _take_out(tree: _Tree, node: ast.AST, stop: ast.AST) -> None:
    """Take a node out of what holds it; upwards as long as that leaves something empty."""
    while node is not stop:
        holder = tree.parents[node]
        if isinstance(holder, ast.keyword | ast.Starred):
            node = holder
            continue
        if isinstance(holder, ast.Dict):
            index = next(i for i, value in enumerate(holder.values) if value is node)
            del holder.keys[index], holder.values[index]
            left: list[object] = list(holder.values)
        elif isinstance(holder, ast.Call):
            holder.args = [arg for arg in holder.args if arg is not node]
            holder.keywords = [word for word in holder.keywords if word is not node]
            left = [*holder.args, *holder.keywords]
        else:
            assert isinstance(holder, ast.List | ast.Tuple | ast.Set)
            holder.elts = [item for item in holder.elts if item is not node]
            left = list(holder.elts)
        if left:
            return
        node = holder


def _remove_dependency(tree: _Tree, edit: RemoveDependency) -> None:
    _take_out(tree, tree.expression(edit.dependency), tree.call(edit.call))


def _remove_argument(tree: _Tree, edit: RemoveArgument) -> None:
    call, node = tree.call(edit.call), tree.expression(edit.argument)
    call.args = [
        arg for arg in call.args if arg is not node and getattr(arg, "value", None) is not node
    ]
    call.keywords = [word for word in call.keywords if word.value is not node]


def _remove_keyword(tree: _Tree, edit: RemoveKeyword) -> None:
    call = tree.call(edit.call)
    call.keywords = [word for word in call.keywords if word.arg != edit.name]


def _set_keyword(tree: _Tree, edit: SetKeyword) -> None:
    call, value = tree.call(edit.call), ast.parse(edit.source, mode="eval").body
    for word in call.keywords:
        if word.arg == edit.name:
            word.value = value
            return
    place = len(call.keywords)
    while place and call.keywords[place - 1].arg is None:
        place -= 1
    call.keywords.insert(place, ast.keyword(edit.name, value))


def _remove_parameter(tree: _Tree, edit: RemoveParameter) -> None:
    args = tree.function(edit.function).args
    if args.vararg and args.vararg.arg == edit.name:
        args.vararg = None
    elif args.kwarg and args.kwarg.arg == edit.name:
        args.kwarg = None
    for index, arg in enumerate(args.kwonlyargs):
        if arg.arg == edit.name:
            del args.kwonlyargs[index], args.kw_defaults[index]
            return
    count = len(args.posonlyargs) + len(args.args)
    for index, arg in enumerate([*args.posonlyargs, *args.args]):
        if arg.arg == edit.name:
            default = index - (count - len(args.defaults))
            if default >= 0:
                del args.defaults[default]
            (args.posonlyargs if arg in args.posonlyargs else args.args).remove(arg)
            return


def _rename_parameter(tree: _Tree, edit: RenameParameter) -> None:
    args = tree.function(edit.function).args
    every = [*args.posonlyargs, *args.args, args.vararg, *args.kwonlyargs, args.kwarg]
    for arg in every:
        if arg is not None and arg.arg == edit.name:
            arg.arg, arg.annotation = edit.new_name, None


def _replace_expression(tree: _Tree, edit: ReplaceExpression) -> None:
    old = tree.expression(edit.expression)
    new = ast.parse(edit.source, mode="eval").body
    parent = tree.parents[old]
    for name, value in ast.iter_fields(parent):
        if value is old:
            setattr(parent, name, new)
        elif isinstance(value, list) and any(item is old for item in value):
            setattr(parent, name, [new if item is old else item for item in value])


_MAKERS = {
    RemoveDependency: _remove_dependency,
    RemoveArgument: _remove_argument,
    RemoveKeyword: _remove_keyword,
    SetKeyword: _set_keyword,
    RemoveParameter: _remove_parameter,
    RenameParameter: _rename_parameter,
    ReplaceExpression: _replace_expression,
}


def edited_tree(text: str, edits: Sequence[Edit]) -> ast.Module:
    """The tree that the edits make, found without any of the code under test."""
    tree = _Tree(text)
    for edit in edits:
        _MAKERS[type(edit)](tree, edit)
    return tree.tree
