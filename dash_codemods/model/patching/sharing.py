"""Whether what is put into the value can also be reached otherwise, or stands there twice.

In Python a change inside it shows wherever it is; a Patch changes one place of the browser's copy.
"""

from __future__ import annotations

import ast

from dash_codemods.model.patching.kinds import kind_of
from dash_codemods.model.patching.places import Path, may_lie_in
from dash_codemods.model.patching.report import Context, Store
from dash_codemods.model.walking import walk

_SCALARS = ("str", "number", "bool", "none")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_HANDING_OUT = ("copy", "get", "items", "pop", "popitem", "setdefault", "values")
"""Methods that give what their container holds."""
_AGAIN = (ast.For, ast.AsyncFor, ast.While, *_FUNCTIONS, *_COMPREHENSIONS)
"""What may run its parts several times."""


def shared_with(context: Context, store: Store, container: Path) -> str | None:
    """What else a change inside a container would change, as it is shown; None for nothing."""
    if store.shares:
        return context.show(store.value)
    if not may_lie_in(container, store.location):
        return None
    for node in _kept(store.value, context):
        if not isinstance(node, ast.Name) or _is_given(node, context):
            return context.show(node)
        if _is_scalar(node, context):
            continue
        again = not _looped(node, context) and not _is_made_anew(node, context)
        if _is_used_elsewhere(node, context) or again:
            return node.id
    return None


def _is_scalar(node: ast.expr, context: Context) -> bool:
    names = context.names
    if isinstance(node, ast.Name) and node.id not in names.values:
        return node.id in context.subject.textual
    return kind_of(node, names) in _SCALARS


def _is_given(name: ast.Name, context: Context) -> bool:
    """Whether a name is a parameter of a function inside: what it holds comes from the callers."""
    return any(
        isinstance(node, _FUNCTIONS)
        and node is not context.subject.function
        and any(a.arg == name.id for a in walk(node.args) if isinstance(a, ast.arg))
        and any(inner is name for inner in walk(node))
        for node in walk(context.subject.function)
    )


def _is_used_elsewhere(name: ast.Name, context: Context) -> bool:
    names = context.names
    if name.id not in names.values and not names.is_parameter(name.id):
        # A global.
        return True
    return any(n is not name for n in names.loads.get(name.id, ()))


def _is_made_anew(name: ast.Name, context: Context) -> bool:
    """Whether a name holds another value whenever it is put in: no loop puts in one twice."""
    function = context.subject.function
    around = [
        node
        for node in walk(function)
        if isinstance(node, _AGAIN) and any(inner is name for inner in walk(node))
    ]
    innermost = around[-1]
    if innermost is function:
        return True
    if isinstance(innermost, _COMPREHENSIONS):
        return any(_binds(generator.target, name) for generator in innermost.generators)
    if isinstance(innermost, ast.For | ast.AsyncFor) and _binds(innermost.target, name):
        return True
    body = [] if isinstance(innermost, ast.Lambda) else innermost.body
    targets = [
        target
        for statement in body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for target in getattr(statement, "targets", None) or [getattr(statement, "target", None)]
    ]
    return any(_binds(target, name) for target in targets)


def _binds(target: ast.AST, name: ast.Name) -> bool:
    return any(isinstance(n, ast.Name) and n.id == name.id for n in walk(target))


def _kept(node: ast.expr, context: Context, depth: int = 6) -> list[ast.expr]:
    """The names whose values may be held by what an expression gives, and what it holds twice."""
    if isinstance(node, ast.Name) and _is_given(node, context):
        return [node]
    if depth <= 0 or _is_scalar(node, context):
        return []
    if isinstance(node, ast.NamedExpr) or _repeats(node, context):
        return [node]
    if isinstance(node, ast.Name):
        over = _looped(node, context)
        if over and all(_is_range(one) for one in over):
            return []
        return [node, *(n for one in over for n in _kept(one, context, depth - 1))]
    return [n for e in _members(node) for n in _kept(e, context, depth - 1)]


def _looped(name: ast.Name, context: Context) -> list[ast.expr]:
    """What the loops go over that bind a name."""
    return [
        node.iter
        for node in walk(context.subject.function)
        if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension)
        and _binds(node.target, name)
    ]


def _is_range(node: ast.expr) -> bool:
    function = node.func if isinstance(node, ast.Call) else None
    return isinstance(function, ast.Name) and function.id == "range"


def _members(node: ast.expr) -> list[ast.expr]:
    """The expressions whose values an expression may hold, or give."""
    if isinstance(node, ast.Subscript | ast.Attribute | ast.Starred | ast.Await | ast.DictComp):
        return [node.value]
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return node.elts
    if isinstance(node, ast.Dict | ast.BoolOp):
        return node.values
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp):
        return [node.elt]
    if isinstance(node, ast.Call):
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        if isinstance(node.func, ast.Attribute) and node.func.attr in _HANDING_OUT:
            given.append(node.func.value)
        return given
    return []


def _repeats(node: ast.expr, context: Context) -> bool:
    """`[[]] * 2`, `dict.fromkeys(keys, [])`: one value stands at several places."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        sides = (node.left, node.right)
        lists = [one for one in sides if kind_of(one, context.names) in ("list", "tuple")]
        return any(
            not isinstance(one, ast.List | ast.Tuple)
            or not all(_is_scalar(element, context) for element in one.elts)
            for one in lists
        )
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr == "fromkeys" and any(
            not _is_scalar(argument, context) for argument in node.args[1:]
        )
    return False
