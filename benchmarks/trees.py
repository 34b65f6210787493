"""The trees that are looked through, built once and kept in a cache folder."""

from __future__ import annotations

import shutil
import sys
import sysconfig
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))

import packages
from packages import Package

LARGE = (
    Package("django", "5.2.19", "5965d974a5218a2b68a11dd1276434707f23886525c23f0598eccedaf4f4ca00"),
    Package(
        "homeassistant",
        "2024.3.3",
        "6e1ec2c07441d63fdcfb8acd2c4bbb6f68bc97330855784d3623d10c38fe3577",
    ),
    Package("keras", "3.15.1", "836460e480930acbd19bb7a17e62f9ecad40e8a9af9a651fc8d0586a96d27e20"),
    Package("plotly", "7.1.0", "dbb7fa18afce40d0a8e80d1bf162eceb3faa0ce5a77fe741ad09a74cf78f53f3"),
    Package("sympy", "1.14.0", "e091cc3e99d2141a0ba2847328f5479b05d94a6635cb96148ccb3f34671bd8f5"),
    Package(
        "transformers",
        "5.23.0",
        "018e82fd07490ad5bb58414f65e31576033dc7f36bed10c574843f69b90991bf",
    ),
    Package(
        "twisted", "26.10.0", "3732f42af218925a0fe78d6668db55853f7fb532245a89a2669babe7d3000fa8"
    ),
)
DASH_IN_LARGE = ("dtale", "webviz-subsurface")
# The two largest would only make LibCST's turn longer.
NOT_IN_SMALL = ("explainerdashboard", "webviz-subsurface")
TRIAL = "1"
"""To be raised when the trees are built in another way."""

CLEAN_FILE = '''\
"""A small app."""

from dash import Dash, Input, Output, State, callback, dcc, html

app = Dash(__name__)
app.layout = html.Div(
    [
        dcc.Input(id="name", value=""),
        html.Button("Greet", id="greet", n_clicks=0),
        html.Div(id="greeting"),
    ]
)


@callback(
    Output("greeting", "children"),
    Input("greet", "n_clicks"),
    State("name", "value"),
    prevent_initial_call=True,
)
def greet(n_clicks, name):
    """Say hello, and how often it was said."""
    return f"Hello {name}, for the {n_clicks}. time"


if __name__ == "__main__":
    app.run(debug=True)
'''


def count_files(tree: Path) -> tuple[int, int]:
    """Number and bytes of the Python files of a tree."""
    sizes = [path.stat().st_size for path in tree.rglob("*.py")]
    return len(sizes), sum(sizes)


def build_once(target: Path, key: str, build: Callable[[Path], None]) -> Path:
    """Build a tree, if it is not there as `key` says; it is there as a whole or not at all."""
    stamp = target.with_name(f"{target.name}.built")
    if not (stamp.exists() and stamp.read_text() == key):
        print(f"building {target} ...", file=sys.stderr, flush=True)
        stamp.unlink(missing_ok=True)
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        build(target)
        stamp.write_text(key)
    return target


def sources(cache: Path, chosen: Sequence[Package]) -> dict[str, Path]:
    """Download and unpack packages."""
    wheels = packages.download(chosen, cache / "wheels")
    for package in chosen:
        packages.unpack(wheels[package.name], cache / "sources" / package.name)
    return {package.name: cache / "sources" / package.name for package in chosen}


def large_tree(cache: Path) -> Path:
    """A tree of which little concerns Dash."""
    standard = Path(sysconfig.get_paths()["stdlib"])
    chosen = [*LARGE, *(p for p in packages.WITH_CALLBACKS if p.name in DASH_IN_LARGE)]
    key = "\n".join([TRIAL, sys.version, *(f"{p.name} {p.version}" for p in chosen)])

    def build(target: Path) -> None:
        shutil.copytree(
            standard,
            target / "stdlib",
            ignore=lambda folder, names: [
                name
                for name in names
                if name in {"site-packages", "dist-packages", "__pycache__"}
                or not (name.endswith(".py") or Path(folder, name).is_dir())
            ],
        )
        for name, tree in sources(cache, chosen).items():
            packages.copy_sources(tree, target / name)

    return build_once(cache / "bench" / "large", key, build)


def dash_tree(cache: Path, copies: int) -> Path:
    """A tree of files with callbacks, each package a project of its own."""
    chosen = [p for p in packages.WITH_CALLBACKS if p.name not in NOT_IN_SMALL]
    key = "\n".join([TRIAL, str(copies), *(f"{p.name} {p.version}" for p in chosen)])

    def build(target: Path) -> None:
        for name, tree in sources(cache, chosen).items():
            for path in sorted(tree.rglob("*.py")):
                data = path.read_bytes()
                if b"callback(" not in data or b"dash" not in data:
                    continue
                for number in range(copies):
                    project = target / f"{name}-{number}"
                    copy = project / path.relative_to(tree)
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    # No two files are the same, so that nothing is won by knowing one of them.
                    copy.write_bytes(data.rstrip() + b"\n# copy %d\n" % number)
                    (project / "pyproject.toml").write_text(f'[project]\nname = "{name}"\n')

    return build_once(cache / "bench" / f"dash-{copies}", key, build)
