"""What becomes of single statements, and what is refused, with the reason and the line."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from dash_codemods.config import CommandLineOptions, forget
from dash_codemods.engine import Request, run
from dash_codemods.model.results import RunResult

HEAD = """\
import copy
import json

from dash import Dash, Input, Output, Patch, State, callback, ctx, dcc, html, no_update
from dash.exceptions import PreventUpdate

app = Dash(__name__)
app.layout = html.Div([dcc.Store(id="s", {data})])


def helper(value):
    return value


@callback(Output("s", "data"), Input("b", "n_clicks"), State("t", "title"), State("s", "data"))
def change(n, text, x):
"""


def _run(tmp_path: Path, body: str, data: str, version: str | None = None) -> RunResult:
    forget()
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    (tmp_path / "app.py").write_text(HEAD.format(data=data) + lines)
    options = CommandLineOptions(select=("DC103",), target_version=version, unsafe_fixes=True)
    return run(Request((str(tmp_path),), False, options, jobs=1, cache=False))


def _body(result: RunResult) -> str:
    (change,) = result.changes
    tree = ast.parse(change.after)
    function = next(n for n in tree.body if getattr(n, "name", "") == "change")
    assert isinstance(function, ast.FunctionDef)
    return "\n".join(ast.unparse(statement) for statement in function.body)


def _same(one: str, other: str) -> bool:
    return ast.unparse(ast.parse(one)) == ast.unparse(ast.parse(other))


LIST = [
    ("x.append(n)", "p.append(n)"),
    ("x.append(x0)\nx0 = 1", None),
    ("x.extend([n, text])", "p.extend([n, text])"),
    ("x.extend(text)", "p.extend(list(text))"),
    ("x.extend(range(n))", "p.extend(list(range(n)))"),
    ("x.extend(sorted([n]))", "p.extend(sorted([n]))"),
    ("x.insert(0, n)", "p.insert(0, n)"),
    ("x.insert(-1, n)", "p.insert(-1, n)"),
    ("x.clear()", "p.clear()"),
    ("x.reverse()", "p.reverse()"),
    ("x.pop()", "del p[-1]"),
    ("x.pop(0)", "del p[0]"),
    ("x.pop(n)", "del p[n]"),
    ("del x[0], x[-1]", "del p[0], p[-1]"),
    ("x[0] = n", "p[0] = n"),
    ("x[-1] = n", "p[-1] = n"),
    ("x[n]['k'] = text", "p[n]['k'] = text"),
    ("x[0]['k'] += 1", "p[0]['k'] += 1"),
    ("x += [n]", "p += [n]"),
    ("x += (n,)", "p += (n,)"),
    ("x = x + [n]", "p.append(n)"),
    ("x = x + [n, text]", "p.extend([n, text])"),
    ("x = [n] + x", "p.prepend(n)"),
    ("x = [n, text] + x", "p.prepend(text)\np.prepend(n)"),
    ("x = [*x, n]", "p.append(n)"),
    ("x = [n, *x, text]", "p.prepend(n)\np.append(text)"),
    ("x = [*x, *text]", "p.extend(list(text))"),
    ("x = x + [n] + [text]", "p.append(n)\np.append(text)"),
    ("x = x[1:]", "del p[0]"),
    ("x = x[:-1]", "del p[-1]"),
    ("new = [n, *x[:-1]]\nreturn new", "del p[-1]\np.prepend(n)\nreturn p"),
    ("x = list(x)\nx.append(n)", "p.append(n)"),
    ("x = x[:]\nx.append(n)", "p.append(n)"),
    ("x = copy.copy(x)\nx.append(n)", "p.append(n)"),
    ("y = x\ny.append(n)\nreturn y", "p.append(n)\nreturn p"),
    ("y = list(x)\ny.append(n)\nreturn y", "p.append(n)\nreturn p"),
    ("x = x or []\nx.append(n)", "p.append(n)"),
    ("x = x if x else []\nx.append(n)", "p.append(n)"),
    ("x = [] if x is None else x\nx.append(n)", "p.append(n)"),
    ("x = list(x) if x else []\nx.append(n)", "p.append(n)"),
    ("if not x:\n    x = list()\nx.append(n)", "p.append(n)"),
    ("return (x or []) + [n]", "p.append(n)\nreturn p"),
    ("return [*(x or []), n, text]", "p.append(n)\np.append(text)\nreturn p"),
    ("for k in [n, text]:\n    x.append(k)", "for k in [n, text]:\n    p.append(k)"),
    ("while n:\n    x.append(n)\n    n -= 1", "while n:\n    p.append(n)\n    n -= 1"),
    ("with open(text) as f:\n    x.append(f)", "with open(text) as f:\n    p.append(f)"),
    ("match n:\n    case 1:\n        x.append(n)", "match n:\n    case 1:\n        p.append(n)"),
    ("def put(v):\n    x.append(v)\nput(n)", "def put(v):\n    p.append(v)\nput(n)"),
    ("part = x[0]\npart['k'] = n", "part = p[0]\npart['k'] = n"),
]
DICT = [
    ("x['k'] = n", "p['k'] = n"),
    ("x['a']['b'] = n", "p['a']['b'] = n"),
    ("x['k'] += 1", "p['k'] += 1"),
    ("x['k'] += n", "p['k'] += n"),
    ("x['k'] -= n", "p['k'] -= n"),
    ("x['k'] *= 0.5", "p['k'] *= 0.5"),
    ("x['k'] /= n", "p['k'] /= n"),
    ("x['k'] |= {'a': n}", "p['k'] |= {'a': n}"),
    ("x['k'] += [n]", "p['k'] += [n]"),
    ("del x['k']", "del p['k']"),
    ("x.pop('k')", "del p['k']"),
    ("x.pop('k', None)", "del p['k']"),
    ("x['a'].pop()", "del p['a'][-1]"),
    ("x.update({'k': n})", "p.update({'k': n})"),
    ("x.update(k=n)", "p.update(k=n)"),
    ("y = {'k': n}\nx.update(y, m=1)", "y = {'k': n}\np.update(dict(y), m=1)"),
    ("x.update(text)", "p.update(dict(text))"),
    ("x |= {'k': n}", "p |= {'k': n}"),
    ("x = {**x, 'k': n}", "p['k'] = n"),
    ("x = {**x, 'k': n, **{'m': 1}}", "p['k'] = n\np.update({'m': 1})"),
    ("x = x | {'k': n}", "p.update({'k': n})"),
    ("x = dict(x, k=n)", "p['k'] = n"),
    ("x = x.copy()\nx['k'] = n", "p['k'] = n"),
    ("x = {**x}\nx['k'] = n", "p['k'] = n"),
    ("y = copy.deepcopy(x)\ny['k'] = n\nreturn y", "p['k'] = n\nreturn p"),
    ("x = dict(x or {})\nx['k'] = n", "p['k'] = n"),
    ("x['k'] = {'v': n}\nx['k']['w'] = text", "p['k'] = {'v': n}\np['k']['w'] = text"),
    ("x['a'].append(n)\nx['b'].extend([n])", "p['a'].append(n)\np['b'].extend([n])"),
    ("x['sort'] = n\nx['update'] = n", "p['sort'] = n\np['update'] = n"),
]
_ENDED = "{}\nreturn {}"


@pytest.mark.parametrize(
    ("old", "new", "data"),
    [(o, n, "data=[{'k': 1}]") for o, n in LIST] + [(o, n, "data={'k': 1}") for o, n in DICT],
)
def test_a_change_becomes_one_of_a_patch(
    old: str, new: str | None, data: str, tmp_path: Path
) -> None:
    ended = "return" in old
    result = _run(tmp_path, old if ended else _ENDED.format(old, "x"), data)
    assert not result.problems
    if new is None:
        assert len(result.findings) == 1
        return
    wanted = new if ended else _ENDED.format(new, "p")
    made = _body(result).replace("patched_x", "p").replace("patched_data", "p")
    assert "p = Patch()" in made.splitlines()
    made = made.replace("p = Patch()\n", "", 1)
    assert _same(made, wanted), made
    assert '    State("s", "data")' not in result.changes[0].after


STAYS = [
    ("if x is None:\n    raise PreventUpdate\nx.append(n)", "patched_data.append(n)"),
    ("if n in x:\n    return no_update\nx.append(n)", "patched_data.append(n)"),
    ("size = len(x)\nx.append(size)", "patched_data.append(size)"),
    ("x.append(len(x))", "patched_data.append(len(x))"),
    ("print(x)\nx.append(n)", "patched_data.append(n)"),
    ("ids = [row['k'] for row in x]\nx.append(max(ids))", "patched_data.append(max(ids))"),
    ("y = list(x)\ny.append(n)\nif len(x) > 3:\n    return no_update\nreturn y", "len(x) > 3"),
    ("y = list(x)\nif len(y) > 3:\n    return no_update\nreturn y + [n]", "len(x) > 3"),
    ("x = x or []\nif len(x) > 3:\n    return no_update\nx.append(n)", "x = x or []"),
]


@pytest.mark.parametrize(("old", "kept"), STAYS)
def test_the_state_stays_where_the_value_as_it_came_is_read(
    old: str, kept: str, tmp_path: Path
) -> None:
    ended = old if old.splitlines()[-1].startswith("return") else f"{old}\nreturn x"
    result = _run(tmp_path, ended, "data=[{'k': 1}]")
    (change,) = result.changes
    assert kept in change.after
    assert "return patched_data" in change.after
    assert 'State("s", "data")' in change.after


REFUSED = [
    ("x.append(n)\nprint(len(x))", "value-is-read", 2),
    ("x.append(n)\nif n in x:\n    n = 2", "value-is-read", 2),
    ("x.append(n)\ny = [v for v in x]", "value-is-read", 2),
    ("x.append(n)\ntext = f'{x}'", "value-is-read", 2),
    ("x.append(n)\nif x == []:\n    n = 2", "value-is-read", 2),
    ("x.append(n)\nif x is None:\n    n = 2", "value-is-read", 2),
    ("x.append(n)\nif not x:\n    n = 2", "value-is-read", 2),
    ("x.append(n)\njson.dumps(x)", "value-is-read", 2),
    ("x.append(n)\nfor v in x:\n    n = 2", "value-is-read", 2),
    ("x.append(n)\nn = x[0] or 5", "value-is-read", 2),
    ("for v in x:\n    x.append(v)", "value-is-read", 1),
    ("while len(x) < 3:\n    x.append(n)", "value-is-read", 1),
    ("for i in range(n):\n    n = len(x)\n    x.append(n)", "value-is-read", 2),
    ("last = x.pop()", "value-is-read", 1),
    ("x.append(n)\nsize = lambda: len(x)", "value-is-read", 2),
    ("size = lambda: len(x)\nx.append(n)", "value-is-read", 1),
    ("rows = (v for v in x)\nx.append(n)", "value-is-read", 1),
    ("def get():\n    return x\nx.append(n)", "value-is-read", 2),
    ("[x.append(i) for i in range(n)]\nx.append(n)", "value-is-read", 1),
    ("n and x.append(n)\nx.append(n)", "value-is-read", 1),
    ("x.sort()", "no-patch-operation", 1),
    ("x.remove(n)", "no-patch-operation", 1),
    ("x[0].setdefault('k', n)", "no-patch-operation", 1),
    ("x[0].popitem()", "no-patch-operation", 1),
    ("x[0].update([('k', n)], *text)", "no-patch-operation", 1),
    ("x.insert(-2, n)", "index-out-of-range", 1),
    ("x.insert(n, n)", "index-out-of-range", 1),
    ("x[0]['k'] //= 2", "operand-unknown", 1),
    ("x[0]['k'] += helper(n)", "operand-unknown", 1),
    ("x[0]['k'] *= 2", "operand-unknown", 1),
    ("x[0]['k'] += {1, 2}", "operand-unknown", 1),
    ("x[0]['k'] |= n", "operand-unknown", 1),
    ("i = x.index(n)\ndel x[i]", "place-from-the-value", 2),
    ("x[x[0]['k']] = n", "place-from-the-value", 1),
    ("x[len(x) - 1] = n", "place-from-the-value", 1),
    ("helper(x)\nx.append(n)", "value-escapes", 1),
    ("x.append(helper(x[0]))", "value-escapes", 1),
    ("app.rows = x\nx.append(n)", "value-escapes", 1),
    ("row = x[0]\nprint(row)\nrow['k'] = n\nx.append(n)", "changed-through-a-read", 3),
    ("for row in x:\n    row['k'] = n\nx.append(n)", "changed-through-a-read", 2),
    ("x.append(x[0])\nx[0]['k'] = n", "shares-parts", 2),
    ("row = {}\nx.append(row)\nx[-1]['k'] = n\nprint(row)", "shares-parts", 3),
    ("x[0] = x[1] = n\nx.append(n)", "unclear-assignment", 1),
    ("try:\n    x[0]['k'] = n\nexcept Exception:\n    n = 1", "failure-is-caught", 2),
    ("try:\n    del x[3]\nexcept IndexError:\n    n = 1", "failure-is-caught", 2),
    ("yield n\nx.append(n)", "generator", 1),
    ("class Inner:\n    rows = x\nx.append(n)", "value-is-read", 2),
    ("global app\nnonlocal_ = 1\nx.append(f'{x.append(1)}')", "value-is-read", 3),
    ("x.append(n)\nx = x if text else []", "value-is-read", 2),
]


@pytest.mark.parametrize(("body", "reason", "line"), REFUSED)
def test_what_a_patch_cannot_do_is_refused(
    body: str, reason: str, line: int, tmp_path: Path
) -> None:
    result = _run(tmp_path, f"{body}\nreturn x", "data=[{'k': 1}]")
    assert not result.changes
    (found,) = result.findings
    blockers = {(b.reason, b.line - HEAD.count("\n")) for b in found.finding.blocked_by}
    assert (reason, line) in blockers, blockers


@pytest.mark.parametrize(
    "body",
    [
        "return x",
        "return not x",
        "x += 1\nreturn x",
        "return x + 1",
        "return [v for v in x if v != n]",
        "x = []\nx.append(n)\nreturn x",
        "print(x)\nreturn [n]",
        "y = [n]\ny.append(1)\nreturn y if x else []",
        "x.append(n)\nreturn len(text)",
    ],
)
def test_what_is_no_read_modify_write_is_not_spoken_of(body: str, tmp_path: Path) -> None:
    assert not _run(tmp_path, body, "data=[{'k': 1}]").findings


@pytest.mark.parametrize(
    ("version", "wanted"), [("2.9", "extend([n])"), ("2.17.1", "+= [n]"), ("4.4", "+= [n]")]
)
def test_operators_on_the_whole_value_need_their_version(
    version: str, wanted: str, tmp_path: Path
) -> None:
    result = _run(tmp_path, "x += [n]\nreturn x", "data=[]", version)
    assert wanted in result.changes[0].after


def test_a_range_of_a_figure_is_unsafe_before_dash_4_4(tmp_path: Path) -> None:
    source = HEAD.format(data="data=[]").replace('"data"', '"figure"')
    source = source.replace(
        'dcc.Store(id="s", data=[])', 'dcc.Graph(id="s", figure={"layout": {}})'
    )
    body = "    x['layout']['xaxis']['range'] = [0, n]\n    return x\n"
    for version, effects in (("3.4", ("axis-range-may-differ",)), ("4.4", ())):
        forget()
        (tmp_path / "app.py").write_text(source + body)
        options = CommandLineOptions(select=("DC103",), target_version=version)
        result = run(Request((str(tmp_path),), False, options, jobs=1, cache=False))
        assert [f.finding.effects for f in result.findings] == [effects]


@pytest.mark.parametrize(
    "body",
    [
        "y = x\ny = y or []\ny.append(n)\nz = x.copy()\nreturn z",
        "y = x or []\ny.append(n)\nreturn y if len(x) else []",
        "y = copy.deepcopy(x)\nz = y.copy()\nz[0]['k'] = n\nprint(y)\nreturn z",
        "y = x.copy()\nx[0]['k'] = n\nreturn y",
        "y = x.copy()\ny[0]['k'] = n\nprint(x)\nreturn y",
        "y = x.copy()\ny.append(n)\ny = []\nz = x.copy()\nz.append(text)\nreturn z",
        "for i in range(n):\n    y = x.copy()\n    y.append(i)\nreturn y",
        "x.append(n)\ny = x.copy()\nx.append(text)\nreturn y",
    ],
)
def test_copies_that_are_not_apart_are_not_taken_for_apart(body: str, tmp_path: Path) -> None:
    assert not _run(tmp_path, body, "data=[{'k': 1}]").changes


@pytest.mark.parametrize(
    "body",
    [
        "y = x.copy()\ny.append(n)\nprint(x)\nreturn y",
        "y = copy.deepcopy(x)\ny[0]['k'] = n\nprint(x)\nreturn y",
        "y = x.copy()\nif n:\n    return x\ny.append(n)\nreturn y",
    ],
)
def test_copies_that_are_apart_leave_the_value_to_be_read(body: str, tmp_path: Path) -> None:
    assert _run(tmp_path, body, "data=[{'k': 1}]").changes
