"""What is taken out of a part of a layout after it was made: `children.pop()`, `parts[:2]`."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator
from typing import TypeGuard

from dash_codemods.model.names import Definition
from dash_codemods.model.project import FunctionNode, Project
from dash_codemods.model.traffic.around import (
    function_around,
    holder_of,
    is_added_to,
    uses_of_holder,
)
from dash_codemods.model.traffic.keeping import Way
from dash_codemods.model.traffic.trees import Trees, dotted, last_name
from dash_codemods.model.walking import walk

_TAKE = frozenset({"pop", "remove", "clear", "children"})
"""What is asked of a list, or of a component, that loses something."""
_LOOKS = frozenset({"style", "className", "class_name", "hidden", "title"})
"""Properties that hold no components."""
_BOXES = ast.List | ast.Tuple | ast.Dict | ast.ListComp | ast.DictComp


def is_trimmed(project: Project, way: Way) -> bool:
    """Whether something may be taken out of what nodes hold, from the first outwards.

    By a name that it is kept under, or a function of the project that it is handed to. What is
    taken out of a list of whole components is one of them as it is.
    """
    trees = project.once(Trees)
    inner: ast.AST | None = None
    made = boxed = False
    for path, node in way:
        if isinstance(inner, ast.Call) and _is_part(node, inner):
            return True
        if isinstance(node, ast.Call) and node.func is not inner:
            if inner is not None and not boxed and is_stripped(project, path, node, inner):
                return True
            name = last_name(node.func) or ""
            if name[:1].isupper() or name == "__init__":
                made, boxed = True, False
        elif isinstance(node, FunctionNode) and _is_decorated(project, path, node):
            return True
        elif isinstance(node, _BOXES):
            boxed = made
        elif isinstance(node, ast.Assign | ast.Expr):
            for other, use in _uses(project, path, node):
                parents = trees.parents(other)
                if is_added_to(trees, other, use):
                    continue
                part = _of_box(parents, use) if boxed else use
                if part is not None and _is_taken(project, other, part):
                    return True
        inner = node
    return False


def _uses(project: Project, path: str, node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Where the name is read, if any, that a statement gives to what stands in it."""
    trees = project.once(Trees)
    name = holder_of(trees.parents(path), node)
    if name is None:
        return
    uses = uses_of_holder(project, path, node)
    if uses is None:
        # It may hold other things as well: all that has the name here is looked at.
        within = function_around(trees.parents(path), node) or trees.sources.tree(path)
        uses = [(path, n) for n in walk(within) if isinstance(n, ast.Name) and n.id == name]
    yield from uses


def _of_box(parents: dict[ast.AST, ast.AST], node: ast.AST) -> ast.AST | None:
    """The component that is asked of a list or dict of components."""
    parent = parents[node]
    return parent if isinstance(parent, ast.Subscript) and parent.value is node else None


def _is_taken(project: Project, path: str, node: ast.AST) -> bool:
    """Whether something is taken out of what an expression gives, here or where it is handed."""
    parents = project.once(Trees).parents(path)
    if loses(parents, node):
        return True
    call = parents[node]
    return isinstance(call, ast.Call) and is_stripped(project, path, call, node)


def is_stripped(project: Project, path: str, call: ast.Call, given: ast.AST) -> bool:
    """Whether a function of the project takes something out of what it is given in a call."""
    name = dotted(call.func)
    return name is not None and any(
        _takes_from(parents, node, _parameters(node, call, given))
        for node, parents in functions_named(project, path, name)
    )


def _is_decorated(project: Project, path: str, function: FunctionNode) -> bool:
    """Whether a decorator of the project takes something out of what a function gives."""
    for decorator in function.decorator_list:
        name = dotted(decorator.func if isinstance(decorator, ast.Call) else decorator)
        for node, parents in functions_named(project, path, name or ""):
            given = (a.args for a in walk(node) if isinstance(a, ast.arguments))
            if _takes_from(parents, node, {each.arg for args in given for each in args}):
                return True
    return False


def functions_named(
    project: Project, path: str, name: str
) -> list[tuple[FunctionNode, dict[ast.AST, ast.AST]]]:
    """The function of the project that a name of a file stands for, with what its nodes are in."""
    found = project.names.resolve(path, 0, name) if name else None
    if not isinstance(found, Definition) or found.binding.kind != "function" or found.rest:
        return []
    facts = project.sources.facts(found.path)
    function = facts.function_of(found.binding.child) if facts else None
    parents = project.once(Trees).parents(found.path)
    line = function.def_span.line if function is not None else None
    nodes = [n for n in parents if isinstance(n, FunctionNode) and n.lineno == line]
    return [(node, parents) for node in nodes]


def _takes_from(
    parents: dict[ast.AST, ast.AST], function: FunctionNode, names: Container[str]
) -> bool:
    """Whether a function takes something out of what names hold, or of what they give if called."""
    held = _made_of(function, names)
    return any(
        _names(use.func if isinstance(use, ast.Call) else use, held) and loses(parents, use)
        for use in walk(function)
    )


def _made_of(function: FunctionNode, names: Container[str]) -> set[str]:
    """The names that hold what other names hold, or something that is made of it."""
    held = {node.id for node in walk(function) if _names(node, names)}
    given = [(n.targets, n.value) for n in walk(function) if isinstance(n, ast.Assign)]
    given += [([n.target], n.iter) for n in walk(function) if isinstance(n, ast.For)]
    # Each is made of some that stand before it, or in a loop of such behind it.
    for targets, value in (*given, *given):
        if any(_names(node, held) for node in walk(value)):
            inner = (node for target in targets for node in walk(target))
            held |= {node.id for node in inner if isinstance(node, ast.Name)}
    return held


def _names(node: ast.AST, names: Container[str]) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and node.id in names


def _parameters(function: FunctionNode, call: ast.Call, given: ast.AST) -> set[str]:
    """The names that a function may have for an argument of a call."""
    arguments = function.args
    names = [a.arg for a in (*arguments.posonlyargs, *arguments.args)]
    keyword = next((k for k in call.keywords if k is given or k.value is given), None)
    if keyword is not None and keyword.arg is not None:
        return {keyword.arg}
    plain = not any(isinstance(arg, ast.Starred) for arg in call.args)
    if plain and given in call.args and call.args.index(given) < len(names):
        return {names[call.args.index(given)]}
    return {*names, *(a.arg for a in arguments.kwonlyargs)}


def is_setattr(node: ast.AST) -> bool:
    """Whether a property is set, or taken away, by its name."""
    return isinstance(node, ast.Call) and last_name(node.func) in ("setattr", "delattr")


def loses(parents: dict[ast.AST, ast.AST], node: ast.AST) -> bool:
    """Whether something is taken out of what an expression gives, or may be, where it stands."""
    part = node
    while _is_part(parents[part], part):
        part = parents[part]
    parent = parents[part]
    if isinstance(part, ast.Attribute) and part is not node:
        if isinstance(parent, ast.Call) and parent.func is part:
            return part.attr in _TAKE
        if isinstance(part.ctx, ast.Load):
            return part.attr in _TAKE
        return part.attr not in _LOOKS
    if part is not node:
        return True
    if isinstance(parent, ast.Call) and parent.func is not node:
        alone = isinstance(parents[parent], ast.Expr)
        return is_setattr(parent) or (alone and not _only_shows(parent))
    return isinstance(parent, ast.Delete)


def _is_part(outer: ast.AST, node: ast.AST) -> bool:
    """`layout.children`, `layout["panel"]`."""
    return isinstance(outer, ast.Attribute | ast.Subscript) and outer.value is node


def _only_shows(call: ast.Call) -> bool:
    """Whether a call, whose result is not used, changes nothing of what it is given."""
    return last_name(call.func) in ("print", "append", "extend", "insert")
