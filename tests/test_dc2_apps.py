"""Which callbacks are together in an app: small projects, each with the answer."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from dash_codemods.config import CommandLineOptions, forget
from dash_codemods.engine import Request, run
from dash_codemods.engine.workspace import Workspace
from dash_codemods.model.apps import Apps
from dash_codemods.model.duplicates import Duplicates
from dash_codemods.model.project import Project

APP = "from dash import Dash, html\napp = Dash(__name__)\napp.layout = html.Div()\n"
PAGES_APP = "from dash import Dash\napp = Dash(__name__, use_pages=True)\n"
IMPORTS = "from dash import Input, Output, callback, hooks\n"


def on(registrar: str, name: str, indent: str = "", inputs: str = "") -> str:
    """A callback that writes `out.children`."""
    lines = (
        f'@{registrar}(Output("out", "children"), Input("{inputs or name}", "n_clicks"))',
        f"def {name}(n_clicks):",
        "    return n_clicks",
    )
    return "".join(f"{indent}{line}\n" for line in lines)


def register(function: str, name: str) -> str:
    """A function that registers a callback on the app that it gets."""
    return f"def {function}(app):\n" + on("app.callback", name, "    ")


PAGE = "import dash\n" + IMPORTS + "dash.register_page(__name__)\nlayout = None\n"


def project(folder: Path, files: dict[str, str], selected: list[str] | None = None) -> Project:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    forget()
    (folder / "pyproject.toml").touch()
    paths = [str(folder / name) for name in selected or ("",)]
    workspace = Workspace(paths, CommandLineOptions(isolated=True), 1, False)
    workspace.read_selected()
    return Project(workspace.selected, workspace, workspace.configuration.rule_settings)


def together(found: Project) -> list[bool]:
    apps = found.once(Apps)
    return [apps.together(*pair) for pair in combinations(found.all_callbacks, 2)]


TOGETHER = {
    "one module": {"app.py": IMPORTS + APP + on("app.callback", "a") + on("app.callback", "b")},
    "global, in a page": {
        "app.py": PAGES_APP,
        "pages/home.py": PAGE + on("callback", "a") + on("callback", "b"),
    },
    "a page and the app": {
        "app.py": IMPORTS + PAGES_APP + on("app.callback", "a"),
        "pages/home.py": PAGE + on("callback", "b"),
    },
    "a pages folder of its own": {
        "app.py": "from dash import Dash\napp = Dash(__name__, pages_folder='views')\n",
        "views/home.py": PAGE + on("callback", "a"),
        "views/more/info.py": PAGE + on("callback", "b"),
    },
    "a pages folder by a name": {
        "app.py": "from dash import Dash\nHERE = 'views'\n"
        "app = Dash(pages_folder=HERE, use_pages=True)\n",
        "views/home.py": PAGE + on("callback", "a"),
        "views/info.py": PAGE + on("callback", "b"),
    },
    "star imports": {
        "index.py": APP + "from one import *\nfrom two import *\n",
        "one.py": IMPORTS + on("callback", "a"),
        "two.py": IMPORTS + on("callback", "b"),
    },
    "relative imports": {
        "web/__init__.py": "",
        "web/app.py": APP + "from . import one\nfrom .parts import two\n",
        "web/one.py": IMPORTS + on("callback", "a"),
        "web/parts/__init__.py": "",
        "web/parts/two.py": IMPORTS + on("callback", "b"),
    },
    "a package's own imports": {
        "app.py": APP + "import parts\n",
        "parts/__init__.py": "from .one import a\nfrom . import two\n",
        "parts/one.py": IMPORTS + on("callback", "a"),
        "parts/two.py": IMPORTS + on("callback", "b"),
    },
    "the package on the way": {
        "app.py": APP + "from parts.deep import one\n",
        "parts/__init__.py": IMPORTS + on("callback", "b"),
        "parts/deep/__init__.py": "",
        "parts/deep/one.py": IMPORTS + on("callback", "a"),
    },
    "a main module without Dash": {
        "main.py": "from server import app\nimport one\nimport two\napp.run()\n",
        "server.py": APP,
        "one.py": IMPORTS + "from server import app\n" + on("app.callback", "a"),
        "two.py": IMPORTS + "import server\n" + on("server.app.callback", "b"),
    },
    "modules that import each other": {
        "app.py": APP + "import one\n",
        "one.py": IMPORTS + "from app import app\nimport two\n" + on("app.callback", "a"),
        "two.py": IMPORTS + "from app import app\nimport one\n" + on("app.callback", "b"),
    },
    "functions that register": {
        "app.py": APP + "from one import add_one\nfrom two import add_two\n"
        "add_one(app)\nadd_two(app=app)\n",
        "one.py": IMPORTS + register("add_one", "a"),
        "two.py": IMPORTS + register("add_two", "b"),
    },
    "functions that hand the app on": {
        "app.py": APP + "import parts\nparts.add(app)\n",
        "parts.py": IMPORTS + "def add(dash_app):\n    one(dash_app)\n    two(dash_app)\n"
        + register("one", "a") + register("two", "b"),
    },
    "a function and a module": {
        "app.py": APP + "from one import add_one\nimport two\nadd_one(app)\n",
        "one.py": IMPORTS + register("add_one", "a"),
        "two.py": IMPORTS + on("callback", "b"),
    },
    "an app made in a function": {
        "app.py": IMPORTS + "from dash import Dash\nfrom parts import one, two\n"
        "def create():\n    app = Dash(__name__)\n    one(app)\n    two(app)\n    return app\n"
        "create().run()\n",
        "parts.py": IMPORTS + register("one", "a") + register("two", "b"),
    },
    "when run as a program": {
        "app.py": IMPORTS + "from dash import Dash\nfrom parts import one, two\n"
        "if __name__ == '__main__':\n    app = Dash(__name__)\n    one(app)\n    two(app)\n",
        "parts.py": IMPORTS + register("one", "a") + register("two", "b"),
    },
    "imported in the function that makes the app": {
        "app.py": "from dash import Dash\ndef create():\n    app = Dash(__name__)\n"
        "    import one\n    import two\n    return app\napp = create()\n",
        "one.py": IMPORTS + on("callback", "a"),
        "two.py": IMPORTS + on("callback", "b"),
    },
    "one method": {
        "app.py": IMPORTS + APP + "class Panel:\n    def __init__(self, app):\n"
        + on("app.callback", "a", "        ") + on("app.callback", "b", "        ")
        + "Panel(app)\n",
    },
    "an attribute": {
        "app.py": IMPORTS + "class Panel:\n    def build(self):\n"
        + on("self.app.callback", "a", "        ") + on("self.app.callback", "b", "        ")
        + "Panel().build()\n",
    },
    "under one condition": {
        "app.py": IMPORTS + APP + "import os\nif os.environ.get('X'):\n"
        + on("app.callback", "a", "    ") + on("app.callback", "b", "    "),
    },
    "in one loop": {
        "app.py": IMPORTS + APP + "for name in 'xy':\n"
        + on("app.callback", "a", "    ") + on("app.callback", "b", "    "),
    },
    "a function without a caller, in a library without an app": {
        "lib.py": IMPORTS + "__all__ = ['add']\ndef add(app):\n"
        + on("app.callback", "a", "    ") + on("app.callback", "b", "    "),
    },
}  # fmt: skip

APART = {
    "two apps in a module": {
        "app.py": IMPORTS + APP + APP.replace("app", "other").replace("from dash", "from  dash")
        + on("app.callback", "a") + on("other.callback", "b"),
    },
    "one name for two apps": {
        "app.py": IMPORTS + APP + on("app.callback", "a") + APP + on("app.callback", "b"),
    },
    "global callbacks of two apps": {
        "one.py": IMPORTS + APP + on("callback", "a"),
        "two.py": IMPORTS + APP + on("callback", "b"),
    },
    "global callbacks where two apps run together": {
        "main.py": "import one\nimport two\n",
        "one.py": IMPORTS + APP + on("callback", "a"),
        "two.py": IMPORTS + APP + on("callback", "b"),
    },
    "one function for two apps": {
        "one.py": APP + "from parts import one\none(app)\n",
        "two.py": APP + "from parts import two\ntwo(app)\n",
        "parts.py": IMPORTS + register("one", "a") + register("two", "b"),
    },
    "no pages": {
        "app.py": "from dash import Dash\napp = Dash(__name__)\n",
        "pages/home.py": PAGE + on("callback", "a"),
        "pages/info.py": PAGE + on("callback", "b"),
    },
    "pages switched off": {
        "app.py": "from dash import Dash\napp = Dash(pages_folder='', use_pages=True)\n",
        "pages/home.py": PAGE + on("callback", "a"),
        "pages/info.py": PAGE + on("callback", "b"),
    },
    "a page that Dash passes over": {
        "app.py": PAGES_APP,
        "pages/home.py": PAGE + on("callback", "a"),
        "pages/_old/info.py": PAGE + on("callback", "b"),
    },
    "an unknown pages folder": {
        "app.py": "import os\nfrom dash import Dash\n"
        "app = Dash(pages_folder=os.environ['PAGES'])\n",
        "pages/home.py": PAGE + on("callback", "a"),
        "pages/info.py": PAGE + on("callback", "b"),
    },
    "an import in a branch": {
        "app.py": APP + "import os\nimport one\nif os.environ.get('X'):\n    import two\n",
        "one.py": IMPORTS + on("callback", "a"),
        "two.py": IMPORTS + on("callback", "b"),
    },
    "a star import in a branch": {
        "app.py": APP + "import os\nfrom one import *\nif os.environ.get('X'):\n"
        "    from two import *\n",
        "one.py": IMPORTS + on("callback", "a"),
        "two.py": IMPORTS + on("callback", "b"),
    },
    "an import in a try": {
        "app.py": APP + "import one\ntry:\n    import two\nexcept ImportError:\n    pass\n",
        "one.py": IMPORTS + on("callback", "a"),
        "two.py": IMPORTS + on("callback", "b"),
    },
    "a test that imports both": {
        "app.py": APP,
        "one.py": IMPORTS + "from app import app\n" + on("app.callback", "a"),
        "two.py": IMPORTS + "from app import app\n" + on("app.callback", "b"),
        "tests/test_both.py": "import one\nimport two\n",
    },
    "a call in a branch": {
        "app.py": APP + "import os\nfrom parts import one, two\none(app)\n"
        "if os.environ.get('X'):\n    two(app)\n",
        "parts.py": IMPORTS + register("one", "a") + register("two", "b"),
    },
    "calls in two branches": {
        "app.py": APP + "import os\nfrom parts import one, two\n"
        "if os.environ.get('X'):\n    one(app)\nelse:\n    two(app)\n",
        "parts.py": IMPORTS + register("one", "a") + register("two", "b"),
    },
    "a call behind an early return": {
        "app.py": APP + "from parts import one, two\ndef add(app, full):\n    one(app)\n"
        "    if not full:\n        return\n    two(app)\nadd(app, False)\n",
        "parts.py": IMPORTS + register("one", "a") + register("two", "b"),
    },
    "a function that nobody calls": {
        "app.py": IMPORTS + APP + "def add(app):\n"
        + on("app.callback", "a", "    ") + on("app.callback", "b", "    "),
    },
    "a module that nobody imports": {
        "app.py": APP,
        "old.py": IMPORTS + "from app import app\n"
        + on("app.callback", "a") + on("app.callback", "b"),
    },
    "a program that nobody runs": {
        "app.py": APP + "import one\n",
        "one.py": IMPORTS + "from app import app\n" + on("app.callback", "a"),
        "two.py": IMPORTS + "from app import app\n" + on("app.callback", "b"),
        "old_index.py": "import one\nimport two\n",
    },
    "an app that comes as a value": {
        "app.py": APP + "from parts import one, two\none(make())\ntwo(make())\n"
        "def make():\n    return app\n",
        "parts.py": IMPORTS + register("one", "a") + register("two", "b"),
    },
    "starred arguments": {
        "app.py": APP + "from parts import one, two\nARGS = [app]\none(*ARGS)\ntwo(*ARGS)\n",
        "parts.py": IMPORTS + register("one", "a") + register("two", "b"),
    },
    "two methods": {
        "app.py": IMPORTS + APP + "class Panel:\n    def one(self, app):\n"
        + on("app.callback", "a", "        ") + "    def two(self, app):\n"
        + on("app.callback", "b", "        ") + "Panel().one(app)\n",
    },
    "hooks and an app": {
        "app.py": IMPORTS + APP + on("hooks.callback", "a") + on("app.callback", "b"),
    },
    "an if and its else": {
        "app.py": IMPORTS + APP + "import os\nif os.environ.get('X'):\n"
        + on("app.callback", "a", "    ") + "else:\n" + on("app.callback", "b", "    "),
    },
    "two cases of a match": {
        "app.py": IMPORTS + APP + "import os\nmatch os.environ.get('X'):\n    case '1':\n"
        + on("app.callback", "a", "        ") + "    case _:\n"
        + on("app.callback", "b", "        "),
    },
}  # fmt: skip


@pytest.mark.parametrize("name", TOGETHER)
def test_together(name: str, tmp_path: Path) -> None:
    assert together(project(tmp_path, TOGETHER[name])) == [True]


@pytest.mark.parametrize("name", APART)
def test_not_known_to_be_together(name: str, tmp_path: Path) -> None:
    assert together(project(tmp_path, APART[name])) == [False]


@pytest.mark.parametrize("name", TOGETHER)
def test_groups(name: str, tmp_path: Path) -> None:
    found = project(tmp_path, TOGETHER[name]).once(Duplicates)
    assert [[[w.name for w in g] for g in found.groups_of(c)] for c in found.candidates] == [
        [[c.name for c in found.project.all_callbacks]]
    ]


def test_a_group_hangs_together_by_pairs(tmp_path: Path) -> None:
    """`b` meets `a` in one app and `c` in another; `a` and `c` never meet."""
    files = {
        "one.py": APP + "from parts import shared\nimport a\nshared(app)\na.add(app)\n",
        "two.py": APP + "from parts import shared\nimport c\nshared(app)\nc.add(app)\n",
        "parts.py": IMPORTS + register("shared", "b"),
        "a.py": IMPORTS + register("add", "a"),
        "c.py": IMPORTS + register("add", "c"),
    }
    found = project(tmp_path, files).once(Duplicates)
    (candidates,) = found.candidates
    by_name = {writer.name: writer for writer in candidates}
    assert found.clash(by_name["a"], by_name["b"])
    assert found.clash(by_name["b"], by_name["c"])
    assert not found.clash(by_name["a"], by_name["c"])
    assert [{w.name for w in g} for g in found.groups_of(candidates)] == [{"a", "b", "c"}]
    assert found.groups_of([by_name["a"], by_name["c"]]) == []


FILES = {
    "app.py": APP + "import one\nimport two\n",
    "one.py": IMPORTS + "from app import app\n" + on("app.callback", "a"),
    "two.py": IMPORTS + "from app import app\n" + on("app.callback", "b"),
}


@pytest.mark.parametrize("selected", ["one.py", "two.py"])
def test_a_writer_outside_the_paths(selected: str, tmp_path: Path) -> None:
    project(tmp_path, FILES)
    before = {name: (tmp_path / name).read_text() for name in FILES}
    options = CommandLineOptions(select=("DC201",))
    result = run(Request((str(tmp_path / selected),), True, options, jobs=1, cache=False))
    (found,) = result.findings
    assert found.finding.path.endswith(selected)
    assert [b.reason for b in found.finding.blocked_by] == ["outside-paths"]
    assert not found.finding.blocked_by[0].path.endswith(selected)
    assert before == {name: (tmp_path / name).read_text() for name in FILES}


def test_a_group_lands_whole_or_not_at_all(tmp_path: Path) -> None:
    project(tmp_path, FILES)
    two = tmp_path / "two.py"
    two.write_text(two.read_text() + "# dash-codemod: skip-file\n")
    options = CommandLineOptions(select=("DC201",), unsafe_fixes=True)
    result = run(Request((str(tmp_path),), True, options, jobs=1, cache=False))
    assert [[b.reason for b in r.finding.blocked_by] for r in result.findings] == [["skip-file"]]
    assert not result.written
    two.write_text(two.read_text().replace("# dash-codemod: skip-file", ""))
    result = run(Request((str(tmp_path),), True, options, jobs=1, cache=False))
    assert sorted(Path(path).name for path in result.written) == ["one.py", "two.py"]
    assert all("allow_duplicate=True" in (tmp_path / n).read_text() for n in ("one.py", "two.py"))


def test_a_file_that_cannot_be_parsed_may_hold_the_app(tmp_path: Path) -> None:
    files = {
        "app.py": "from dash_extensions.enrich import DashProxy\napp = DashProxy((\n",
        "parts.py": IMPORTS + on("callback", "a") + on("callback", "b"),
        "main.py": "import app\nimport parts\n",
    }
    assert project(tmp_path, files).once(Duplicates).candidates == ()
