"""Dependencies, arguments and keywords of calls."""

from __future__ import annotations

import libcst as cst

from dash_codemods.model.edits import (
    RemoveArgument,
    RemoveDependency,
    RemoveElement,
    RemoveKeyword,
    SetKeyword,
)
from dash_codemods.rewriting.draft import Draft
from dash_codemods.rewriting.elements import Elements
from dash_codemods.rewriting.errors import CannotRewrite
from dash_codemods.rewriting.expressions import fitted
from dash_codemods.rewriting.patches import Patch
from dash_codemods.rewriting.printed import Printed


def remove_dependency(draft: Draft, edit: RemoveDependency) -> None:
    """Take a dependency out, and what it leaves empty up to the call."""
    printed, call = draft.call(edit.call)
    where = draft.source.range(edit.dependency)
    node = _element_at(printed, where)
    inner: Elements | None = None
    while node is not None:
        holder = printed.parent(node)
        elements = draft.elements(printed, holder) if holder is not None else None
        if holder is None or elements is None or not _groups(holder, call):
            break
        index = list(elements.nodes).index(node)
        if inner is None:
            elements.removed.add(index)
        else:
            inner.holder = (elements, index)
        if holder is call:
            return
        inner, node = elements, _element_of(printed, holder)
    raise _not_listed(draft, where[0])


def remove_argument(draft: Draft, edit: RemoveArgument) -> None:
    """Take an argument out of a call."""
    printed, call = draft.call(edit.call)
    where = draft.source.range(edit.argument)
    node = _element_at(printed, where)
    elements = draft.elements_in(printed, call)
    if node is None or node not in elements.nodes:
        raise draft.refuse("no-such-argument", "the call has no such argument", where[0])
    elements.removed.add(list(elements.nodes).index(node))


def remove_element(draft: Draft, edit: RemoveElement) -> None:
    """Take an element out of a list."""
    where = draft.source.range(edit.element)
    printed = draft.units.holding(*where)
    node = _element_at(printed, where)
    holder = printed.parent(node) if node is not None else None
    if node is None or not isinstance(holder, cst.List):
        raise draft.refuse("no-such-element", "no element of a list stands there", where[0])
    elements = draft.elements_in(printed, holder)
    elements.removed.add(list(elements.nodes).index(node))


def remove_keyword(draft: Draft, edit: RemoveKeyword) -> None:
    """Take a keyword argument out of a call."""
    printed, call = draft.call(edit.call)
    index = _keyword(call, edit.name)
    if index is None:
        where = printed.range(call)[0]
        raise draft.refuse("no-such-argument", f"the call has no {edit.name}=", where)
    draft.elements_in(printed, call).removed.add(index)


def set_keyword(draft: Draft, edit: SetKeyword) -> None:
    """Give a call a keyword argument, the last but for `**`, or an existing one its value."""
    printed, call = draft.call(edit.call)
    elements = draft.elements_in(printed, call)
    index = _keyword(call, edit.name)
    if index is not None:
        where = printed.full(call.args[index].value)
        draft.patches.append(Patch(*where, fitted(draft, edit.source, where[0])))
        return
    if len(call.args) == 1 and isinstance(call.args[0].value, cst.GeneratorExp):
        where = printed.range(call)
        raise draft.refuse("bare-generator", "the only argument is a bare generator", where[0])
    place = elements.items[-1].start if elements.items else printed.range(call)[0]
    before = len(call.args)
    while before and call.args[before - 1].star == "**":
        before -= 1
    elements.added.append((before, f"{edit.name}={fitted(draft, edit.source, place)}"))


def _keyword(call: cst.Call, name: str) -> int | None:
    named = (
        i for i, a in enumerate(call.args) if a.keyword is not None and a.keyword.value == name
    )
    return next(named, None)


def _element_at(printed: Printed, where: tuple[int, int]) -> cst.CSTNode | None:
    """The element or argument that stands at a place, or whose value does."""
    for node in printed.at(where):
        if isinstance(node, cst.Arg | cst.BaseElement | cst.BaseDictElement):
            return node
        if isinstance(node, cst.BaseExpression) and (found := _element_of(printed, node)):
            return found
    return None


def _element_of(printed: Printed, value: cst.CSTNode) -> cst.CSTNode | None:
    """The element or argument whose whole value a node is."""
    parent = printed.parent(value)
    if isinstance(parent, cst.Arg | cst.Element | cst.StarredElement | cst.DictElement):
        return parent if parent.value is value else None
    return None


def _groups(holder: cst.CSTNode, call: cst.Call) -> bool:
    """Whether a node is the registration, or one of the groupings that Dash knows."""
    if holder is call or not isinstance(holder, cst.Call):
        return True
    return isinstance(holder.func, cst.Name) and holder.func.value == "dict"


def _not_listed(draft: Draft, offset: int) -> CannotRewrite:
    return draft.refuse("not-listed", "the dependency is part of a larger expression", offset)
