"""Which Dash the code has to run on: said, or read from the project's metadata."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from dash_codemods.config import NEWEST, Settings, newest_allowed, parse_version, resolve_target
from dash_codemods.config.target import (
    forget_targets,
    highest_version,
    lowest_version,
    wrong_version,
)


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("2.0", (2, 0, 0)),
        ("2.9", (2, 9, 0)),
        ("2.17.1", (2, 17, 1)),
        ("4.4", (4, 4, 0)),
        ("4.99", (4, 99, 0)),
        ("1.21", None),
        ("5.0", None),
        ("2", None),
        ("2.9.", None),
        ("２.9", None),
        ("auto", None),
        (" 2.9", None),
        ("2.9rc1", None),
    ],
)
def test_versions(text: str, version: tuple[int, int, int] | None) -> None:
    assert parse_version(text) == version


def test_a_wrong_version_gets_the_nearest_right_one() -> None:
    assert wrong_version("auto") is None
    assert wrong_version("2.9") is None
    assert (wrong_version("v2.9") or "").endswith("did you mean `2.9`?")
    assert (wrong_version("3") or "").endswith("did you mean `3.4`?")
    assert "from 2.0 to 4.x" in (wrong_version("latest") or "")


@pytest.mark.parametrize(
    ("specifier", "version"),
    [
        (">=2.9", (2, 9, 0)),
        (">= 2.9.3, <4", (2, 9, 3)),
        ("<4,>=2.9,!=2.10", (2, 9, 0)),
        (">=2.9,>=2.11", (2, 11, 0)),
        ("==2.18.2", (2, 18, 2)),
        ("===2.18.2", (2, 18, 2)),
        ("==2.*", (2, 0, 0)),
        ("~=2.9", (2, 9, 0)),
        ("^2.9", (2, 9, 0)),
        ("~2.9", (2, 9, 0)),
        ("2.9.1", (2, 9, 1)),
        ("^2.9 || ^3.1", (2, 9, 0)),
        (">=3 || *", None),
        (">=1.20", (1, 20, 0)),
        ("<3", (2, 18, 0)),
        ("<=3.1", (3, 0, 0)),
        ("<2.10", (2, 9, 0)),
        ("*", None),
        ("", None),
        ("!=2.9", None),
    ],
)
def test_the_oldest_version_that_a_requirement_allows(
    specifier: str, version: tuple[int, int, int] | None
) -> None:
    assert lowest_version(specifier) == version


@pytest.mark.parametrize(
    ("specifier", "version"),
    [
        (">=2.9", None),
        (">=2.9,!=3.0", None),
        (">=2.9,<4", (3, 4, 0)),
        ("<=4.0.0", (4, 0, 0)),
        ("==2.18.2", (2, 18, 2)),
        ("2.9.1", (2, 9, 1)),
        ("==2.*", (2, 999, 999)),
        ("==2.9.*", (2, 9, 999)),
        ("~=2.9", (2, 999, 999)),
        ("~=2.9.1", (2, 9, 999)),
        ("^4.0", (4, 999, 999)),
        ("~2.9", (2, 9, 999)),
        ("^2.9 || ^3.1", (3, 999, 999)),
        ("<3 || >=4", None),
        ("", None),
        ("*", None),
    ],
)
def test_the_newest_version_that_a_requirement_allows(
    specifier: str, version: tuple[int, int, int] | None
) -> None:
    assert highest_version(specifier) == version


@pytest.mark.parametrize(
    ("requirements", "version"),
    [
        ("", NEWEST),
        ("dash\n", NEWEST),
        ("dash>=2.9\n", NEWEST),
        ("dash>=2.9,<4\n", (3, 4, 0)),
        ("dash==2.9.3; python_version < '3.9'\ndash==3.0.4\n", (3, 0, 4)),
        ("dash==2.9.3\ndash>=3\n", NEWEST),
    ],
)
def test_the_newest_version_that_a_project_allows(
    requirements: str, version: tuple[int, int, int], tmp_path: Path
) -> None:
    (tmp_path / "requirements.txt").write_text(requirements)
    assert newest_allowed(str(tmp_path), str(tmp_path)) == version


LOCK = 'version = 1\n\n[[package]]\nname = "dash"\nversion = "2.8.1"\n'
PIPENV = '{"default": {"dash": {"hashes": ["sha256:12"], "version": "==2.8.1"}, "x": {}}}'
SCRIPT = """#!/usr/bin/env python
# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "dash==2.8.1",
# ]
# ///
import dash
"""


def pyproject(text: str) -> dict[str, str]:
    return {"pyproject.toml": text}


@pytest.mark.parametrize(
    ("files", "version"),
    [
        ({}, NEWEST),
        (pyproject('[project]\ndependencies = ["dash>=2.9"]\n'), (2, 9, 0)),
        (
            pyproject(
                "[project]\ndependencies = [\"Dash [async] >=2.9 ; python_version<'3.9'\"]\n"
            ),
            (2, 9, 0),
        ),
        (pyproject('[project]\ndependencies = ["dash (>=2.9)"]\n'), (2, 9, 0)),
        (pyproject('[project]\ndependencies = ["dash-ag-grid>=2.9", "dashing==1.0"]\n'), NEWEST),
        (pyproject('[project]\ndependencies = ["dash @ https://x.org/dash-2.0.zip"]\n'), NEWEST),
        (
            pyproject(
                '[project]\ndependencies = ["dash>=3"]\noptional-dependencies.a = ["dash>=2.9"]\n'
            ),
            (2, 9, 0),
        ),
        (
            pyproject('[dependency-groups]\ndev = ["dash==2.17.1", {include-group = "x"}]\n'),
            (2, 17, 1),
        ),
        (pyproject('[tool.poetry.dependencies]\ndash = "^2.9"\n'), (2, 9, 0)),
        (
            pyproject(
                '[tool.poetry.dependencies]\ndash = {version = "~2.9", extras = ["async"]}\n'
            ),
            (2, 9, 0),
        ),
        (
            pyproject(
                '[tool.poetry.dependencies]\ndash = [{version = "3.0"}, {version = "2.9"}]\n'
            ),
            (2, 9, 0),
        ),
        (pyproject('[tool.poetry.group.x.dependencies]\ndash = "^3.1"\n'), (3, 1, 0)),
        (pyproject("[project]\ndependencies = 3\n"), NEWEST),
        (pyproject("dash = ["), NEWEST),
        ({"requirements.txt": "# dash==1.0\nflask\ndash==2.9.3  # pinned\n"}, (2, 9, 3)),
        ({"requirements.txt": "dash==2.9.3 --hash=sha256:12 \\\n  --hash=sha256:34\n"}, (2, 9, 3)),
        ({"requirements-dev.txt": "dash>=3.0", "requirements.txt": "dash==2.9.3"}, (2, 9, 3)),
        ({"requirements/base.in": "dash>=2.15"}, (2, 15, 0)),
        ({"notes.txt": "dash==2.9.3"}, NEWEST),
        ({"setup.cfg": "[options]\ninstall_requires =\n    flask\n    dash>=2.9\n"}, (2, 9, 0)),
        ({"setup.cfg": "[options.extras_require]\nui = dash>=2.9\n"}, (2, 9, 0)),
        ({"setup.cfg": "dash without a section"}, NEWEST),
        ({"setup.py": "setup(install_requires=['flask', \"dash >= 2.9\"])"}, (2, 9, 0)),
        ({"setup.py": "setup(keywords=['dash'])"}, NEWEST),
        ({"Pipfile": '[packages]\nDash = "==2.9"\n'}, (2, 9, 0)),
        # What the project promises goes before what is pinned for one deployment.
        (
            {
                **pyproject('[project]\ndependencies = ["dash>=2.9"]\n'),
                "requirements.txt": "dash==4.4.1",
            },
            (2, 9, 0),
        ),
        (
            {**pyproject('[project]\ndependencies = ["dash"]\n'), "requirements.txt": "dash==2.17"},
            (2, 17, 0),
        ),
        ({"environment.yml": "dependencies:\n  - dash=2.4.1=pyhd8ed1ab_0\n"}, (2, 4, 1)),
        ({"environment.yml": "dependencies:\n  - conda-forge::dash >=2.11,<3\n"}, (2, 11, 0)),
        ({"env.yaml": "dependencies:\n  - pip:\n    - dash==2.14.2 # pinned\n"}, (2, 14, 2)),
        ({"environment.yml": "dependencies:\n  - dash-ag-grid=2.4\n  - dash\n"}, NEWEST),
        ({"environment.yml": "dependencies:\n  - dash 2.8.1 py_0\n"}, (2, 8, 1)),
        ({"Environment.yml": "dependencies:\n  - dash=2.8\n"}, (2, 8, 0)),
        ({"environment.yml": "dependencies: [python=3.10, dash=2.8.1, flask>=3]"}, (2, 8, 1)),
        ({"environment.yml": "dependencies: [dash>=2.8, flask>=3.0]"}, (2, 8, 0)),
        ({"Requirements.txt": "dash==2.8.1"}, (2, 8, 1)),
        (
            {"requirements.txt": "-r deps/base.txt # ours", "deps/base.txt": "dash==2.8.1"},
            (2, 8, 1),
        ),
        ({"requirements.txt": "--constraint=pins.txt\ndash", "pins.txt": "dash==2.8.1"}, (2, 8, 1)),
        (
            {
                "requirements.txt": "-r a/x.txt",
                "a/x.txt": "-r x.txt\n-c y.txt",
                "a/y.txt": "dash<2.9",
            },
            (2, 8, 0),
        ),
        ({"requirements.txt": "-rpins.txt", "pins.txt": "dash==2.8.1"}, (2, 8, 1)),
        ({"requirements.txt": "-r missing.txt\n-e .\ndash>=2.9"}, (2, 9, 0)),
        (
            {
                "setup.cfg": "[options]\ninstall_requires = file: reqs/main.txt\n",
                "reqs/main.txt": "dash==2.8.1",
            },
            (2, 8, 1),
        ),
        (
            {
                **pyproject('[tool.setuptools.dynamic]\ndependencies = {file = ["deps/prod.txt"]}'),
                "deps/prod.txt": "dash==2.8.1",
            },
            (2, 8, 1),
        ),
        (pyproject("[tool.setuptools.dynamic]\ndependencies = {file = 3}"), NEWEST),
        # What is locked counts where nothing says what has to be.
        ({**pyproject('[project]\ndependencies = ["dash"]'), "uv.lock": LOCK}, (2, 8, 1)),
        ({**pyproject('[project]\ndependencies = ["dash>=2.5"]'), "uv.lock": LOCK}, (2, 5, 0)),
        ({**pyproject('[tool.poetry.dependencies]\ndash = "*"'), "poetry.lock": LOCK}, (2, 8, 1)),
        ({"uv.lock": '[[package]]\nname = "dash-ag-grid"\nversion = "2.4.0"\n'}, NEWEST),
        ({"Pipfile": '[packages]\ndash = "*"', "Pipfile.lock": PIPENV}, (2, 8, 1)),
        (pyproject('[tool.poetry.dev-dependencies]\ndash = "2.8.1"'), (2, 8, 1)),
        (pyproject('[tool.poetry.scripts]\ndash = "app2:main"'), NEWEST),
        (pyproject('[tool.pdm.dev-dependencies]\nweb = ["dash==2.8.1"]'), (2, 8, 1)),
        (pyproject('[tool.hatch.envs.default]\ndependencies = ["dash==2.8.1"]'), (2, 8, 1)),
        (pyproject('[tool.pixi.pypi-dependencies]\ndash = "==2.8.1"'), (2, 8, 1)),
        ({"pixi.toml": '[feature.web.dependencies]\ndash = "2.8.*"'}, (2, 8, 0)),
        (pyproject('[tool.ruff.lint.isort]\nknown-third-party = ["dash"]'), NEWEST),
        ({"app.py": SCRIPT}, (2, 8, 1)),
        ({"app.py": SCRIPT.replace("# ///\n", "")}, NEWEST),
        ({"app.py": SCRIPT, "requirements.txt": "dash==2.17.1"}, (2, 17, 1)),
        # Nothing says that the folder is a project whose parts belong together.
        ({"server/requirements.txt": "dash==2.9.3"}, NEWEST),
        ({**pyproject(""), "server/requirements.txt": "dash==2.9.3"}, (2, 9, 3)),
        (
            {**pyproject(""), "server/requirements.txt": "flask", "x/setup.py": "'dash>=3'"},
            (3, 0, 0),
        ),
        ({**pyproject(""), "node_modules/requirements.txt": "dash==2.9.3"}, NEWEST),
    ],
)
def test_metadata(files: dict[str, str], version: tuple[int, int, int], tmp_path: Path) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert resolve_target(str(tmp_path), str(tmp_path), Settings()) == version
    assert resolve_target(str(tmp_path), str(tmp_path), Settings(target_version="3.1")) == (3, 1, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_powershell_writes(encoding: str, tmp_path: Path) -> None:
    text = "flask==2.2\r\ndash==2.8.1\r\n"
    (tmp_path / "requirements.txt").write_bytes(text.encode(encoding))
    assert resolve_target(str(tmp_path), str(tmp_path), Settings()) == (2, 8, 1)
    swapped = codecs.BOM_UTF16_BE + text.encode("utf-16-be")
    (tmp_path / "requirements.txt").write_bytes(swapped)
    forget_targets()
    assert resolve_target(str(tmp_path), str(tmp_path), Settings()) == (2, 8, 1)


def test_the_folders_around_a_file_say_more(tmp_path: Path) -> None:
    root, server, pages = tmp_path, tmp_path / "server", tmp_path / "server" / "pages"
    pages.mkdir(parents=True)
    (root / "pyproject.toml").write_text('[project]\ndependencies = ["dash>=3.1"]\n')
    (server / "requirements.txt").write_text("dash==2.8.1\n")
    other = root / "other"

    def target(folder: Path) -> tuple[int, ...]:
        return resolve_target(str(folder), str(root), Settings())

    assert (target(pages), target(server)) == ((2, 8, 1), (2, 8, 1))
    assert (target(root), target(other)) == ((3, 1, 0), (3, 1, 0))
