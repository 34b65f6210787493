"""What a function says that it returns, once it returns a Patch."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from dash_codemods.model.edits import Edit, ReplaceExpression
from dash_codemods.model.patching.analysis import Analysis
from dash_codemods.model.walking import children

_ANYTHING = frozenset(
    ("Any", "object", "list", "tuple", "List", "Tuple", "dict", "Dict", "Sequence", "Iterable")
)
_TUPLES = ("tuple", "Tuple")


def annotated(analysis: Analysis, path: str, patch: str) -> Sequence[Edit] | None:
    """The edit of a return annotation (none if it stays true); None where it would not be."""
    function = analysis.subject.function
    if function.returns is None:
        return ()
    part = part_of(function.returns, analysis.subject.output)
    if part is None:
        return ()
    if isinstance(part, bool):
        return None
    if last_name(part) in ("Any", "object"):
        return ()
    new = _new(analysis, part, patch)
    if new is None:
        return None
    return (ReplaceExpression(path, analysis.subject.text.span(part), new),)


def last_name(node: ast.expr) -> str:
    """The last name of an annotation: `Any` of `typing.Any`."""
    return ast.unparse(node).rpartition(".")[2]


def part_of(node: ast.expr, way: tuple[int | str, ...]) -> ast.expr | bool | None:
    """The annotation of one place of what is returned; None if it says nothing, False: unclear."""
    if not way:
        return node
    if isinstance(node, ast.Name | ast.Attribute):
        return None if last_name(node) in _ANYTHING else False
    if not isinstance(node, ast.Subscript) or last_name(node.value) not in _TUPLES:
        return False
    inner = node.slice
    key = way[0]
    if not isinstance(inner, ast.Tuple) or not isinstance(key, int) or len(inner.elts) <= key:
        return False
    if any(isinstance(e, ast.Constant) and e.value is ... for e in inner.elts):
        return False
    return part_of(inner.elts[key], way[1:])


def _new(analysis: Analysis, old: ast.expr, patch: str) -> str | None:
    """What stands in the place of an annotation: the Patch, beside what else is returned."""
    if _always(analysis):
        return patch
    if isinstance(old, ast.Constant):
        return None
    written = analysis.subject.text.written(old, {})
    if isinstance(old, ast.BinOp) and isinstance(old.op, ast.BitOr):
        return f"{patch} | {written}"
    if isinstance(old, ast.Subscript) and last_name(old.value) == "Union":
        return f"{ast.unparse(old.value)}[{patch}, {_members(old.slice)}]"
    if isinstance(old, ast.Subscript) and last_name(old.value) == "Optional":
        base = ast.unparse(old.value).removesuffix("Optional")
        return f"{base}Optional[{base}Union[{patch}, {ast.unparse(old.slice)}]]" if base else None
    return None


def _members(inner: ast.expr) -> str:
    """What stands between the brackets of a Union."""
    members = inner.elts if isinstance(inner, ast.Tuple) else [inner]
    return ", ".join(ast.unparse(each) for each in members)


def _always(analysis: Analysis) -> bool:
    """Whether every return of the function gives the Patch."""
    own: list[ast.Return] = []
    waiting: list[ast.AST] = list(analysis.subject.function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Return):
            own.append(node)
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting += children(node)
    report = analysis.report
    return all(r in report.returns for r in own) and not report.mixed
