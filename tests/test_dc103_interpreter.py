"""The interpreter of Patches against what dash-renderer itself makes of them.

The third column was recorded by running dash's own `actions/patch.ts` (4.3, Ramda 0.30) on
the operations of the second.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from dash import Patch
from patch_interpreter import UNDEFINED, BrowserError, apply_patch, as_sent, is_patch, received

ERROR = None

ROWS = [
    ('{"a": {}}', 'p["a"]["b"] = 1', '{"a": {"b": 1}}'),
    ("{}", 'p["a"]["b"] = 1', '{"a": {"b": 1}}'),
    ('{"a": null}', 'p["a"][0] = 1', '{"a": {"0": 1}}'),
    ('{"a": "s"}', 'p["a"]["b"] = 1', '{"a": {"b": 1}}'),
    ('{"k": 1}', 'p["k"] += 2', '{"k": 3}'),
    ("{}", 'p["k"] += 2', '{"k": null}'),
    ('{"k": null}', 'p["k"] += 1', '{"k": 1}'),
    ('{"k": "1"}', 'p["k"] += 1', '{"k": "11"}'),
    ('{"k": "a"}', 'p["k"] += "b"', '{"k": "ab"}'),
    ('{"k": [1]}', 'p["k"] += "ab"', '{"k": "1ab"}'),
    ('{"l": [1]}', 'p["l"] += [2]', '{"l": [1, 2]}'),
    ('{"l": [1]}', 'p["l"] += (2, 3)', '{"l": [1, 2, 3]}'),
    ('{"l": null}', 'p["l"] += [2]', ERROR),
    ("{}", 'p["l"] += [2]', ERROR),
    ('{"k": 6}', 'p["k"] /= 2', '{"k": 3}'),
    ('{"k": 6}', 'p["k"] /= 0', '{"k": null}'),
    ('{"k": 6}', 'p["k"] -= 2', '{"k": 4}'),
    ('{"k": 6}', 'p["k"] *= 2', '{"k": 12}'),
    ('{"k": [1]}', 'p["k"] *= 2', '{"k": 2}'),
    ('{"k": "ab"}', 'p["k"] *= 2', '{"k": null}'),
    ('{"k": 1, "m": 2}', 'del p["k"]', '{"m": 2}'),
    ('{"m": 2}', 'del p["k"]', '{"m": 2}'),
    ("[1, 2, 3]", "del p[-1]", "[1, 2]"),
    ("[1, 2, 3]", "del p[0]", "[2, 3]"),
    ("[1, 2, 3]", "del p[9]", "[1, 2, 3]"),
    ("[1, 2, 3]", "del p[-9]", "[2, 3]"),
    ('{"a": 1}', 'p.update({"b": 2})', '{"a": 1, "b": 2}'),
    ('{"a": 1}', "p.update(b=2)", '{"a": 1, "b": 2}'),
    ('{"a": 1}', 'p |= {"a": 2}', '{"a": 2}'),
    ("[1]", 'p.update({"b": 2})', '{"0": 1, "b": 2}'),
    ("[1]", "p.append(2)", "[1, 2]"),
    ("[1]", "p.extend([2, 3])", "[1, 2, 3]"),
    ("[1]", "p += [2]", "[1, 2]"),
    ("[1, 2, 3]", "p.insert(1, 9)", "[1, 9, 2, 3]"),
    ("[1, 2, 3]", "p.insert(-1, 9)", "[1, 2, 9, 3]"),
    ("[1, 2, 3]", "p.insert(99, 9)", "[1, 2, 3, 9]"),
    ("[1, 2, 3]", "p.insert(-9, 9)", "[1, 2, 3, 9]"),
    ("[]", "p.insert(-1, 9)", "[9]"),
    ("[1, 2, 3]", "p[1] = 9", "[1, 9, 3]"),
    ("[1, 2, 3]", "p[-1] = 9", "[1, 2, 9]"),
    ("[1]", "p[3] = 9", "[1, null, null, 9]"),
    ("[1]", 'p["0"] = 9', '{"0": 9}'),
    ('{"a": 1}', "p[-1] = 9", '{"a": 1, "NaN": 9}'),
    ('{"3": 1}', "p[3] = 9", '{"3": 9}'),
    ("[1, 2, 1, true]", "p.remove(1)", "[2, true]"),
    ("[1, 2]", "p.remove(9)", "[1, 2]"),
    ("[1, 2]", "p.clear()", "[]"),
    ('{"a": 1}', "p.clear()", "{}"),
    ("[1, 2, 3]", "p.reverse()", "[3, 2, 1]"),
    ("[1]", "p.prepend(0)", "[0, 1]"),
    ('{"b": 1}', 'p["a"] = 2', '{"b": 1, "a": 2}'),
    ("{}", "p[True] = 1", '{"true": 1}'),
    ("{}", "p[None] = 1", '{"null": 1}'),
    ("{}", "p[1.5] = 1", '{"1.5": 1}'),
    ("{}", "p[(1, 2)] = 1", '{"1,2": 1}'),
    ("null", "p.append(1)", "[1]"),
    ("null", "p.prepend(1)", "[1]"),
    ("null", 'p.update({"a": 1})', '{"a": 1}'),
    ("null", 'p["a"] = 1', '{"a": 1}'),
    ("null", "p[0] = 1", '{"0": 1}'),
    ("null", 'del p["a"]', "null"),
    ("null", "p.extend([1])", ERROR),
    ("null", "p.insert(0, 1)", ERROR),
    ("null", "p.remove(1)", ERROR),
    ("null", "p.reverse()", ERROR),
    ("null", "pass", "null"),
    ('"text"', 'p.append("x")', '["t", "e", "x", "t", "x"]'),
    ('[[1], {"a": [2]}]', 'p[1]["a"].append(3)', '[[1], {"a": [2, 3]}]'),
    ("[[1], [2]]", "p[-1][-1] = 9", "[[1], [9]]"),
    ('{"a": [{"b": [0]}]}', 'p["a"][0]["b"].extend([1, 2])', '{"a": [{"b": [0, 1, 2]}]}'),
]


def _patched(statement: str) -> Any:
    names: dict[str, Any] = {"p": Patch()}
    exec(statement, names)
    return as_sent(names["p"])


@pytest.mark.parametrize(("value", "statement", "result"), ROWS)
def test_an_operation_does_what_the_renderer_does(
    value: str, statement: str, result: str | None
) -> None:
    patch = _patched(statement)
    if result is ERROR:
        with pytest.raises(BrowserError):
            apply_patch(json.loads(value), patch)
    else:
        made = apply_patch(json.loads(value), patch)
        assert json.dumps(made, sort_keys=True) == json.dumps(json.loads(result), sort_keys=True)


def test_what_was_never_set_cannot_be_patched() -> None:
    for statement in ("p.append(1)", "p['a'] = 1", "pass"):
        with pytest.raises(BrowserError, match="Cannot patch undefined"):
            apply_patch(UNDEFINED, _patched(statement))


def test_the_value_itself_stays_as_it_is() -> None:
    value = {"a": [1], "b": {"c": 2}}
    apply_patch(value, _patched("p['a'].append(2); p['b']['c'] += 1; del p['a'][0]"))
    assert value == {"a": [1], "b": {"c": 2}}


def test_operations_run_in_order() -> None:
    patch = _patched("p['a'] = []; p['a'].append(1); p['a'] += [2]; p['n'] = 1; p['n'] += 1")
    assert apply_patch({}, patch) == {"a": [1, 2], "n": 2}


def test_what_is_no_patch_takes_the_place_of_the_value() -> None:
    assert received([1], as_sent([2])) == [2]
    assert is_patch(as_sent(Patch()))
    assert not is_patch(as_sent({"a": 1}))
