"""What edits of a function's signature and docstring promise."""

from __future__ import annotations

import ast

from dash_codemods.model.edits import RemoveParameter, RemoveParameterDocs, RenameParameter
from dash_codemods.proving.change import Change, contradiction
from dash_codemods.proving.difference import PromiseError
from dash_codemods.proving.locate import Baseline, Function
from dash_codemods.proving.unbound import reads_outer

Edits = RemoveParameter | RenameParameter | RemoveParameterDocs


def change_of(baseline: Baseline, edit: Edits) -> Change:
    """Find what an edit of a signature or a docstring speaks of."""
    match edit:
        case RemoveParameter():
            return _remove_parameter(baseline, edit)
        case RenameParameter():
            return _rename_parameter(baseline, edit)
        case RemoveParameterDocs():
            return _remove_parameter_docs(baseline, edit)


def _remove_parameter(baseline: Baseline, edit: RemoveParameter) -> Change:
    """Promise that a signature loses a parameter, its annotation and its default."""
    function = baseline.function(edit, edit.function)
    parameter = _parameter(edit, function)

    return Change(
        edit,
        lambda: _remove(function.args, parameter),
        (function,),
        lambda: _check_unread(edit, function, edit.name),
    )


def _rename_parameter(baseline: Baseline, edit: RenameParameter) -> Change:
    """Promise that a parameter has another name and no annotation."""
    function = baseline.function(edit, edit.function)
    parameter = _parameter(edit, function)

    def make() -> None:
        if parameter.arg != edit.name:
            raise contradiction(edit)
        parameter.arg = edit.new_name
        parameter.annotation = None

    def clear_up() -> None:
        _check_unread(edit, function, edit.name)
        _check_unread(edit, function, edit.new_name)

    return Change(edit, make, (parameter,), clear_up)


def _remove_parameter_docs(baseline: Baseline, edit: RemoveParameterDocs) -> Change:
    """Promise that a docstring, if there is one, loses the entry of a parameter."""
    function = baseline.function(edit, edit.function)
    docstring = _docstring_of(function)

    def make() -> None:
        if docstring is not None:
            baseline.module.leeway.docstrings.setdefault(docstring, set()).add(edit.name)

    return Change(edit, make, (docstring or function,))


def _docstring_of(function: Function) -> ast.Constant | None:
    match function.body[0]:
        case ast.Expr(value=ast.Constant(value=str()) as docstring):
            return docstring
    return None


def _parameter(edit: RemoveParameter | RenameParameter, function: Function) -> ast.arg:
    args = function.args
    all_of_them = [*args.posonlyargs, *args.args, args.vararg, *args.kwonlyargs, args.kwarg]
    for parameter in all_of_them:
        if parameter is not None and parameter.arg == edit.name:
            return parameter
    raise PromiseError(edit, f"the function has no parameter `{edit.name}`")


def _remove(args: ast.arguments, parameter: ast.arg) -> None:
    """Take out a parameter and its default."""
    if args.vararg is parameter:
        args.vararg = None
    elif args.kwarg is parameter:
        args.kwarg = None
    elif parameter in args.kwonlyargs:
        at = args.kwonlyargs.index(parameter)
        del args.kwonlyargs[at], args.kw_defaults[at]
    else:
        _remove_positional(args, parameter)


def _remove_positional(args: ast.arguments, parameter: ast.arg) -> None:
    """Take out a parameter and its default: defaults belong to the last parameters."""
    parameters = [*args.posonlyargs, *args.args]
    default = parameters.index(parameter) - (len(parameters) - len(args.defaults))
    if default >= 0:
        del args.defaults[default]
    (args.posonlyargs if parameter in args.posonlyargs else args.args).remove(parameter)


def _check_unread(edit: RemoveParameter | RenameParameter, function: Function, name: str) -> None:
    """Raise if the body reads a parameter that goes, or a global that a new name would hide."""
    if reads_outer(function, name):
        raise PromiseError(edit, f"the function reads `{name}`")
