"""The same tree through other tools that look for things in Python code, or rewrite it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from measured import Table, seconds_text
from processes import CannotMeasureError, Command, tool

HEAD = ["tool", "what it does here", "one processor", "all processors"]


def measure_peers(tree: Path, scratch: Path, turns: int) -> Table:
    """Time every tool on one processor and on all of them, in turns."""
    files = sorted(str(path) for path in tree.rglob("*.py"))
    finder = Path(__file__).with_name("libcst_find_callbacks.py")
    ours = [sys.executable, "-m", "dash_codemods", "--dry-run"]

    sides = [
        ("dash-codemod, without cache", "all rules, all fixes proved", [*ours, "--no-cache", tree]),
        ("dash-codemod, from its cache", "the same", [*ours, tree]),
        ("dash-codemod, DC101 alone", "unused States removed, proved",
         [*ours, "--no-cache", "--select", "DC101", tree]),
        ("ruff", "`ARG` and `F401`, without cache",
         [tool("ruff"), "check", "--no-cache", "--isolated", "--select", "ARG,F401", "-q", tree]),
        ("LibCST codemod", "finds the callbacks, changes nothing", [sys.executable, finder, tree]),
        ("django-upgrade", "`--check`, all its fixers",
         [tool("django-upgrade"), "--target-version", "5.2", "--check", *files]),
        ("Fixit", "`lint`, its rules", [tool("fixit"), "--quiet", "lint", tree]),
    ]  # fmt: skip
    Command([*ours, tree], scratch)()  # fills the cache
    times: dict[tuple[str, bool], list[float]] = {}
    for _ in range(max(1, min(turns, 3))):
        for name, _what, words in sides:
            for alone in (True, False):
                pinned = ["taskset", "-c", "0", *words] if alone else words
                command = Command(pinned, scratch, (0, 1, 2, 3))
                print(f"measuring {name} ...", file=sys.stderr, flush=True)
                times.setdefault((name, alone), []).append(command())
    rows = [
        [name, what, *(seconds_text(times[name, alone]) for alone in (True, False))]
        for name, what, _words in sides
    ]
    title = f"The same {len(files)} files with callbacks through other tools"
    return Table("peers", title, HEAD, rows, "None of the others knows Dash: they set the scale.")


if not hasattr(os, "sched_setaffinity"):
    raise CannotMeasureError("one processor is chosen with taskset, which is there on Linux alone")
