"""What gives back all that it is given: components of libraries, lists, functions of one result.

Components are what packages hold whose name begins with `dash_` or `feffery_`, and Dash's own
`html`, `dcc` and `dash_table`: their classes have all children that they are given. No more is
known of a class of the project's own, or of any other package (`OrderedDict`, `SimpleNamespace`).
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from dash_codemods.model.components import Component
from dash_codemods.model.ids import has_wildcard
from dash_codemods.model.names import External
from dash_codemods.model.project import FunctionNode, Project
from dash_codemods.model.traffic.trees import Trees, dotted, last_name
from dash_codemods.model.walking import walk

Way = Sequence[tuple[str, ast.AST]]
"""The nodes that something stands in, from the inside out, each with its file."""

_COMPONENTS = ("dash.html.", "dash.dcc.", "dash.dash_table.", "dash_", "feffery_")
_CHOOSES = (
    ast.IfExp
    | ast.Dict
    | ast.DictComp
    | ast.Set
    | ast.BoolOp
    | ast.Compare
    | ast.Subscript
    | ast.If
    | ast.Match
    | ast.Try
    | ast.For
    | ast.While
    | ast.ListComp
    | ast.SetComp
    | ast.GeneratorExp
    | ast.comprehension
    | ast.arguments
)
"""What only a part of may be shown, or nothing."""
_KEEP = frozenset({"append", "extend", "insert", "list", "tuple"})
"""Calls that leave out nothing of what they are given."""
_HOLDS = (
    ast.List
    | ast.Tuple
    | ast.Starred
    | ast.keyword
    | ast.Return
    | ast.Name
    | ast.Expr
    | ast.With
    | ast.Lambda
    | FunctionNode
)
"""What hands on all that stands in it."""


def is_choice(node: ast.AST) -> bool:
    """Whether only a part of what stands in a node may be shown, or nothing."""
    return isinstance(node, _CHOOSES)


def may_leave_out(project: Project, component: Component, way: Way) -> bool:
    """Whether what stands in nodes, from the first outwards, may not come with the last."""
    inner: ast.AST | None = None
    for path, node in way:
        if isinstance(node, ast.Call):
            # What stands in the function's own name is no child.
            given = inner is not None and inner is not node.func
            scope = component.scope if path == component.path else 0
            if given and not _keeps_children(project, path, scope, node):
                return True
        elif _chooses(node, inner):
            return True
        inner = node
    return False


def stays_whole(project: Project, component: Component, way: Way) -> bool:
    """Whether all that the first node holds goes into one component, or is a layout itself."""
    inner: ast.AST | None = None
    for path, node in way:
        scope = component.scope if path == component.path else 0
        if isinstance(node, ast.Call):
            if inner is None or inner is not node.func:
                if is_component(project, path, scope, node):
                    return True
                if not _keeps_children(project, path, scope, node):
                    return False
        elif isinstance(node, ast.Assign):
            if any(is_layout(target) for target in node.targets):
                return True
            page = path in project.pages and isinstance(node.targets[0], ast.Name)
            if page and node.targets[0].id == "layout":  # type: ignore[attr-defined]
                return True
        elif not _hands_on(node, inner):
            return False
        elif isinstance(node, FunctionNode) and _gives_content(project, path, node):
            return True
        inner = node
    return False


def _gives_content(project: Project, path: str, function: FunctionNode) -> bool:
    """Whether the result of a function becomes a page, or the children of one component."""
    if path in project.pages and function.name == "layout":
        return True
    found = [
        callback
        for callback in project.callbacks_in(path)
        if callback.function is not None and callback.function.def_span.line == function.lineno
    ]
    return bool(found) and all(
        callback.single_output
        and callback.outputs[0].prop == "children"
        and not has_wildcard(callback.outputs[0].component_id)
        for callback in found
    )


def is_layout(target: ast.AST) -> bool:
    """Whether what is given to it becomes a layout: `app.layout`."""
    return isinstance(target, ast.Attribute) and target.attr == "layout"


def is_component(project: Project, path: str, scope: int, call: ast.Call) -> bool:
    """Whether a call makes a component of a library, or begins one of the project's own."""
    name = dotted(call.func)
    if name is None:
        return _begins_component(project, path, scope, call)
    resolved = project.names.resolve(path, scope, name.removesuffix(".__init__"))
    return isinstance(resolved, External) and _is_component_class(resolved.name)


def _is_component_class(name: str) -> bool:
    return name.startswith(_COMPONENTS) and name.rpartition(".")[2][:1].isupper()


def _begins_component(project: Project, path: str, scope: int, call: ast.Call) -> bool:
    """`super().__init__(...)` in a class that is a library's component by its only base."""
    func = call.func
    if not (isinstance(func, ast.Attribute) and func.attr == "__init__"):
        return False
    if not (isinstance(func.value, ast.Call) and last_name(func.value.func) == "super"):
        return False
    parents = project.once(Trees).parents(path)
    node: ast.AST = call
    while node in parents and not isinstance(node, ast.ClassDef):
        node = parents[node]
    bases = node.bases if isinstance(node, ast.ClassDef) else []
    name = dotted(bases[0]) if len(bases) == 1 else None
    resolved = project.names.resolve(path, scope, name) if name else None
    return isinstance(resolved, External) and _is_component_class(resolved.name)


def _keeps_children(project: Project, path: str, scope: int, call: ast.Call) -> bool:
    """Whether a call surely gives back all that it is given: components of libraries do."""
    name = dotted(call.func)
    if name is not None and name.rpartition(".")[2] in _KEEP:
        return True
    return is_component(project, path, scope, call)


def _chooses(node: ast.AST, inner: ast.AST | None) -> bool:
    if isinstance(node, ast.BinOp):
        return not isinstance(node.op, ast.Add)
    if isinstance(node, ast.Attribute):
        return node.value is inner
    return isinstance(node, _CHOOSES) or _returns_more(node)


def _hands_on(node: ast.AST, inner: ast.AST | None) -> bool:
    """Whether a node hands on the whole of what stands in it, if anything."""
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add)
    if isinstance(node, ast.Attribute):
        return node.value is not inner
    if isinstance(node, ast.IfExp):
        return node.test is not inner
    return isinstance(node, _HOLDS | ast.BoolOp | ast.If)


def _returns_more(node: ast.AST) -> bool:
    """Whether a function has more than one thing to return."""
    if not isinstance(node, FunctionNode):
        return False
    return sum(isinstance(inner, ast.Return) for inner in walk(node)) > 1
