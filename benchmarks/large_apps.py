"""How the time grows with the number of callbacks of one app."""

from __future__ import annotations

import random
import shutil
import sys
from pathlib import Path

from measured import Table
from processes import Command

A_PAGE = 40
"""Callbacks in one file."""
HEAD = "from dash import Input, Output, State, callback, ctx, dcc, html, no_update\n\n"
PARTS = (
    """@callback(
    Output("rows-{n}", "data"),
    Input("add-{n}", "n_clicks"),
    State("rows-{n}", "data"),
    prevent_initial_call=True,
)
def add_{n}(n_clicks, rows):
    rows = rows or []
    rows.append(n_clicks)
    return rows
""",
    """@callback(
    Output("list-{n}", "children"), Input("rows-{a}", "data"), State("rows-{b}", "data")
)
def count_{n}(rows, others):
    return str(len(rows or []))
""",
    """@callback(
    Output("list-{n}", "children"),
    Output("rows-{n}", "data"),
    Input("add-{n}", "n_clicks"),
    Input("add-{a}", "n_clicks"),
    State("rows-{b}", "data"),
    prevent_initial_call=True,
)
def choose_{n}(one, other, rows):
    if ctx.triggered_id == "add-{n}":
        return "the first", rows
    return "the other", no_update
""",
    """@callback(
    Output("rows-{n}", "data"), Input("rows-{a}", "data"), prevent_initial_call=True
)
def follow_{n}(rows):
    return [len(rows)] * 1000
""",
    """@callback(
    Output("list-{a}", "style", allow_duplicate=True),
    Input("add-{n}", "n_clicks"),
    prevent_initial_call=True,
)
def hide_{n}(n_clicks):
    return {{"display": "none"}}
""",
    """@callback(
    Output("list-{a}", "title", allow_duplicate=True),
    Input("rows-{b}", "data"),
    Input("add-{n}", "n_clicks"),
    prevent_initial_call=True,
)
def title_{n}(rows, n_clicks):
    return str(n_clicks)
""",
)
PLACE = """        dcc.Store(id="rows-{n}"),
        html.Div(id="list-{n}"),
        html.Button(id="add-{n}"),
"""


def build(tree: Path, callbacks: int) -> int:
    """An app whose callbacks lead to each other at random; returns how many files it has."""
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    chance = random.Random(callbacks)
    pages = range(0, callbacks, A_PAGE)
    for start in pages:
        numbers = range(start, min(start + A_PAGE, callbacks))
        layout = "".join(PLACE.format(n=n) for n in numbers)
        text = [HEAD + f"layout = html.Div(\n    [\n{layout}    ]\n)\n"]
        for n in numbers:
            a, b = chance.randrange(callbacks), chance.randrange(callbacks)
            text.append(PARTS[n % len(PARTS)].format(n=n, a=a, b=b))
        (tree / f"page_{start}.py").write_text("\n\n".join(text))
    imports = "".join(f"import page_{start}\n" for start in pages)
    (tree / "app.py").write_text(f"from dash import Dash\n{imports}\napp = Dash(__name__)\n")
    return len(pages) + 1


def measure_large_apps(scratch: Path, sizes: list[int]) -> Table:
    """Time a preview of apps with so many callbacks, all rules, without cache."""
    rows = []
    for size in sizes:
        print(f"measuring {size:,} callbacks ...", file=sys.stderr, flush=True)
        files = build(scratch / "app", size)
        words = [sys.executable, "-m", "dash_codemods", "--dry-run", "--no-cache"]
        taken = min(Command([*words, scratch / "app"], scratch)() for _ in range(3))
        rows.append([f"{size:,}", str(files), f"{taken:.2f} s", f"{taken / size * 1e3:.1f} ms"])
    shutil.rmtree(scratch / "app", ignore_errors=True)
    note = (
        "All rules with all their fixes, safe ones made and unsafe ones shown; every second "
        "callback has something to fix, and most lead to each other."
    )
    head = ["callbacks", "files", "time", "a callback"]
    return Table("large-apps", "Callbacks of one app", head, rows, note)
