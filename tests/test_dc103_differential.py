"""Old functions and their rewrites, run side by side on JSON values.

The old function gets the value and returns the new one; the rewritten one returns a Patch,
which an interpreter of the renderer's operations applies. Both must come to the same.
"""

from __future__ import annotations

import ast
import copy
import json
import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dash
from dash.exceptions import PreventUpdate
from generated_mixtures import Mixture
from generated_programs import Program, file_of
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from patch_interpreter import BrowserError, as_sent, received

from dash_codemods.config import CommandLineOptions, forget
from dash_codemods.engine import Request, run

# -- running


def rewritten(source: str, *, unsafe: bool = False) -> str | None:
    """The source as the tool leaves it; None where it changes nothing."""
    forget()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "app.py"
        path.write_text(source)
        options = CommandLineOptions(select=("DC103",), unsafe_fixes=unsafe or None)
        result = run(Request((folder,), False, options, jobs=1, cache=False))
    assert not result.problems, (result.problems, source)
    return result.changes[0].after if result.changes else None


def functions_of(source: str) -> dict[str, Callable[..., Any]]:
    """The functions of a file, without their registration."""
    tree = ast.parse(source)
    kept: list[ast.stmt] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            node.decorator_list = []
            kept.append(node)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            kept.append(node)
    namespace: dict[str, Any] = {"Patch": dash.Patch}
    exec(compile(ast.Module(kept, []), "<callbacks>", "exec"), namespace)
    return {node.name: namespace[node.name] for node in kept if isinstance(node, ast.FunctionDef)}


def outcome(function: Callable[..., Any], arguments: dict[str, Any], value: Any, two: bool) -> Any:
    """What the property is after a call: (kind, value)."""
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    saved = arguments.get("saved")
    given = {name: copy.deepcopy(arguments[name]) for name in names}
    try:
        returned = function(**given)
    except PreventUpdate:
        return "prevented", None
    except Exception as error:
        return "failed", error
    if two and isinstance(returned, tuple | list) and len(returned) == 2:
        mine, other = returned
    else:
        mine, other = returned, None
    try:
        second = received(json.loads(json.dumps(saved)), as_sent(other))
        if isinstance(mine, dash._callback.NoUpdate):
            return "kept", [as_sent(value), second]
        return "returned", [received(json.loads(json.dumps(value)), as_sent(mine)), second]
    except (BrowserError, TypeError, ValueError, RecursionError) as error:
        return "failed", error


def assert_same(old: str, new: str, programs: list[Program]) -> None:
    """Run every function that was rewritten beside the one that it was."""
    before, after = functions_of(old), functions_of(new)
    for number, program in enumerate(programs):
        name = f"change{number}"
        if _text_of(old, name) != _text_of(new, name):
            CONVERTED.append(program)
            _assert_same(before[name], after[name], program, f"{old}\n{new}\n{name}")


def _text_of(source: str, name: str) -> str:
    tree = ast.parse(source)
    return next(ast.unparse(n) for n in tree.body if getattr(n, "name", "") == name)


def _assert_same(
    before: Callable[..., Any], after: Callable[..., Any], program: Program, shown: str
) -> None:
    for value in program.values():
        for n, text in ((1, "b"), (2, "name"), (0, "count")):
            arguments = {"n": n, "text": text, program.parameter: value}
            if program.saved:
                arguments["saved"] = [[{"x": n}, [n]], [], [n, text]][n]
            one = outcome(before, arguments, value, program.two)
            if one[0] == "failed":
                continue
            COMPARED.append(one[0])
            other = outcome(after, arguments, value, program.two)
            assert other == one, f"{value!r}, n={n}, text={text!r}\n{one}\n{other}\n{shown}"


GENERATED: list[Program] = []
CONVERTED: list[Program] = []
COMPARED: list[str] = []
"""How the old functions ended, where they did not fail."""


@seed(103)
@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**12), st.sampled_from([0.0, 0.05, 0.2]))
def _try_programs(number: int, risk: float) -> None:
    rnd = random.Random(number)
    programs = [Program(rnd, rnd.choice(["dict", "list"]), risk) for _ in range(2)]
    programs += [Mixture(rnd, rnd.choice(["dict", "list", "figure"]), risk) for _ in range(3)]
    GENERATED.extend(programs)
    old = file_of(programs)
    new = rewritten(old)
    if new is not None:
        assert_same(old, new, programs)


def test_programs_do_the_same_as_before() -> None:
    for noted in (GENERATED, CONVERTED, COMPARED):
        noted.clear()
    _try_programs()
    mixtures = [[p for p in one if type(p) is Mixture] for one in (GENERATED, CONVERTED)]
    for made, fixed in (mixtures, (GENERATED, CONVERTED)):
        assert len(fixed) >= len(made) / 4
    assert COMPARED.count("returned") >= 1000
