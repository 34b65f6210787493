"""What State is called in a file."""

from __future__ import annotations

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.dispatch.text import SourceText
from dash_codemods.model.edits import AddImport
from dash_codemods.model.project import Project


def state_name(
    project: Project, callback: Callback, text: SourceText
) -> tuple[str, AddImport | None] | None:
    """How a State is written beside a callback's Inputs, and the import that it takes.

    None where that is not known.
    """
    if callback.states:
        return _callee(callback.states[0], text), None
    base, dot, last = _callee(callback.inputs[0], text).rpartition(".")
    if last != "Input":
        return None
    path, scope = callback.path, callback.registration.scope
    if dot:
        # A module of the project may hand on Input alone.
        there = project.names.external(path, scope, f"{base}.State") is not None
        return (f"{base}.State", None) if there else None
    known = project.names.external(path, scope, "State")
    if known is not None and known.startswith("dash."):
        return "State", None
    facts = project.sources.facts(path)
    imports = facts.imports if facts else ()
    module = next((i.module for i in imports if i.bound == last and not i.level), None)
    if module is None or project.names.lookup(path, scope, "State") is not None:
        return None
    if project.sources.find_module(path, module, 0) is not None:
        module = "dash"
    return "State", AddImport(path, module, "State")


def _callee(dependency: Dependency, text: SourceText) -> str:
    return text.source(dependency.span).partition("(")[0].strip()
