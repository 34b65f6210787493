"""In which room of the house the time goes."""

from __future__ import annotations

import pstats
import sys
from pathlib import Path

from measured import Table
from processes import ROOT, Command

OUTSIDE = {"libcst": "LibCST", "black": "Black", "blib2to3": "Black", "ast.py": "`ast`"}
SHOWN = 12


def measure_profile(tree: Path, scratch: Path) -> Table:
    """Profile a preview without cache in one process, and add up the time by room."""
    out = scratch / "profile"
    words = ["-m", "cProfile", "-o", out, "-m", "dash_codemods", "--dry-run", "--no-cache"]
    Command([sys.executable, *words, "--jobs", "1", tree], scratch, (0, 2))()
    totals: dict[str, float] = {}
    for (file, _line, name), (_, _, own, _, _) in pstats.Stats(str(out)).stats.items():  # type: ignore[attr-defined]
        room = room_of(file, name)
        totals[room] = totals.get(room, 0.0) + own
    whole = sum(totals.values())
    order = sorted(totals, key=lambda room: -totals[room])
    rows = [[room, f"{totals[room] / whole:.0%}"] for room in order[:SHOWN]]
    note = "A function's own time, without what it calls; one process, under a profiler."
    return Table("profile", "Where the time goes", ["room", "share"], rows, note)


def room_of(file: str, name: str) -> str:
    """The room that a function belongs to."""
    package = str(ROOT / "dash_codemods")
    if file.startswith(package):
        parts = Path(file).relative_to(package).parts
        inner = parts[1].removesuffix(".py") if parts[0] == "model" and len(parts) > 2 else ""
        return f"`{parts[0].removesuffix('.py')}/{inner}`" if inner else f"`{parts[0]}`"
    if "compile" in name:
        return "parsing and compiling"
    for part, room in OUTSIDE.items():
        if part in file:
            return room
    return "the rest of Python"
