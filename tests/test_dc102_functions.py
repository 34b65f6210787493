"""What is read off a function's syntax tree: guards, uses, names, ways out, weights."""

from __future__ import annotations

import ast
import textwrap

import pytest

from dash_codemods.model.ids import DictId, TextId
from dash_codemods.model.traffic.guards import guard_of
from dash_codemods.model.traffic.naming import says_nothing_of_value, timestamp_name
from dash_codemods.model.traffic.novelty import stepped_on
from dash_codemods.model.traffic.trees import FunctionNode, leaves_always, single_assignments
from dash_codemods.model.traffic.usage import usage_of
from dash_codemods.model.traffic.weight import is_light


def function(body: str, signature: str = "data") -> FunctionNode:
    source = f"def f({signature}):\n" + textwrap.indent(textwrap.dedent(body).strip(), "    ")
    node = ast.parse(source).body[0]
    assert isinstance(node, ast.FunctionDef)
    return node


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return 1", True),
        ("x = 1", False),
        ("if a:\n    return 1", False),
        ("if a:\n    return 1\nelse:\n    raise E", True),
        ("if a:\n    return 1\nelif b:\n    pass\nelse:\n    return 2", False),
        ("with a:\n    return 1", True),
        ("try:\n    return 1\nexcept E:\n    raise", True),
        ("try:\n    return 1\nexcept E:\n    pass", False),
        ("try:\n    pass\nfinally:\n    return 1", True),
        ("while True:\n    pass", True),
        ("while True:\n    break", False),
        ("while a:\n    return 1", False),
        ("match a:\n    case 1:\n        return 1\n    case _:\n        return 2", True),
        ("match a:\n    case 1:\n        return 1\n    case 2:\n        return 2", False),
        ("match a:\n    case _ if b:\n        return 1", False),
    ],
)
def test_a_block_that_never_runs_to_its_end(body: str, expected: bool) -> None:
    assert leaves_always(function(body).body) is expected


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("if data is None:\n    raise PreventUpdate\nreturn 1", 2),
        ("x = other()\nif not data or not x:\n    return None\nreturn 1", 3),
        ("if len(data) == 0:\n    log('empty')\n    return []\nreturn 1", 2),
        ("if data == {}:\n    return\nreturn 1", 2),
        ("if not data:\n    return data\nreturn 1", None),
        ("if not data:\n    return 0\nreturn data", None),
        ("if not data:\n    x = 1\nreturn 1", None),
        ("if not data:\n    return 0\nelse:\n    return 1", None),
        ("if data == 'end':\n    return 0\nreturn 1", None),
        ("if len(data) > 3:\n    return 0\nreturn 1", None),
        ("if data:\n    x = work()\n    return x\nreturn 0", None),
        ("for _ in data:\n    return 0\nreturn 1", None),
    ],
)
def test_a_value_read_in_an_early_guard_alone(body: str, line: int | None) -> None:
    found = guard_of(function(body), "data")
    assert (found.lineno if found is not None else None) == line


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return data['a'] + data.get('b', 1)", 'reads "a", "b" only'),
        ("d = data or {}\nreturn d['a']", 'reads "a" only'),
        ("return len(data)", "asks for its length only"),
        ("return 1 if data else 2", "asks only whether it is empty"),
        ("return 'k' in data and data['k']", 'reads "k" only'),
        ("return data[0]", "reads it"),
        ("return data[key]", "reads it"),
        ("return [d['a'] for d in data]", "reads it"),
        ("return json.loads(data)['a']", 'reads "a" only, as JSON text'),
        ("d = json.loads(data)\nreturn draw(d)", "reads it, as JSON text"),
        ("return pickle.loads(data)", "reads it"),
        ("if n:\n    return data['a']\nreturn 1", 'reads "a" only, in the branch on line 2 only'),
        ("if n:\n    return 1\nelse:\n    return data", "reads it, in the branch on line 2 only"),
        ("if data:\n    return data\nreturn 1", "reads it"),
        ("if n:\n    return data\nreturn data", "reads it"),
        ("data['a'] = 1\nreturn data", "reads it"),
        ("return len(data) + data['a']", 'reads "a" only and its length'),
    ],
)
def test_how_much_of_a_value_is_needed(body: str, expected: str) -> None:
    assert usage_of(function(body, "data, n, key"), "data").describe() == expected


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("n = n or 0\nn += 1\nreturn n", 3),
        ("if n is None:\n    n = 0\nn = n + 1\nreturn n", 4),
        ("n += 0\nreturn n", None),
        ("n += step\nreturn n", None),
        ("if go:\n    n += 1\nreturn n", None),
        ("n += 1\nn = other()\nreturn n", None),
        ("n -= 1\nreturn n", None),
    ],
)
def test_where_a_number_is_surely_moved_on(body: str, line: int | None) -> None:
    assert stepped_on(function(body, "n"), "n") == line


def test_names_that_are_bound_once() -> None:
    found = single_assignments(
        function("a = 1\nb = 2\nb = 3\nc: int = 4\nd += 1\nfor e in x: pass")
    )
    assert sorted(found) == ["a", "c"]


@pytest.mark.parametrize(
    ("identifier", "parameter", "body", "expected"),
    [
        ("map_figure_data", "fig_data", "return 1", "map_figure_timestamp"),
        ("map-figure-store", "fig", "return 1", "map_figure_timestamp"),
        ("mapFigure", "fig", "return 1", "map_figure_timestamp"),
        ("in-memory", "x", "return 1", "in_memory_timestamp"),
        ("store", "x", "return 1", "store_timestamp"),
        ("2nd", "rows_data", "return 1", "rows_timestamp"),
        ("a" * 40, "rows", "return 1", "rows_timestamp"),
        ("ünïcode", "rows", "return 1", "rows_timestamp"),
        ("map", "x", "return map_timestamp", "map_modified"),
        ("map", "rows", "map_timestamp = map_modified = 1", "rows_timestamp"),
        ("map", "map", "def map_timestamp(): global map_modified", None),
    ],
)
def test_a_name_that_says_what_it_is(
    identifier: str, parameter: str, body: str, expected: str | None
) -> None:
    node = function(body, parameter)
    found = timestamp_name(node, parameter, TextId(identifier), several=False)
    assert found == expected


def test_several_timestamps_have_a_plural() -> None:
    wildcard = DictId((("type", "x"),))
    found = timestamp_name(function("return 1", "values"), "values", wildcard, several=True)
    assert found == "store_timestamps"


@pytest.mark.parametrize("name", ["_", "_data", "refresh", "trigger_2", "unused", "data_changed"])
def test_names_that_stay(name: str) -> None:
    assert says_nothing_of_value(name)


@pytest.mark.parametrize("name", ["data", "figure", "untriggeredness", "ticket", "exchange"])
def test_names_that_go(name: str) -> None:
    assert not says_nothing_of_value(name)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'done'", True),
        ("f'{n} rows'", True),
        ("html.P('done')", True),
        ("dbc.Alert(['a', str(n)], color='danger' if n else 'info')", True),
        ("dcc.Graph(figure=1)", False),
        ("html.Div([row(r) for r in rows])", False),
        ("rows", False),
        ("draw()", False),
        ("small", True),
        ("{'a': 1}", True),
        ("[1, 2, 3, 4, 5, 6, 7, 8, 9]", False),
    ],
)
def test_what_is_surely_small(expression: str, expected: bool) -> None:
    names = {"small": ast.parse("'text'", mode="eval").body}
    assert is_light(ast.parse(expression, mode="eval").body, names) is expected
