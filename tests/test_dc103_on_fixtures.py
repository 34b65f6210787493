"""Every function of the fixtures, as it was and as it is rewritten, run side by side."""

from __future__ import annotations

import ast
import copy
import importlib.util
import itertools
import json
import sys
from collections.abc import Callable, Iterator
from contextvars import copy_context
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from dash._callback_context import context_value
from dash._utils import AttributeDict
from dash.exceptions import PreventUpdate
from fixture_cases import Case, cases
from patch_interpreter import UNDEFINED, BrowserError, as_sent, received

from dash_codemods.config import CommandLineOptions, forget
from dash_codemods.engine.workspace import Workspace
from dash_codemods.model.callbacks import Callback
from dash_codemods.model.ids import DictId, TextId
from dash_codemods.model.patching.candidates import echoed
from dash_codemods.model.patching.outputs import way_to
from dash_codemods.model.project import Project

OWN = [
    case
    for case in cases()
    if case.folder.parent.name.startswith("DC103") and case.after.name == "after"
]
ARGUMENTS: dict[str, list[Any]] = {
    "n": [1, 2, 7],
    "n_clicks": [None, 1, 2, 3, 4],
    "rooms": [None, 3, 20, 200],
    "level": [0, 1, -1],
    "text": ["7", "b", ""],
    "id": [{"index": 1}],
    "selection": [None, ["L1"]],
    "set_progress": [lambda *_: None],
}


def _module(path: Path) -> dict[str, Any] | None:
    """What a module defines, its callbacks not registered; None where a package is missing."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.decorator_list = []
    for node in tree.body:
        names = node.names if isinstance(node, ast.Import | ast.ImportFrom) else []
        module = getattr(node, "module", None)
        for package in [module] if module else [alias.name for alias in names]:
            near = (path.parent / f"{package}.py").exists()
            if not near and importlib.util.find_spec(package.split(".")[0]) is None:
                return None
    space: dict[str, Any] = {"__name__": "fixture"}
    sys.path.insert(0, str(path.parent))
    try:
        exec(compile(tree, str(path), "exec"), space)
    finally:
        sys.path.remove(str(path.parent))
        for sibling in path.parent.glob("*.py"):
            sys.modules.pop(sibling.stem, None)
    return space


def _callbacks(case: Case, path: Path) -> Iterator[Callback]:
    forget()
    workspace = Workspace([str(path.parent)], CommandLineOptions(), 1, cache=False)
    workspace.read(workspace.selected)
    project = Project(workspace.selected, workspace, workspace.configuration.rule_settings)
    for callback in project.callbacks:
        if Path(callback.path).resolve() == path.resolve():
            yield callback


def _first_value(layout: Any, identifier: Any, prop: str) -> Any:
    """The property in the layout, as the browser has it once the page is there."""
    found = [c for c in layout._traverse() if _matches(getattr(c, "id", None), identifier)]
    values = [as_sent(getattr(c, prop)) for c in found if hasattr(c, prop)]
    if isinstance(identifier, DictId) and "ALL" in identifier.wildcards:
        return values
    if values:
        return values[0]
    local = any(getattr(c, "storage_type", None) == "local" for c in found)
    return None if local or prop == "children" else UNDEFINED


def _matches(found: Any, identifier: Any) -> bool:
    if isinstance(identifier, TextId):
        return bool(found == identifier.text)
    if not isinstance(found, dict) or not isinstance(identifier, DictId):
        return False
    fixed = {k: v for k, v in identifier.items if isinstance(v, str | int)}
    return all(found.get(k) == v for k, v in fixed.items())


def _reach(value: Any, way: tuple[int | str, ...]) -> Any:
    for key in way:
        value = value[key]
    return value


def _call(function: Callable[..., Any], arguments: dict[str, Any], trigger: str) -> Any:
    """What a function returns, or how it ends otherwise."""

    def inside() -> Any:
        triggered = [{"prop_id": f"{trigger}.n_clicks", "value": 1}] if trigger else []
        context_value.set(AttributeDict(triggered_inputs=triggered))
        names = function.__code__.co_varnames[: function.__code__.co_argcount]
        return function(**{name: copy.deepcopy(arguments[name]) for name in names})

    return copy_context().run(inside)


def _outcome(
    function: Callable[..., Any],
    arguments: dict[str, Any],
    trigger: str,
    states: dict[tuple[int | str, ...], Any],
) -> Any:
    """What the browser has after a call: what was returned, Patches applied to what was there."""
    try:
        returned = _call(function, arguments, trigger)
    except PreventUpdate:
        return "prevented"
    except Exception:
        return "failed"
    sent = json.loads(json.dumps(as_sent(returned)))
    for way, before in states.items():
        try:
            mine = _reach(sent, way)
        except (TypeError, KeyError):
            return sent
        try:
            new = _received(before, mine)
        except BrowserError:
            return "failed"
        if not way:
            return new
        _reach(sent, way[:-1])[way[-1]] = new
    return sent


def _received(before: Any, mine: Any) -> Any:
    if isinstance(mine, list) and isinstance(before, list) and len(mine) == len(before):
        return [received(b, m) for b, m in zip(before, mine, strict=True)]
    return received(before, mine)


@pytest.mark.parametrize("case", OWN, ids=lambda case: case.id)
def test_the_functions_of_a_fixture_do_the_same(case: Case) -> None:
    compared = 0
    for old_path in sorted((case.folder / "before").glob("*.py")):
        new_path = case.folder / "after" / old_path.name
        if old_path.read_bytes() == new_path.read_bytes():
            continue
        old, new = _module(old_path), _module(new_path)
        if old is None or new is None:
            pytest.skip("a package that the fixture uses is not installed")
        for callback in _callbacks(case, old_path):
            compared += _compare(callback, old, new)
    if not compared and any((case.folder / "before").glob("*/*.py")):
        pytest.skip("its callbacks stand in a package, whose modules are not run alone")
    assert compared or case.folder.name in ("store-gets-its-first-value", "methods")


def _compare(callback: Callback, old: dict[str, Any], new: dict[str, Any]) -> int:
    """Run a callback's function, old and new, with all kinds of arguments."""
    name = callback.name
    if name not in old:
        return 0
    before: dict[tuple[int | str, ...], Any] = {}
    now: dict[tuple[int | str, ...], Any] = {}
    given: dict[str, list[Any]] = {}
    for state, output in echoed(callback):
        bound, way = callback.binding_of(state), way_to(callback, output)
        if bound is None or way is None or _layout(old) is None:
            continue
        value = _first_value(_layout(old), state.component_id, state.prop or "")
        before[way] = value
        now[way] = _first_value(_layout(new), state.component_id, state.prop or "")
        given[bound.parameter.name] = [None if value is UNDEFINED else value]
    if not before:
        return 0
    names = [p.name for p in callback.parameters]
    choices = [given.get(p) or ARGUMENTS.get(p) or ["b", "c"] for p in names]
    triggers = ["", *(str(i.component_id) for i in callback.inputs)]
    compared = 0
    for values, trigger in itertools.product(itertools.product(*choices), triggers):
        arguments = dict(zip(names, values, strict=True))
        one = _outcome(old[name], arguments, trigger, before)
        if one == "failed":
            continue
        shown = f"{name}({arguments}) triggered by {trigger}"
        assert _outcome(new[name], arguments, trigger, now) == one, shown
        compared += 1
    return compared


def _layout(space: dict[str, Any]) -> Any:
    """The layout of a module's app, or None."""
    return next((v.layout for v in space.values() if isinstance(v, Dash)), None)
