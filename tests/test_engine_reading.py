"""What is read of a project: the files that concern Dash, and every registration in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dash_codemods.config import CommandLineOptions
from dash_codemods.engine.relevance import concerns_dash
from dash_codemods.engine.workspace import Workspace
from dash_codemods.model.project import Project
from dash_codemods.reading.reader import read_source


@pytest.mark.parametrize(
    "text",
    [
        "from dash import html\n",
        "import os, dash\n",
        "from \\\n    dash import html\n",
        "from \\\r\n    dash import html\r\n",
        "import os, \\\n    dash\n",
        "try: import dash\nexcept ImportError: pass\n",
        "import os; from dash import html\n",
        "from .dash_app import app\n",
    ],
)
def test_files_that_import_dash(text: str) -> None:
    assert concerns_dash(text.encode())


@pytest.mark.parametrize("text", ["import os  # dash\n", "name = 'dash'\n", "# import dash\n"])
def test_files_that_do_not(text: str) -> None:
    assert not concerns_dash(text.encode())


KEPT = """\
from dash import Dash, Input, Output
from dash import callback as cb

app = Dash(__name__)


def show(n_clicks):
    return n_clicks


on_save = app.callback(Output("status", "children"), Input("save", "n_clicks"))
on_save(show)


def register(decorate):
    @decorate
    def clear(n_clicks):
        return ""


register(cb([Output("log", "children")], [Input("load", "n_clicks")]))
app.callback(Output("total", "children"), Input("add", "n_clicks"))(show)


@app.callback(Output("sum", "children"), Input("add", "n_clicks"))
def add(n_clicks):
    return n_clicks
"""


def test_decorators_that_are_kept(tmp_path: Path) -> None:
    """Their outputs are known, the functions to which they are applied are not."""
    (tmp_path / "app.py").write_text(KEPT)
    workspace = Workspace([str(tmp_path)], CommandLineOptions(), 1, False)
    workspace.read_selected()
    project = Project(workspace.selected, workspace, workspace.configuration.rule_settings)
    found = {str(c.outputs[0]): c for c in project.callbacks}
    assert [name.split('"')[1] for name in found] == ["status", "log", "total", "sum"]
    assert [c.function is not None for c in found.values()] == [False, False, True, True]
    reasons = [[b.reason for b in c.blockers] for c in found.values()]
    assert reasons == [["function-not-found"], ["function-not-found"], [], []]


@pytest.mark.parametrize(
    "arguments",
    [
        'Input("go", "n_clicks")',
        '[Input("go", "n_clicks")]',
        '[[Input("go", "n_clicks"), State("cart", "data")]]',
        '{"values": {"clicks": Input("go", "n_clicks")}}',
    ],
)
def test_a_decorator_that_is_kept_registers(arguments: str) -> None:
    source = f"from dash import Input, State, callback\nregister = callback({arguments})\n"
    (registration,) = read_source(source).registrations
    assert registration.form == "applied"


def test_a_call_of_that_name_without_dependencies_registers_nothing() -> None:
    source = "from keras import callback\nstop = callback([[1, 2]], {'patience': 3})\n"
    assert not read_source(source).registrations
