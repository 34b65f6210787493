"""The layout: imports run one way, and nothing heavy is imported before it is needed."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "dash_codemods"

ALLOWED = {
    "model": set(),
    "sources": {"model"},
    "config": {"model", "rules", "sources"},
    "reading": {"model"},
    "rules": {"model"},
    "rewriting": {"model"},
    "proving": {"model"},
    "reporting": {"model"},
    "engine": {
        "model", "sources", "config", "reading", "rules", "rewriting", "proving", "reporting",
    },
    "cli": {"model", "config", "engine", "reporting", "rules"},
    "__main__": {"cli"},
    "__init__": set(),
}  # fmt: skip
FILES = sorted(PACKAGE.rglob("*.py"))


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imported(path: Path) -> set[str]:
    """The rooms of our own that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "dash_codemods" and len(parts) > 1 and parts[1] in ALLOWED:
                found.add(parts[1])
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    room = _room(path)
    assert _imported(path) - {room} <= ALLOWED[room]


def test_every_room_is_named() -> None:
    assert {_room(path) for path in FILES} == set(ALLOWED)


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    return 1\n",
        "from dash import Input, Output, callback\n\n\n"
        "@callback(Output('a', 'children'), Input('b', 'n_clicks'))\n"
        "def f(n):\n    return n\n",
    ],
    ids=["no callback", "a clean callback"],
)
def test_a_clean_run_imports_nothing_heavy(source: str, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(source)
    program = (
        "import sys\n"
        "from dash_codemods.cli import dispatch\n"
        "dispatch(['--no-cache', 'app.py'])\n"
        "heavy = {'libcst', 'black', 'typer', 'rich', 'difflib', 'multiprocessing', 'json',\n"
        "         'dash_codemods.rewriting', 'dash_codemods.proving'}\n"
        "print('imported:', sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "imported: []" in done.stdout
