"""Generated projects: the laws hold for each, and Dash makes of it what the model says.

`scripts/try_generated.py` tries many more.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from dash_server import DashServer
from generated_projects import GeneratedProject, projects
from hypothesis import HealthCheck, given, seed, settings
from project_laws import Broken, check

EXAMPLES = 20
SEEDS = range(4)
_MEMORY = Path("/dev/shm")
LAWS = settings(
    max_examples=EXAMPLES,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
FIXED = {"DC101", "DC103", "DC201", "DC203", "DC303", "DC304"}
"""Rules that surely have something to fix among so many projects."""


@pytest.fixture(scope="module")
def server() -> Iterator[DashServer]:
    made = DashServer()
    yield made
    made.close()


@pytest.mark.parametrize("number", SEEDS)
def test_the_laws_hold(number: int, server: DashServer) -> None:
    found: Counter[str] = Counter()

    @seed(number)
    @LAWS
    @given(projects())
    def every(project: GeneratedProject) -> None:
        with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.exists() else None) as place:
            found.update(check(project, Path(place), server, thorough=True))

    every()
    fixed = {name.partition(" ")[0] for name in found if name.endswith(" fixed")}
    assert fixed & FIXED, "the projects are too plain"


PLAIN = """\
from dash import Dash, Input, Output, State, html

app = Dash(__name__)
app.layout = html.Div([html.Button(id="save"), html.Div(id="out-0"), html.Div(id="name")])


@app.callback(Output("out-0", "children"), Input("save", "n_clicks"), State("name", "title"))
def show(n_clicks, title):
    # How often.
    return  str(n_clicks)
"""


@pytest.mark.parametrize(
    ("old", "new", "law"),
    [
        ("", "", None),
        ("str(n_clicks)\n", "str(n_clicks)\n\n", "law 6: the end of the file"),
        ("return  str", "return str", "law 6: a statement changes"),
        ("    # How often.\n", "", "law 3: a proof is broken"),
    ],
)
def test_a_broken_tool_is_noticed(
    old: str, new: str, law: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the last step before the proofs spoils the text."""

    def spoils(before: str, after: str, mode: object) -> str:
        return after.replace(old, new)

    monkeypatch.setattr("dash_codemods.rewriting.black_style.keep_clean", spoils)
    project = GeneratedProject({"app.py": PLAIN})
    if law is None:
        assert check(project, tmp_path, None, thorough=True)["DC101 fixed"] == 1
        return
    with pytest.raises(Broken, match=law):
        check(project, tmp_path, None, thorough=True)
