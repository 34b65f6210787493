"""Which names of a function its statements need from before them, and which they bind."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from dash_codemods.model.dispatch.residues import Residue, Whole
from dash_codemods.model.traffic.trees import last_name
from dash_codemods.model.walking import children, walk

_INNER = (ast.Lambda, ast.FunctionDef, ast.AsyncFunctionDef)
_COMPREHENSION = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def bound_here(node: ast.AST) -> list[str]:
    """The names that a statement or expression may bind in the function itself, in their order."""
    found: dict[str, None] = {}
    _bind(node, found, inside=False)
    return list(found)


def _bind(node: ast.AST, found: dict[str, None], *, inside: bool) -> None:
    """Collect bound names; `inside` of a comprehension only `:=` binds for the function."""
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()) if not inside:
            found[name] = None
        case ast.NamedExpr(target=target):
            found[target.id] = None
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            found[name] = None
            return
        case ast.Lambda():
            return
        case ast.alias(name=name, asname=renamed):
            found[renamed or name.split(".")[0]] = None
        case ast.ExceptHandler(name=str(name)):
            found[name] = None
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            found[name] = None
        case ast.MatchMapping(rest=str(name)):
            found[name] = None
    for child in children(node):
        _bind(child, found, inside=inside or isinstance(node, _COMPREHENSION))


def reads(node: ast.AST | None) -> set[str]:
    """The names that a statement or expression reads, those of inner scopes left out."""
    if node is None:
        return set()
    match node:
        case ast.Name(id=name):
            return set() if isinstance(node.ctx, ast.Store) else {name}
        case ast.AugAssign(target=ast.Name(id=name)):
            return {name} | reads(node.value)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            targets = [inner for each in node.generators for inner in walk(each.target)]
            own = {each.id for each in targets if isinstance(each, ast.Name)}
            return reads(node.generators[0].iter) | (_of_children(node) - own)
        case ast.Lambda(args=args, body=body):
            return reads(args) | (reads(body) - _parameters(args))
        case ast.FunctionDef(args=args) | ast.AsyncFunctionDef(args=args):
            bound = {name for inner in node.body for name in bound_here(inner)}
            inside = {name for inner in node.body for name in reads(inner)}
            outside = {n for each in (args, *node.decorator_list) for n in reads(each)}
            return outside | reads(node.returns) | (inside - bound - _parameters(args))
    return _of_children(node)


def _of_children(node: ast.AST) -> set[str]:
    return {name for child in children(node) for name in reads(child)}


def _parameters(args: ast.arguments) -> set[str]:
    return {node.arg for node in walk(args) if isinstance(node, ast.arg)}


def kept_reads(node: ast.AST) -> set[str]:
    """The names that what a statement makes may still read later: in lambdas and generators."""
    found: set[str] = set()
    for inner in walk(node):
        if isinstance(inner, (*_INNER, ast.ClassDef, ast.GeneratorExp)):
            found |= reads(inner)
    return found


def needed(residues: Sequence[Residue], after: Iterable[str] = ()) -> set[str]:
    """The names that must be bound before some statements, if `after` are needed behind them."""
    wanted = set(after)
    for residue in reversed(residues):
        if isinstance(residue, Whole):
            wanted = _before(residue.node, wanted)
        else:
            wanted = needed(residue.body, wanted) | needed(residue.orelse, wanted)
            for operand in residue.operands:
                wanted |= reads(operand)
    return wanted


def _block(body: Sequence[ast.stmt], wanted: set[str]) -> set[str]:
    for statement in reversed(body):
        wanted = _before(statement, wanted)
    return wanted


def _before(node: ast.stmt, wanted: set[str]) -> set[str]:
    """What a statement needs, itself or for what comes behind it."""
    match node:
        case ast.Return() | ast.Raise():
            return reads(node)
        case ast.Assign(targets=targets):
            plain = {name for each in targets for name in _unpacked(each)}
            return (wanted - plain) | reads(node)
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
            return (wanted - {name}) | reads(node.value)
        case ast.Import() | ast.ImportFrom() | ast.FunctionDef() | ast.AsyncFunctionDef():
            return (wanted - set(bound_here(node))) | reads(node)
        case ast.If(test=test, body=body, orelse=orelse):
            return _block(body, wanted) | _block(orelse, wanted) | reads(test)
        case ast.For() | ast.While():
            return _loop(node, wanted)
        case ast.Try():
            return _try(node, wanted)
        case ast.With(items=items, body=body):
            given = {name for item in items for name in bound_here(item)}
            inside = _block(body, wanted) - given
            return inside.union(*map(reads, items), wanted if _swallows(items) else ())
    return wanted | reads(node)


def _loop(node: ast.For | ast.While, wanted: set[str]) -> set[str]:
    """It may not run at all, and what one turn needs may be of the turn before."""
    head = node.iter if isinstance(node, ast.For) else node.test
    given = set(_unpacked(node.target)) if isinstance(node, ast.For) else set()
    needs = wanted | _block(node.orelse, wanted) | reads(head)
    if isinstance(node, ast.For):
        needs |= reads(node.target)
    while True:
        more = needs | (_block(node.body, needs) - given)
        if more == needs:
            return needs
        needs = more


def _try(node: ast.Try, wanted: set[str]) -> set[str]:
    """Its handlers may find nothing bound of what its body binds."""
    end = _block(node.finalbody, wanted)
    needs = _block(node.body, _block(node.orelse, end)) | _block(node.finalbody, set())
    for handler in node.handlers:
        own = {handler.name} if handler.name else set()
        needs |= (_block(handler.body, end) - own) | reads(handler.type)
    return needs


def _swallows(items: Sequence[ast.withitem]) -> bool:
    """Whether what is raised inside of a `with` may end there, so that something is not bound."""
    calls = [item.context_expr for item in items]
    return any(not isinstance(c, ast.Call) or last_name(c.func) == "suppress" for c in calls)


def _unpacked(target: ast.expr) -> set[str]:
    """The names that an assignment surely binds."""
    match target:
        case ast.Name(id=name):
            return {name}
        case ast.Tuple(elts=elts) | ast.List(elts=elts):
            return {name for each in elts for name in _unpacked(each)}
        case ast.Starred(value=value):
            return _unpacked(value)
    return set()
