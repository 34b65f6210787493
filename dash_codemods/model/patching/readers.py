"""Whether anything tells an empty Store from one that was never set."""

from __future__ import annotations

import ast

from dash_codemods.model.by_property import ReadersById
from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.project import Project
from dash_codemods.model.walking import walk


def all_alike(project: Project, callback: Callback, dependency: Dependency) -> bool:
    """Whether every reader of a Store's data does the same for None and for what is empty."""
    for other, one in project.once(ReadersById).of(dependency.component_id):
        if one.prop == "modified_timestamp" or one.prop is None:
            # Data at the start makes the Store tell of a change.
            return False
        if one.prop == dependency.prop and not _alike(project, other, one, callback):
            return False
    return True


def _alike(project: Project, reader: Callback, one: Dependency, own: Callback) -> bool:
    if reader.path == own.path and reader.registration.statement == own.registration.statement:
        return True
    if reader.clientside or reader.function is None or reader.blockers:
        return False
    bound = reader.binding_of(one)
    if bound is None or bound.is_group:
        return False
    if not bound.parameter.is_read:
        return not reader.function.reveals
    return takes_empty_as_none(project.function_tree(reader), bound.parameter.name)


def takes_empty_as_none(function: ast.FunctionDef | ast.AsyncFunctionDef, parameter: str) -> bool:
    """Whether a function does the same for None and for an empty list or dict."""
    for statement in function.body:
        mentions = [n for n in walk(statement) if _is_name(n, parameter)]
        if not mentions:
            continue
        if _stands_in(statement, parameter) or _leaves_if_empty(statement, parameter):
            return True
        if not all(id(n) in _by_truth(statement, parameter) for n in mentions):
            return False
    return True


def _is_name(node: ast.AST | None, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _stands_in(node: ast.stmt, name: str) -> bool:
    """`x = x or []`, and `if not x: x = []`"""
    if isinstance(node, ast.If) and not node.orelse and len(node.body) == 1:
        negated = isinstance(node.test, ast.UnaryOp) and isinstance(node.test.op, ast.Not)
        inner = node.body[0]
        return (
            negated
            and _is_name(getattr(node.test, "operand", None), name)
            and isinstance(inner, ast.Assign)
            and all(_is_name(target, name) for target in inner.targets)
        )
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.BoolOp):
        return False
    return (
        isinstance(node.value.op, ast.Or)
        and _is_name(node.value.values[0], name)
        and all(_is_name(target, name) for target in node.targets)
        and sum(_is_name(n, name) for n in walk(node.value)) == 1
    )


def _leaves_if_empty(node: ast.stmt, name: str) -> bool:
    """`if not x: return`"""
    if not isinstance(node, ast.If) or node.orelse:
        return False
    if not isinstance(node.body[-1], ast.Return | ast.Raise):
        return False
    if any(_is_name(n, name) for s in node.body for n in walk(s)):
        return False
    test = node.test
    parts = test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or) else [test]
    return any(
        isinstance(p, ast.UnaryOp) and isinstance(p.op, ast.Not) and _is_name(p.operand, name)
        for p in parts
    ) and all(not _compares(p, name) for p in parts)


def _compares(node: ast.expr, name: str) -> bool:
    return not isinstance(node, ast.UnaryOp) and any(_is_name(n, name) for n in walk(node))


def _by_truth(statement: ast.stmt, name: str) -> set[int]:
    """The mentions (by id) that see nothing but whether the value is empty, or run if it is not."""
    found: set[int] = set()
    for node in walk(statement):
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            if _is_name(node.values[0], name):
                found.add(id(node.values[0]))
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            if _is_name(node.operand, name):
                found.add(id(node.operand))
        elif isinstance(node, ast.If | ast.IfExp | ast.While) and _is_name(node.test, name):
            found.add(id(node.test))
            body = node.body if isinstance(node.body, list) else [node.body]
            found |= {id(inner) for part in body for inner in walk(part)}
    return found
