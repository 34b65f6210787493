"""Uses of ctx that see which property triggered a callback, not only which component."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.calls import Calls
from dash_codemods.model.findings import Blocker
from dash_codemods.model.hidden_readers import HiddenReaders
from dash_codemods.model.project import FunctionNode, Project
from dash_codemods.model.traffic.trees import Trees
from dash_codemods.model.walking import children, walk

_READS = frozenset({"triggered", "triggered_prop_ids"})


def reads_trigger(project: Project, callback: Callback) -> bool:
    """Whether a callback, or what it calls, asks what triggered it in any way."""
    function = callback.function
    if function is None:
        return False
    helpers = project.once(Calls).reached_from(callback.path, function)
    if function.trigger_reads or any(helper.trigger_reads for _, helper in helpers):
        return True
    return any(True for _ in project.once(HiddenReaders).of_triggers(callback.path))


def sees_property(project: Project, callback: Callback) -> Iterator[Blocker]:
    """Code to which `store.data` and `store.modified_timestamp` are different triggers."""
    found = list(_followed_reads(project, callback))
    yield from found
    for reader in project.once(HiddenReaders).of_triggers(callback.path):
        if reader.reveal.what in _READS and not found:
            yield Blocker(
                "reads-prop-id",
                f"{reader}, which any callback may run, uses ctx.{reader.reveal.what}, which names "
                "the property that triggered it",
                reader.path,
                reader.reveal.line,
            )
            return


def _followed_reads(project: Project, callback: Callback) -> Iterator[Blocker]:
    function = callback.function
    if function is None:
        return
    tree = project.once(Trees).function_of(callback)
    harmless = _harmless_lines(tree) if tree is not None else frozenset()
    for read in function.trigger_reads:
        if read.what in _READS and read.line not in harmless:
            yield Blocker(
                "reads-prop-id",
                f"the body uses ctx.{read.what}, which names the property that triggered it",
                callback.path,
                read.line,
            )
    for path, helper in project.once(Calls).reached_from(callback.path, function):
        for read in helper.trigger_reads:
            if read.what in _READS:
                yield Blocker(
                    "reads-prop-id",
                    f"`{helper.name}`, which it calls, uses ctx.{read.what}, which names the "
                    "property that triggered it",
                    path,
                    read.line,
                )


def _harmless_lines(function: FunctionNode) -> frozenset[int]:
    """The lines whose every use of ctx.triggered sees the component's id at most."""
    parents = {child: node for node in walk(function) for child in children(node)}
    lines: dict[int, bool] = {}
    for node in walk(function):
        if isinstance(node, ast.Attribute) and node.attr in _READS:
            fine = node.attr == "triggered" and (
                _is_truth_test(node, parents) or _is_id_only(node, parents)
            )
            lines[node.lineno] = lines.get(node.lineno, True) and fine
    return frozenset(line for line, fine in lines.items() if fine)


def _is_truth_test(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """`if not ctx.triggered:`."""
    parent = parents.get(node)
    while isinstance(parent, ast.BoolOp) or (
        isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not)
    ):
        node, parent = parent, parents.get(parent)
    return isinstance(parent, ast.If | ast.IfExp | ast.While) and parent.test is node


def _is_id_only(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """`ctx.triggered[0]["prop_id"].split(".")[0]`."""
    first = _item_of(node, 0, parents)
    prop_id = _item_of(first, "prop_id", parents)
    split = parents.get(prop_id) if prop_id is not None else None
    if not isinstance(split, ast.Attribute) or split.attr != "split":
        return False
    call = parents.get(split)
    if not isinstance(call, ast.Call) or call.func is not split or len(call.args) != 1:
        return False
    if not _is(call.args[0], ".") or call.keywords:
        return False
    return _item_of(call, 0, parents) is not None


def _item_of(
    node: ast.AST | None, key: object, parents: dict[ast.AST, ast.AST]
) -> ast.Subscript | None:
    parent = parents.get(node) if node is not None else None
    if isinstance(parent, ast.Subscript) and parent.value is node and _is(parent.slice, key):
        return parent
    return None


def _is(node: ast.expr, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value == value
