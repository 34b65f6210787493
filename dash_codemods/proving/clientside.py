"""What moving a callback to the browser promises."""

from __future__ import annotations

import ast

from dash_codemods.model.edits import MoveToBrowser
from dash_codemods.proving.change import Change, contradiction
from dash_codemods.proving.difference import PromiseError
from dash_codemods.proving.locate import Baseline, Function
from dash_codemods.proving.tree import UNREADABLE, parse, settle_at


def move_to_browser(baseline: Baseline, edit: MoveToBrowser) -> Change:
    """Promise a statement that calls a registrar, in the place of a decorated function.

    Its arguments are the JavaScript and those of the decorator; all keywords stay.
    """
    function = _function(baseline, edit)
    old = baseline.call(edit, edit.call)
    if function.decorator_list != [old]:
        raise PromiseError(edit, "the call is not the function's only decorator")
    parent, block = baseline.parent(function), baseline.block(function)
    statement = _statement(edit, _arguments(baseline, edit, old), old.keywords)

    def make() -> None:
        if function not in block or function.decorator_list != [old]:
            raise contradiction(edit)
        block[block.index(function)] = statement

    return Change(edit, make, (parent,))


def _function(baseline: Baseline, edit: MoveToBrowser) -> Function:
    found = baseline.statements(edit, edit.statement)
    if len(found) != 1 or not isinstance(found[0], ast.FunctionDef | ast.AsyncFunctionDef):
        raise PromiseError(edit, "no function stands there")
    return found[0]


def _statement(
    edit: MoveToBrowser, arguments: list[ast.expr], keywords: list[ast.keyword]
) -> ast.stmt:
    """Return the new call; only what is new in it is given a place."""
    try:
        found = parse(f"{edit.registrar}()").body
    except UNREADABLE as error:
        raise PromiseError(edit, f"`{edit.registrar}` is no expression: {error}") from error
    match found:
        case [ast.Expr(value=ast.Call(func=ast.Name() | ast.Attribute()) as call) as statement]:
            function = ast.Constant(value=edit.function)
            call.args = [function]
            settle_at(statement, edit.statement.line)
            call.args = [function, *arguments]
            call.keywords = list(keywords)
            return statement
    raise PromiseError(edit, f"`{edit.registrar}` is no name")


def _arguments(baseline: Baseline, edit: MoveToBrowser, call: ast.Call) -> list[ast.expr]:
    if not edit.order:
        return list(call.args)
    arguments = [baseline.expression(edit, span) for span in edit.order]
    if sorted(map(id, arguments)) != sorted(map(id, call.args)):
        raise PromiseError(edit, "the new order is not one of the call's own arguments")
    return arguments
