"""Runs an app's callbacks on real Dash, in a process of its own and without a port.

`python real_dash.py SEED FILE...` imports the files, records every registration with the
function as Dash got it, and calls each function as Dash would, with JSON values made from
the seed and the dependency's name alone: a dependency has the same value before and after a
rewrite. Prints a JSON list, one entry a callback.
"""

from __future__ import annotations

import importlib.util
import inspect
import json
import random
import sys
from pathlib import Path
from typing import Any

import dash
from dash import _callback, dependencies
from dash._callback_context import context_value
from dash._grouping import flatten_grouping, make_grouping_by_index
from dash._utils import AttributeDict

RECORDED: list[tuple[Any, Any, Any, Any, Any]] = []
_KINDS = {"n_clicks": (0, 1, 2, 5), "value": ("x", 3, [1], None), "data": ([1, 2], {"a": 1}, None)}


def record_registrations() -> None:
    """Replace Dash's registration by one that also writes down what it is given."""
    original = _callback.register_callback

    def register(callback_list: Any, callback_map: Any, config: Any, *args: Any, **kw: Any) -> Any:
        given = {key: _copied(value) for key, value in kw.items()}
        parsed = dependencies.handle_grouped_callback_args([_copied(a) for a in args], given)
        decorate = original(callback_list, callback_map, config, *args, **kw)

        def decorator(function: Any) -> Any:
            RECORDED.append((*parsed, function))
            return decorate(function)

        return decorator

    _callback.register_callback = register  # type: ignore[assignment]
    dash.dash._callback.register_callback = register  # type: ignore[attr-defined]


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _copied(v) for k, v in value.items()}
    return [_copied(v) for v in value] if isinstance(value, list) else value


def value_of(dependency: Any, seed: int) -> Any:
    """A JSON value for a dependency, from its name and the seed alone."""
    chooser = random.Random(f"{seed} {dependency}")
    name = dependency.component_property
    value = chooser.choice(_KINDS.get(name, ("text", 1, [], None, {"k": [1]})))
    return [value, value] if dependency.has_wildcard() else value


def call(inputs: Any, states: Any, indices: Any, function: Any, seed: int) -> str:
    """Call a function as `dash._callback` does; its result or the kind of its error."""
    values = [value_of(d, seed) for d in (*inputs, *states)]
    grouped = make_grouping_by_index(indices, [values[i] for i in flatten_grouping(indices)])
    arguments: list[Any] = []
    keywords: dict[str, Any] = {}
    # As Dash does: the grouping tells, not the value, which may be a list or dict itself.
    if isinstance(indices, dict):
        keywords = grouped
    else:
        arguments = list(grouped) if isinstance(indices, (list, tuple)) else [grouped]
    if "set_progress" in inspect.signature(function).parameters:
        arguments.insert(0, lambda progress: None)
    first = str(inputs[0]) if inputs else "."
    context_value.set(
        AttributeDict(
            triggered_inputs=[{"prop_id": first, "value": value_of(inputs[0], seed)}]
            if inputs
            else [],
            inputs={str(d): value_of(d, seed) for d in inputs},
            states={str(d): value_of(d, seed) for d in states},
            inputs_list=[],
            states_list=[],
            outputs_list=[],
        )
    )
    try:
        return repr(function(*arguments, **keywords))
    except Exception as error:
        return f"raises {type(error).__name__}"


def main(seeds: int, files: list[str]) -> None:
    """Import the files and print what their callbacks are and answer."""
    record_registrations()
    sys.path.insert(0, str(Path.cwd()))
    for file in files:
        if Path(file).name == "app.py":  # its neighbours are found, as when Python runs it
            sys.path.insert(1, str(Path(file).resolve().parent))
        spec = importlib.util.spec_from_file_location(Path(file).stem, file)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[Path(file).stem] = module
        spec.loader.exec_module(module)
    found = []
    for outputs, inputs, states, indices, prevent, function in RECORDED:
        found.append(
            {
                "function": function.__name__,
                "outputs": [str(o) for o in flatten_grouping(outputs)],
                "single": not isinstance(outputs, (list, tuple, dict)),
                "inputs": [str(d) for d in inputs],
                "states": [str(d) for d in states],
                "prevent_initial_call": prevent,
                "answers": [call(inputs, states, indices, function, s) for s in range(seeds)],
            }
        )
    print(json.dumps(found))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
