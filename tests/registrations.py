"""A callback as the model reads it, and as Dash registers it, in one shape to compare."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from renderer_rules import outputs_of, without_hash

from dash_codemods.config import CommandLineOptions, forget
from dash_codemods.engine.workspace import Workspace
from dash_codemods.model.callbacks import Callback, Dependency
from dash_codemods.model.ids import DictId, Symbol, TextId, Wildcard
from dash_codemods.model.initial_calls import UNKNOWN, InitialCalls
from dash_codemods.model.project import Project

Shape = tuple[str | None, Any, Any, Any, Any]
"""The function, the outputs, the Inputs, the States, and whether the initial call is prevented."""


def model_of(folder: Path) -> list[tuple[Callback, Shape]]:
    """All callbacks that the tool reads in a folder."""
    forget()
    options = CommandLineOptions(select=("ALL",))
    workspace = Workspace([str(folder)], options, 1, False)
    workspace.read_selected()
    read = Project(workspace.selected, workspace, workspace.configuration.rule_settings)
    calls = read.once(InitialCalls)
    return [(callback, modelled(callback, calls)) for callback in read.callbacks]


def registered(each: dict[str, Any]) -> Shape:
    """A registration as `dash_graph` tells it."""
    outputs = [
        (i, without_hash((i, p))[1], "@" in p)
        for i, p in outputs_of({**each, "no_output": each["output"].count(".") == 0})
    ]
    inputs, states = (
        [(_id(d["id"]), d["property"]) for d in each[kind]] for kind in ("inputs", "state")
    )
    name = (each["function"] or "").replace("<lambda>", "")
    return name, outputs, inputs, states, each["prevents"]


def _id(written: Any) -> Any:
    return json.loads(written) if isinstance(written, str) and written.startswith("{") else written


def modelled(callback: Callback, calls: InitialCalls) -> Shape:
    """A callback of the model; what is not known is None."""
    setting = calls.own_setting(callback) or calls.app_setting(callback)
    prevents = None if setting is UNKNOWN else setting.value is True
    # None: a decorator that is kept may be applied to anything.
    name = callback.function.name if callback.function else "" if callback.clientside else None
    outputs = [(*_named(d), _flag(callback, d, calls)) for d in callback.outputs]
    inputs, states = ([_named(d) for d in ds] for ds in (callback.inputs, callback.states))
    return name, outputs, inputs, states, prevents


def _flag(callback: Callback, output: Dependency, calls: InitialCalls) -> bool:
    scope = callback.registration.scope
    found = calls.project.constant(callback.path, scope, output.allow_duplicate)
    return found is not None and bool(found.value)


def _named(dependency: Dependency) -> tuple[Any, Any]:
    identifier = dependency.component_id
    if isinstance(identifier, TextId):
        return identifier.text, dependency.prop
    if isinstance(identifier, DictId):
        values = {k: [v.name] if isinstance(v, Wildcard) else v for k, v in identifier.items}
        known = not any(isinstance(value, Symbol) for value in values.values())
        return values if known else None, dependency.prop
    assert isinstance(identifier, Symbol)
    return None, dependency.prop


def fits(modelled: Shape, registered: Shape) -> bool:
    """Whether a registration can be that of a callback of the model."""
    if modelled[0] not in (None, registered[0]) or modelled[4] not in (None, registered[4]):
        return False
    for expected, found in zip(modelled[1:4], registered[1:4], strict=True):
        if len(expected) != len(found):
            return False
        for one, other in zip(expected, found, strict=True):
            if one[2:] != other[2:] or any(
                mine not in (None, theirs) for mine, theirs in zip(one[:2], other[:2], strict=True)
            ):
                return False
    return True
