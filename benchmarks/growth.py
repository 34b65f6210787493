"""How the time grows with the number of files."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from measured import Table
from processes import ROOT, Command

PLAIN = '''"""Module {n} of a program."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass
class Record{n}:
    """What module {n} keeps."""

    name: str
    values: list[float]

    def mean(self) -> float:
        return sum(self.values) / len(self.values) if self.values else 0.0

    def dump(self) -> str:
        return json.dumps({{"name": self.name, "values": self.values, "mean": self.mean()}})


def read(text: str) -> Record{n}:
    data = json.loads(text)
    return Record{n}(data["name"], [float(value) for value in data["values"]])
'''
PAGE = '''"""Page {n} of the app."""

from dash import Input, Output, State, callback, dcc, html, register_page

register_page(__name__, path="/page-{n}")

layout = html.Div(
    [
        dcc.Store(id="rows-{n}", data=[]),
        dcc.Input(id="name-{n}", value=""),
        html.Button("Add", id="add-{n}", n_clicks=0),
        html.Div(id="list-{n}"),
    ]
)


@callback(
    Output("rows-{n}", "data"),
    Input("add-{n}", "n_clicks"),
    State("name-{n}", "value"),
    prevent_initial_call=True,
)
def add_{n}(n_clicks, name):
    return [{{"name": name, "number": n_clicks}}]


@callback(Output("list-{n}", "children"), Input("rows-{n}", "data"){state})
def show_{n}(rows{parameter}):
    return [html.P(row["name"]) for row in rows]
'''
A_PAGE_IN = 50
A_FIX_IN = 1000


def build(tree: Path, files: int) -> Path:
    """A project: one file in 50 is a page, one in 1,000 has something to fix."""
    shutil.rmtree(tree, ignore_errors=True)
    for n in range(files):
        folder = tree / f"package_{n // 200}"
        if n % 200 == 0:
            folder.mkdir(parents=True)
            (folder / "__init__.py").touch()
        state, parameter = "", ""
        if n % A_FIX_IN == 0:
            state, parameter = f', State("name-{n}", "value")', ", name"
        text = PAGE if n % A_PAGE_IN == 0 else PLAIN
        (folder / f"module_{n}.py").write_text(text.format(n=n, state=state, parameter=parameter))
    (tree / "pyproject.toml").write_text('[project]\nname = "grown"\n')
    (tree / "app.py").write_text(
        "from dash import Dash, page_container\n\n"
        "app = Dash(__name__, use_pages=True)\napp.layout = page_container\n"
    )
    return tree


def measure_growth(scratch: Path, sizes: list[int], draw: bool) -> Table:
    """Time a preview of trees of these sizes, cold and from the cache."""
    rows, points = [], []
    for size in sizes:
        print(f"measuring {size:,} files ...", file=sys.stderr, flush=True)
        tree = build(scratch / "grown", size)
        words = [sys.executable, "-m", "dash_codemods", "--dry-run"]
        shutil.rmtree(scratch / "cache", ignore_errors=True)
        cold = min(Command([*words, "--no-cache", tree], scratch)() for _ in range(3))
        Command([*words, tree], scratch)()
        warm = min(Command([*words, tree], scratch)() for _ in range(3))
        points.append((size, cold, warm))
        each = f"{cold / size * 1e6:.0f} µs"
        rows.append([f"{size:,}", f"{cold:.2f} s", f"{warm:.2f} s", each])
    shutil.rmtree(scratch / "grown", ignore_errors=True)
    note = f"One file in {A_PAGE_IN} is a page with two callbacks, one in {A_FIX_IN:,} has a fix."
    if draw:
        plot(points, ROOT / "docs" / "growth.svg")
        note += "\n\n![time by number of files](growth.svg)"
    head = ["files", "without cache", "from the cache", "a file"]
    return Table("growth", "Growth", head, rows, note)


def plot(points: list[tuple[int, float, float]], path: Path) -> None:
    """Draw the times over the number of files, both axes logarithmic, with a straight line."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "growth"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 3.6), layout="constrained")
    sizes = [size for size, _, _ in points]
    axes.loglog(sizes, [cold for _, cold, _ in points], "o-", label="without cache")
    axes.loglog(sizes, [warm for _, _, warm in points], "o-", label="from the cache")
    last = points[-1]
    line = [last[1] * size / last[0] for size in sizes]
    axes.loglog(sizes, line, ":", color="grey", label="as many times the files, the time")
    axes.set_xlabel("Python files")
    axes.set_ylabel("seconds")
    axes.legend(frameon=False)
    figure.savefig(path, metadata={"Date": None})
