"""The finding about a callback that falls into parts."""

from __future__ import annotations

import ast

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dispatch.grouping import Dispatch, dispatch
from dash_codemods.model.dispatch.parts import PartOf, shared
from dash_codemods.model.dispatch.residues import NotReadable
from dash_codemods.model.dispatch.splitting import Split, Splitter
from dash_codemods.model.dispatch.text import SourceText
from dash_codemods.model.findings import Blocker, Finding, Fix
from dash_codemods.model.project import Project
from dash_codemods.model.rule import Rule

_LONG = 5
"""A part of so many statements is worth a function of its own."""


def finding(project: Project, callback: Callback, rule: Rule) -> Finding | None:
    """The finding, if the callback only dispatches, and is better off as several."""
    text = SourceText(project.sources.text(callback.path))
    try:
        found = dispatch(project, callback, text)
    except LookupError:
        return None
    except NotReadable as error:
        if not error.sure:
            return None
        blocker = Blocker(error.reason, error.message, callback.path, error.line)
        return _finding(callback, "several", Split(blockers=[blocker]), rule)
    if found is None or len(found.parts) < 2 or not _is_worth_it(found):
        return None
    split = Splitter(project, found, text).plan()
    if found.asks and "falls-through" in {b.reason for b in split.blockers}:
        return None  # too little is known of it to call it several
    return _finding(callback, str(len(found.parts)), split, rule)


def _is_worth_it(found: Dispatch) -> bool:
    """Whether the parts differ in what they need or write, or are long."""
    states = set(found.callback.states)
    names = {
        b.parameter.name for b in found.callback.bindings() or () if states & set(b.dependencies)
    }
    needs = {(frozenset(part.reads & names), part.written.outputs) for part in found.plain}
    return len(needs) > 1 or sum(_size(part, found) >= _LONG for part in found.plain) > 1


def _size(part: PartOf, found: Dispatch) -> int:
    """How many statements a part has of its own."""
    common = shared(found.plain)
    return sum(
        isinstance(node, ast.stmt)
        for residue in part.residues
        if residue not in common
        for node in residue.nodes()
    )


def _finding(callback: Callback, count: str, split: Split, rule: Rule) -> Finding:
    fix = None
    if not split.blockers:
        names = ", ".join(f"`{name}`" for name in split.names)
        helper = f"; what they share becomes `{split.helper}`" if split.helper else ""
        fix = Fix(f"Make {count} callbacks of it: {names}{helper}", tuple(split.edits))
    return Finding(
        code=rule.code,
        name=rule.name,
        message=f"`{callback.name}` is {count} callbacks in one: what it does depends on what "
        "triggers it",
        path=callback.path,
        span=callback.call_span,
        callback=callback.name,
        app=str(callback.app) if callback.app else None,
        applicability="manual" if fix is None else "unsafe",
        effects=() if fix is None else tuple(split.effects),
        blocked_by=tuple(dict.fromkeys(split.blockers)),
        fix=fix,
    )
