"""Measure dash-codemods as a whole process, against what its users know.

    python benchmarks/bench.py            print the tables
    python benchmarks/bench.py --write    also put them, with a plot, into docs/benchmarks.md
    python benchmarks/bench.py --strict   fail where a target is missed
    python benchmarks/bench.py --only targets,peers,growth,large-apps,profile

- targets: a preview of a large tree of which little concerns Dash against `ruff check --select
  ARG,F401`, of a Dash tree against a LibCST codemod that does nothing but find the callbacks
  (`libcst_find_callbacks.py`), `--help` and one clean file against starting Python, and memory;
- peers: the same Dash tree through other tools, on one processor and on all;
- growth: generated trees of 1,000 to 100,000 files;
- large-apps: generated apps of 100 to 1,600 callbacks;
- profile: in which room of the house the time goes.

The sides of a comparison take turns (A B A B ...), and a ratio is the median of the ratios pair by
pair, so that a machine that is busy for a while slows both. Nothing is a test that a slow machine
could fail: the exit code is 0 unless something could not be run, or `--strict` is given.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import trees
from growth import measure_growth
from large_apps import measure_large_apps
from measured import Row, Table, seconds_text
from peers import measure_peers
from processes import (
    ROOT,
    CannotMeasureError,
    Command,
    in_turns,
    peak_memory,
    tool,
)
from profiled import measure_profile

SECTIONS = ("targets", "peers", "growth", "large-apps", "profile")


def measure_targets(options: argparse.Namespace, scratch: Path) -> Iterator[Row]:
    """The measures that have a target; each is given as soon as it is taken."""
    cache = options.cache.resolve()
    ours = [sys.executable, "-m", "dash_codemods"]
    large, dash = trees.large_tree(cache), trees.dash_tree(cache, options.copies)
    clean = scratch / "app.py"
    clean.write_text(trees.CLEAN_FILE)
    kept = scratch / "cache"

    def command(*words: str | Path, before: Callable[[], object] | None = None) -> Command:
        # 1: there are findings; 2: the tree holds files that do not parse.
        return Command(words, scratch, (0, 1, 2), before)

    def compare(what: str, a: Command, b: Command, pairs: int, target: float | None) -> Row:
        print(f"measuring {what} ...", file=sys.stderr, flush=True)
        mine, theirs = in_turns(a, b, pairs)
        ratio = statistics.median(x / y for x, y in zip(mine, theirs, strict=True))
        return Row(what, seconds_text(mine), seconds_text(theirs), ratio, "×", target)

    def outrun(what: str, a: Command, b: Command, pairs: int, target: float | None) -> Row:
        print(f"measuring {what} ...", file=sys.stderr, flush=True)
        mine, theirs = in_turns(a, b, pairs)
        ratio = statistics.median(y / x for x, y in zip(mine, theirs, strict=True))
        return Row(what, seconds_text(mine), seconds_text(theirs), ratio, "times faster", target)

    def preview(tree: Path, *more: str) -> Command:
        return command(*ours, "--dry-run", "--no-cache", *more, tree)

    nothing = command(sys.executable, "-c", "pass")
    one = preview(clean)
    for warm_up in (command(*ours, "--help"), nothing, one, preview(dash)):
        warm_up()
    yield compare("`--help`, against `python -c pass`", command(*ours, "--help"), nothing, 15, 12)
    yield compare("one clean file, against `python -c pass`", one, nothing, 15, 12)

    files, size = trees.count_files(large)
    shown = f"large tree ({files:,} files, {size / 1e6:.0f} MB)"
    # Its shortest output, so that it is not measured by what it prints.
    rules = ["--select", "ARG,F401", "--output-format", "concise"]
    ruff = command(tool("ruff"), "check", "--no-cache", "--isolated", *rules, large)
    first_rule = preview(large, "--select", "DC101")
    for warm_up in (ruff, first_rule):  # for its files to come from the system's cache
        warm_up()
    yield compare(f"{shown}, DC101, against ruff", first_rule, ruff, options.pairs, 1)
    again = command(*ours, "--dry-run", "--select", "DC101", large)
    again()
    yield compare("the same, a second time, from the cache", again, ruff, options.pairs, 1)
    yield compare("the same, all rules", preview(large), ruff, options.pairs, None)

    print("measuring memory ...", file=sys.stderr, flush=True)
    peak, how = peak_memory(preview(large))
    yield Row(f"large tree, all rules, peak memory ({how})", f"{peak:.0f} MB", "", peak, "MB", 300)

    cold = command(*ours, "--dry-run", large, before=lambda: shutil.rmtree(kept, True))
    warm = command(*ours, "--dry-run", large)
    cold()
    what = "large tree, all rules, from the cache, against filling it"
    yield outrun(what, warm, cold, options.pairs, None)

    files, size = trees.count_files(dash)
    shown = f"Dash tree ({files:,} files, {size / 1e6:.1f} MB)"
    find = command(sys.executable, Path(__file__).with_name("libcst_find_callbacks.py"), dash)
    # A rule that needs every callback with its Outputs, and neither a graph of them nor a fix:
    # the other side does not have these either.
    what = f"{shown}, DC204, against LibCST finding callbacks"
    yield outrun(what, preview(dash, "--select", "DC204"), find, 3, 30)
    what = "the same, the rules that fix nothing (DC105, DC204, DC205, DC208)"
    yield outrun(what, preview(dash, "--select", "DC105,DC204,DC205,DC208"), find, 2, None)
    first_rule = preview(dash, "--select", "DC101")
    yield outrun("the same, DC101 with its fixes made and proved", first_rule, find, 2, None)
    again = command(*ours, "--dry-run", dash)
    again()
    yield outrun("the same, all rules a second time, from the cache", again, find, 2, 30)
    yield outrun("the same, all rules with their fixes", preview(dash), find, 2, None)


def tables(options: argparse.Namespace, scratch: Path) -> Iterator[Table]:
    """The tables of the chosen sections."""
    cache = options.cache.resolve()
    chosen = options.only.split(",")
    if "targets" in chosen:
        head = ["what", "dash-codemod", "other", "measured", "target", "met"]
        table = Table("targets", "Against what its users know", head, [], "")
        for row in measure_targets(options, scratch):
            print(row.what, row.cells()[1:], flush=True)
            table.rows.append(row.cells())
            table.missed |= row.met is False
        yield table
    if "peers" in chosen:
        yield measure_peers(trees.dash_tree(cache, options.copies), scratch, options.pairs)
    if "growth" in chosen:
        yield measure_growth(scratch, [int(n) for n in options.sizes.split(",")], options.write)
    if "large-apps" in chosen:
        yield measure_large_apps(scratch, [int(n) for n in options.callbacks.split(",")])
    if "profile" in chosen:
        yield measure_profile(trees.dash_tree(cache, options.copies), scratch)


def write(found: Sequence[Table], machine: str) -> None:
    """Put the tables into docs/benchmarks.md; those that were not measured stay as they are."""
    page = ROOT / "docs" / "benchmarks.md"
    old = page.read_text() if page.exists() else ""
    parts = ["# Benchmarks\n\n<!-- Written by benchmarks/bench.py. -->\n"]
    by_key = {table.key: table for table in found}
    for key in SECTIONS:
        start, end = f"<!-- {key} -->", f"<!-- end {key} -->"
        if key in by_key:
            text = f"{by_key[key].markdown()}\n\n{machine}\n"
        elif start in old:
            text = old.partition(start)[2].partition(end)[0].strip("\n") + "\n"
        else:
            continue
        parts.append(f"{start}\n{text}{end}\n")
    page.write_text("\n".join(parts))


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tables; give the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--strict", action="store_true", help="exit code 1 for a missed target")
    parser.add_argument("--write", action="store_true", help="update docs/benchmarks.md")
    parser.add_argument("--only", default=",".join(SECTIONS), help="sections, with commas")
    parser.add_argument("--pairs", type=int, default=5, help="runs of each side")
    parser.add_argument("--copies", type=int, default=1, help="of each file of the Dash tree")
    parser.add_argument("--sizes", default="1000,3000,10000,30000,100000", help="of grown trees")
    parser.add_argument("--callbacks", default="100,400,1600", help="of one app")
    parser.add_argument("--cache", type=Path, default=trees.packages.default_cache())
    options = parser.parse_args(argv)
    started = time.perf_counter()
    found = []
    with tempfile.TemporaryDirectory() as scratch:
        try:
            for table in tables(options, Path(scratch)):
                print(f"\n{table.markdown()}", flush=True)
                found.append(table)
        except (CannotMeasureError, subprocess.CalledProcessError, OSError) as error:
            print(f"could not measure: {error}", file=sys.stderr)
            return 2
    machine = (
        f"Python {platform.python_version()} on {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} processors; medians of whole processes."
    )
    print(f"\n{machine} {time.perf_counter() - started:.0f} s in all.")
    if options.write:
        write(found, machine)
    return 1 if options.strict and any(table.missed for table in found) else 0


if __name__ == "__main__":
    sys.exit(main())
