"""What edits of calls promise: arguments and keywords come, go, or change."""

from __future__ import annotations

import ast

from dash_codemods.model.edits import (
    Edit,
    RemoveArgument,
    RemoveElement,
    RemoveKeyword,
    ReplaceDependency,
    ReplaceExpression,
    SetKeyword,
)
from dash_codemods.model.places import Span
from dash_codemods.proving.change import Change, contradiction
from dash_codemods.proving.difference import PromiseError, line_of
from dash_codemods.proving.locate import Baseline
from dash_codemods.proving.tree import UNREADABLE, detach, replace, settle_at

Edits = RemoveArgument | ReplaceExpression | SetKeyword | RemoveKeyword

_SPREADS = (ast.List, ast.Starred, ast.Tuple)
"""Targets that hold targets."""


def change_of(baseline: Baseline, edit: Edits) -> Change:
    """Find what an edit of a call or an expression speaks of."""
    match edit:
        case RemoveArgument():
            return _remove_argument(baseline, edit)
        case ReplaceExpression():
            return _replace(baseline, edit, edit.expression)
        case SetKeyword():
            return _set_keyword(baseline, edit)
        case RemoveKeyword():
            return _remove_keyword(baseline, edit)


def _remove_argument(baseline: Baseline, edit: RemoveArgument) -> Change:
    """Promise that a call loses an argument, given by position, by keyword or by star."""
    call = baseline.call(edit, edit.call)
    node: ast.AST = baseline.expression(edit, edit.argument)
    if isinstance(baseline.parent(node), ast.keyword | ast.Starred):
        node = baseline.parent(node)
    if baseline.parent(node) is not call or node is call.func:
        raise PromiseError(edit, "the call has no such argument")

    def make() -> None:
        if not detach(call, node):
            raise contradiction(edit)

    return Change(edit, make, (call,))


def remove_element(baseline: Baseline, edit: RemoveElement) -> Change:
    """Promise that a list loses an element."""
    node = baseline.expression(edit, edit.element)
    holder = baseline.parent(node)
    if not isinstance(holder, ast.List):
        raise PromiseError(edit, "no element of a list stands there")

    def make() -> None:
        if not detach(holder, node):
            raise contradiction(edit)

    return Change(edit, make, (holder,))


def replace_dependency(baseline: Baseline, edit: ReplaceDependency) -> Change:
    """Promise that another dependency stands in the place of one."""
    return _replace(baseline, edit, edit.dependency)


def _replace(
    baseline: Baseline, edit: ReplaceExpression | ReplaceDependency, where: Span
) -> Change:
    """Promise that another expression stands in the place of one."""
    old = baseline.expression(edit, where)
    new = _expression(edit, edit.source)
    _take_context(old, new)
    parent = baseline.parent(old)

    def make() -> None:
        if not replace(parent, old, new):
            raise contradiction(edit)

    return Change(edit, make, (parent,))


def _set_keyword(baseline: Baseline, edit: SetKeyword) -> Change:
    """Promise a keyword argument: a new value, or a new one before the `**` at the end."""
    call = baseline.call(edit, edit.call)
    value = _expression(edit, edit.source)
    old = next((k for k in call.keywords if k.arg == edit.name), None)
    was = old.value if old else None

    def make() -> None:
        now = next((k for k in call.keywords if k.arg == edit.name), None)
        if now is not old or (now and now.value is not was):
            raise contradiction(edit)
        if now:
            now.value = value
        else:
            baseline.module.leeway.keywords.add(_add_keyword(call, edit, value))

    return Change(edit, make, (call,))


def _remove_keyword(baseline: Baseline, edit: RemoveKeyword) -> Change:
    """Promise that a call loses a keyword argument."""
    call = baseline.call(edit, edit.call)
    old = next((k for k in call.keywords if k.arg == edit.name), None)
    if old is None:
        raise PromiseError(edit, f"the call has no keyword `{edit.name}`")
    was = old.value

    def make() -> None:
        if old.value is not was or not detach(call, old):
            raise contradiction(edit)

    return Change(edit, make, (call,))


def _add_keyword(call: ast.Call, edit: SetKeyword, value: ast.expr) -> ast.keyword:
    keyword = ast.keyword(arg=edit.name, value=value)
    settle_at(keyword, line_of(edit))
    at = len(call.keywords)
    while at and call.keywords[at - 1].arg is None:
        at -= 1
    call.keywords.insert(at, keyword)
    return keyword


def _expression(edit: Edit, source: str) -> ast.expr:
    try:
        new = ast.parse(source, mode="eval").body
    except UNREADABLE as error:
        raise PromiseError(edit, f"the source is not an expression: {error}") from error
    settle_at(new, line_of(edit))
    return new


def _take_context(old: ast.expr, new: ast.expr) -> None:
    """Let a new target of an assignment or `del` be one."""
    context = getattr(old, "ctx", None)
    if context is None or not hasattr(new, "ctx"):
        return
    new.ctx = context
    for inner in ast.iter_child_nodes(new) if isinstance(new, _SPREADS) else ():
        if isinstance(inner, ast.expr):
            _take_context(old, inner)
