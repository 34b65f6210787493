"""Imports modules of real apps, and tells which callbacks they register on real Dash.

`python app_registrations.py` reads a JSON job a line, `{"root": ..., "file": ...}`, and answers a
line: `registered` (as `tests/dash_graph.py` has it) and `loaded`, the files below the root that
were imported, or `error`. Every job runs in a process of its own, with little time and memory.

The apps were written for all kinds of Dash: the packages of Dash 1 lead to those of today, and
what starts a server does nothing.
"""

from __future__ import annotations

import builtins
import contextlib
import importlib
import json
import os
import re
import resource
import select
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parent.parent / "tests"))

import dash  # noqa: E402
import dash_graph  # noqa: E402

SECONDS = 15
MEMORY = 6 << 30
BEFOREHAND = (
    "dash.dash_table", "plotly.express", "plotly.figure_factory", "plotly.subplots", "flask",
    "numpy", "pandas", "dash_bootstrap_components", "dash_mantine_components", "dash_iconify",
    "dash_ag_grid", "feffery_antd_components", "feffery_utils_components", "dash_cytoscape",
    "dash_leaflet",
)  # fmt: skip
"""What many apps import; a job then starts with it."""

Json = dict[str, Any]


def nothing(*_args: Any, **_kwargs: Any) -> str:
    """What stands for a function that waits for somebody."""
    return ""


def unreachable(*_args: Any, **_kwargs: Any) -> None:
    """What stands for looking up a host."""
    raise socket.gaierror("there is no network here")


def as_today() -> None:
    """Let modules of older apps be imported, and nothing be served."""
    names = {"dash_core_components": dash.dcc, "dash_html_components": dash.html}
    for name, module in (*names.items(), ("dash_table", dash.dash_table)):
        sys.modules.setdefault(name, module)
    register = dash.register_page

    def registering(*args: Any, **kwargs: Any) -> None:
        # A page alone has no app that it could belong to.
        with contextlib.suppress(Exception):
            register(*args, **kwargs)

    dash.register_page = registering
    for name in ("run", "run_server"):
        setattr(dash.Dash, name, nothing)


def ways(root: Path, file: Path) -> list[tuple[Path, list[Path], str]]:
    """How a file may be meant to be imported: from which folder, with which path and name."""
    folders = [each for each in file.parents if each.is_relative_to(root)]
    top = next(f for f in folders if f == root or not (f / "__init__.py").exists())
    starts = dict.fromkeys([top, *folders])
    return [(f, [f, *(o for o in folders if o in f.parents)], dotted(f, file)) for f in starts]


def dotted(folder: Path, file: Path) -> str:
    parts = file.relative_to(folder).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def look(job: Json) -> Json:
    """Import one file, in one way."""
    os.setsid()
    socket.getaddrinfo = unreachable  # at once, instead of after some waiting
    dash_graph.REGISTERED.clear()  # what packages register when they are imported
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.alarm(SECONDS)
    builtins.input = nothing
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 2):
        os.dup2(null, stream)
    try:
        os.chdir(job["cwd"])
        sys.argv = [job["file"]]
        sys.path[:0] = job["path"]
        importlib.import_module(job["name"])
    except BaseException as error:
        return {"error": f"{type(error).__name__}: {str(error)[:200]}"}
    files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    below = [Path(f).resolve() for f in files if isinstance(f, str)]
    root = Path(job["root"])
    return {
        "registered": [dash_graph.flat(each) for each in dash_graph.REGISTERED],
        "loaded": sorted(str(f.relative_to(root)) for f in below if f.is_relative_to(root)),
    }


def finish(child: int, reading: int) -> Json:
    """Wait for a job, but not for the processes that it may have started."""
    said, until = b"", time.monotonic() + SECONDS + 5
    while select.select([reading], [], [], max(0.0, until - time.monotonic()))[0]:
        piece = os.read(reading, 1 << 16)
        if not piece:
            break
        said += piece
        with contextlib.suppress(ValueError):
            json.loads(said)
            break
    os.close(reading)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return dict(json.loads(said)) if said else {"error": "died"}


def answer(job: Json) -> Json:
    """Try the ways to import a file, each in a process of its own."""
    root = Path(job["root"]).resolve()
    found: Json = {}
    for cwd, path, name in ways(root, root / job["file"]):
        task = {**job, "root": str(root), "cwd": str(cwd), "path": [str(p) for p in path]}
        found = finish(*dash_graph.start({**task, "name": name}, look))
        if "error" not in found or not another_may_do(root, found["error"]):
            break
    return found


def another_may_do(root: Path, error: str) -> bool:
    """Whether an import failed because the module was looked for in the wrong folder."""
    if not error.startswith(("ModuleNotFoundError", "ImportError", "FileNotFoundError")):
        return False
    lacking = re.search(r"No module named '(\w+)", error)
    return lacking is None or any(
        next(root.rglob(f"{lacking[1]}{ending}"), None) for ending in ("", ".py")
    )


def main() -> None:
    """Answer until nothing more is asked."""
    dash_graph.record()
    as_today()
    for name in BEFOREHAND:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
