"""Parameters of functions."""

from __future__ import annotations

import libcst as cst

from dash_codemods.model.edits import RemoveParameter, RenameParameter
from dash_codemods.rewriting.draft import Draft
from dash_codemods.rewriting.elements import Elements
from dash_codemods.rewriting.patches import Patch
from dash_codemods.rewriting.printed import Printed


def remove_parameter(draft: Draft, edit: RemoveParameter) -> None:
    """Take a parameter out, and a `*` or `/` that has lost its last one."""
    printed, function = draft.function(edit.function)
    elements = draft.elements_in(printed, function)
    elements.removed.add(_index(draft, printed, function, elements, edit.name))
    _remove_marks(elements)


def _remove_marks(elements: Elements) -> None:
    kept = [(i, node) for i, node in enumerate(elements.nodes) if i not in elements.removed]
    for at, (index, node) in enumerate(kept):
        after = kept[at + 1][1] if at + 1 < len(kept) else None
        if isinstance(node, cst.ParamSlash) and at == 0:
            elements.removed.add(index)
        if isinstance(node, cst.ParamStar) and (
            not isinstance(after, cst.Param) or after.star == "**"
        ):
            elements.removed.add(index)
    _keep_star(elements)


def _keep_star(elements: Elements) -> None:
    """Let a bare `*` stand in for `*args` where keyword-only parameters follow."""
    elements.replaced.clear()
    for index in elements.removed:
        node = elements.nodes[index]
        after = enumerate(elements.nodes[index + 1 :], index + 1)
        named = [i for i, n in after if isinstance(n, cst.Param) and n.star == ""]
        if isinstance(node, cst.Param) and node.star == "*" and {*named} - elements.removed:
            elements.replaced[index] = "*"


def rename_parameter(draft: Draft, edit: RenameParameter) -> None:
    """Give a parameter another name, and take its annotation away."""
    printed, function = draft.function(edit.function)
    elements = draft.elements_in(printed, function)
    param = elements.nodes[_index(draft, printed, function, elements, edit.name)]
    assert isinstance(param, cst.Param)
    start, end = printed.range(param.name)
    if param.annotation is not None:
        end = printed.full(param.annotation)[1]
        if isinstance(param.equal, cst.AssignEqual):
            equal = printed.full(param.equal)
            if draft.source.text[slice(*equal)].strip(" ") == "=":
                draft.patches.append(Patch(*equal, "="))
    draft.patches.append(Patch(start, end, edit.new_name))


def _index(
    draft: Draft, printed: Printed, function: cst.FunctionDef, elements: Elements, name: str
) -> int:
    for index, node in enumerate(elements.nodes):
        if isinstance(node, cst.Param) and node.name.value == name:
            return index
    raise draft.refuse(
        "no-such-parameter", f"the function has no parameter {name}", printed.range(function)[0]
    )
