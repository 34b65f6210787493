"""Whether a function would take a name from outside, were it not its parameter."""

from __future__ import annotations

import ast
import symtable
from collections.abc import Sequence

from dash_codemods.proving.locate import Function
from dash_codemods.proving.tree import UNREADABLE


def reads_outer(function: Function, name: str) -> bool:
    """Whether a function needs a parameter of this name: it reads the name and never binds it.

    What is nested in the function counts; a name that the body binds itself is its own. The
    signature may have such a parameter or not.
    """
    nodes = [node for statement in function.body for node in ast.walk(statement)]
    if not any(_mentions(node, name) for node in nodes):
        return False
    nonlocals = {n for node in nodes if isinstance(node, ast.Nonlocal) for n in node.names}
    try:
        source = ast.unparse(_alone(function, name, sorted(nonlocals - {name})))
        table = symtable.symtable(source, "<function>", "exec")
    except UNREADABLE:  # `nonlocal name`, which has nothing to refer to any more
        return True
    return any(_is_read_from_outside(child, name) for child in table.get_children())


def local_names(function: Function) -> set[str]:
    """The names that a function binds itself, its parameters among them."""
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    names = {argument.arg for argument in every}
    nodes = [node for statement in function.body for node in ast.walk(statement)]
    nonlocals = {n for node in nodes if isinstance(node, ast.Nonlocal) for n in node.names}
    try:
        source = ast.unparse(_alone(function, "", sorted(nonlocals)))
        table = symtable.symtable(source, "<function>", "exec").get_children()[0].get_children()[0]
    except UNREADABLE:
        return names
    return names | {symbol.get_name() for symbol in table.get_symbols() if symbol.is_local()}


def _mentions(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.Name):
        return node.id == name
    return isinstance(node, ast.Nonlocal) and name in node.names


def _is_read_from_outside(table: symtable.SymbolTable, name: str) -> bool:
    if name in table.get_identifiers():
        symbol = table.lookup(name)
        if symbol.is_referenced() and symbol.is_global() and not symbol.is_declared_global():
            return True
    return any(_is_read_from_outside(child, name) for child in table.get_children())


def _alone(function: Function, name: str, outer: Sequence[str]) -> ast.Module:
    """Return a module of a function less a parameter, in another that binds its `nonlocal`s.

    Decorators, defaults and annotations are read outside of the function.
    """
    inner = type(function)(
        name="inner",
        args=_bare(function.args, name),
        body=function.body,
        decorator_list=[],
        returns=None,
        type_comment=None,
    )
    around = ast.FunctionDef(
        name="outer",
        args=_arguments([ast.arg(arg=name) for name in outer]),
        body=[inner],
        decorator_list=[],
        returns=None,
        type_comment=None,
    )
    for node in (inner, around):
        vars(node)["type_params"] = []  # a field since 3.12
    return ast.fix_missing_locations(ast.Module(body=[around], type_ignores=[]))


def _bare(args: ast.arguments, name: str) -> ast.arguments:
    """Return the other parameters' names; the ways to pass them do not matter here."""
    optional = [args.vararg, args.kwarg]
    parameters = [*args.posonlyargs, *args.args, *args.kwonlyargs, *filter(None, optional)]
    return _arguments([ast.arg(arg=p.arg) for p in parameters if p.arg != name])


def _arguments(parameters: list[ast.arg]) -> ast.arguments:
    return ast.arguments(
        posonlyargs=[],
        args=parameters,
        vararg=None,
        kwonlyargs=[],
        kw_defaults=[],
        kwarg=None,
        defaults=[],
    )
