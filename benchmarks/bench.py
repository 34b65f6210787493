"""Measure dash-codemods as a whole process, against what its users know.

    python benchmarks/bench.py            print a Markdown table
    python benchmarks/bench.py --strict   fail where a target is missed

Two trees are built once, from the standard library and pinned packages from PyPI, and kept in a
cache folder: a large one of about 17,700 Python files, of which few concern Dash, and one of only
such files as hold callbacks. What is compared:

- a preview of the large tree against `ruff check --select ARG,F401`, both without a cache;
- a preview of the Dash tree against a LibCST codemod that does nothing but find the callbacks
  (`libcst_find_callbacks.py`), in as many processes as there are processors, and in one;
- `--help`, and one clean small file, against starting Python;
- the memory that a preview of the large tree takes: all its processes together, at their most;
- a second run of the large tree, from the cache, against the first.

The sides take turns (A B A B ...). A ratio is the median of the ratios pair by pair, so that a
machine that is busy for a while slows both sides of it. Nothing is a test that a slow machine
could fail: the exit code is 0 unless something could not be run, or `--strict` is given.
"""

from __future__ import annotations

import argparse
import os
import platform
import shlex
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import packages  # noqa: E402
from packages import Package  # noqa: E402

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
PATIENCE = 45  # seconds of one comparison after which no further turn starts
TRIAL = "1"  # to be raised when the trees are built in another way

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


class CannotMeasureError(Exception):
    """A command that is to be measured does not run."""


@dataclass(frozen=True)
class Command:
    """One side of a comparison."""

    words: Sequence[str | Path]
    folder: Path
    codes: tuple[int, ...] = (0,)
    before: Callable[[], object] | None = None

    def __call__(self) -> float:
        """Run it as a process of its own; return how many seconds it took."""
        if self.before:
            self.before()
        started = time.perf_counter()
        process = self.start()
        err = process.communicate()[1]
        seconds = time.perf_counter() - started
        self.check(process, err)
        return seconds

    def start(self) -> subprocess.Popen[bytes]:
        """Start it."""
        old = os.environ.get("PYTHONPATH")
        kept = str(self.folder / "cache")
        environment = {**os.environ, "NO_COLOR": "1", "DASH_CODEMODS_CACHE_DIR": kept}
        environment["PYTHONPATH"] = f"{ROOT}{os.pathsep}{old}" if old else str(ROOT)
        return subprocess.Popen(
            [str(word) for word in self.words],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def check(self, process: subprocess.Popen[bytes], err: bytes) -> None:
        """Make sure that it did what it was started for."""
        if process.returncode not in self.codes:
            words = " ".join(str(word) for word in self.words)
            said = err.decode(errors="replace").strip()[-500:]
            raise CannotMeasureError(f"`{words}` ended with {process.returncode}: {said}")


# --- Inputs


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


# --- Measures


@dataclass(frozen=True)
class Row:
    """One line of the result."""

    what: str
    ours: str
    other: str
    measured: float
    unit: str
    target: float | None

    @property
    def met(self) -> bool | None:
        """Whether the target is met, if there is one."""
        if self.target is None:
            return None
        at_least = self.unit.startswith("times")
        return self.measured >= self.target if at_least else self.measured <= self.target

    def cells(self) -> list[str]:
        """The line of the table."""
        number = f"{self.measured:.0f}" if self.measured >= 100 else f"{self.measured:.2g}"
        limit = ""
        if self.target is not None:
            limit = f"{'≥' if self.unit.startswith('times') else '≤'} {self.target:g}"
        met = {None: "", True: "yes", False: "**no**"}[self.met]
        return [self.what, self.ours, self.other, f"{number} {self.unit}".strip(), limit, met]


def seconds(times: Sequence[float]) -> str:
    """Median of the times, to read."""
    middle = statistics.median(times)
    return f"{middle * 1000:.0f} ms" if middle < 1 else f"{middle:.2f} s"


def in_turns(first: Command, second: Command, pairs: int) -> tuple[list[float], list[float]]:
    """Run both, in turns, and less often where that takes long."""
    times: list[tuple[float, float]] = []
    started = time.perf_counter()
    while len(times) < pairs and (not times or time.perf_counter() - started < PATIENCE):
        times.append((first(), second()))
    return [pair[0] for pair in times], [pair[1] for pair in times]


def memory_of_tree(process: int) -> int:
    """Bytes that a process and its descendants hold now; shared pages count once."""
    total, waiting = 0, [process]
    while waiting:
        at = waiting.pop()
        try:
            for line in Path(f"/proc/{at}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
            for task in Path(f"/proc/{at}/task").iterdir():
                waiting += [int(child) for child in (task / "children").read_text().split()]
        except (OSError, ValueError):
            continue  # it has just ended
    return total


def peak_memory(command: Command) -> tuple[float, str]:
    """Most memory (in MB) that a run holds at a time, and how that was found."""
    if not hasattr(os, "wait4"):
        raise CannotMeasureError("memory is measured on POSIX systems only")
    peak = 0
    process = command.start()
    reader = threading.Thread(target=process.stderr.read if process.stderr else print)
    reader.start()
    sampled = Path("/proc/self/smaps_rollup").exists()
    while True:
        ended, status, usage = os.wait4(process.pid, os.WNOHANG if sampled else 0)
        if ended:
            break
        peak = max(peak, memory_of_tree(process.pid))
        time.sleep(0.005)
    reader.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    command.check(process, b"")
    # The kernel's own figure is of the largest process alone, and exact: Linux has it in KiB.
    largest = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return max(peak, largest) / 1e6, "all processes" if peak > largest else "largest process"


def measure(options: argparse.Namespace, scratch: Path) -> Iterator[Row]:
    """Take all measures, and give each as soon as it is taken."""
    cache = options.cache.resolve()
    default = [sys.executable, "-m", "dash_codemods"]
    ours = shlex.split(options.command) if options.command else default
    python = [sys.executable]
    ruff = shutil.which(
        "ruff", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    )
    if ruff is None:
        raise CannotMeasureError("there is no ruff")
    finder = Path(__file__).with_name("libcst_find_callbacks.py")
    large, dash = large_tree(cache), dash_tree(cache, options.copies)
    clean = scratch / "app.py"
    clean.write_text(CLEAN_FILE)
    kept = scratch / "cache"

    def command(*words: str | Path, **more: object) -> Command:
        return Command(words, scratch, **more)  # type: ignore[arg-type]

    # Files that do not parse are named with exit code 2; the trees may hold some.
    preview_large = command(*ours, "--dry-run", "--no-cache", large, codes=(0, 2))
    preview_dash = command(*ours, "--dry-run", "--no-cache", dash, codes=(0, 2))
    # Its shortest output, so that it is not measured by what it prints.
    check = [ruff, "check", "--no-cache", "--select", "ARG,F401", "--output-format", "concise"]
    nothing = command(*python, "-c", "pass")

    def progress(what: str) -> None:
        print(f"measuring {what} ...", file=sys.stderr, flush=True)

    def compare(what: str, a: Command, b: Command, pairs: int, target: float | None) -> Row:
        progress(what)
        mine, theirs = in_turns(a, b, pairs)
        ratio = statistics.median(x / y for x, y in zip(mine, theirs, strict=True))
        return Row(what, seconds(mine), seconds(theirs), ratio, "×", target)

    def outrun(what: str, a: Command, b: Command, pairs: int, target: float | None) -> Row:
        progress(what)
        mine, theirs = in_turns(a, b, pairs)
        ratio = statistics.median(y / x for x, y in zip(mine, theirs, strict=True))
        return Row(what, seconds(mine), seconds(theirs), ratio, "times faster", target)

    for warm_up in (command(*ours, "--help"), nothing, preview_large):
        warm_up()
    files, size = count_files(large)
    what = f"large tree ({files:,} files, {size / 1e6:.0f} MB), against ruff"
    yield compare(what, preview_large, command(*check, large, codes=(0, 1)), options.pairs, 1)

    progress("memory")
    peak, how = peak_memory(preview_large)
    yield Row(f"large tree, peak memory ({how})", f"{peak:.0f} MB", "", peak, "MB", 300)

    def forget() -> None:
        shutil.rmtree(kept, ignore_errors=True)

    progress("the cache")
    cold = command(*ours, "--dry-run", large, codes=(0, 2), before=forget)
    warm = command(*ours, "--dry-run", large, codes=(0, 2))
    first, second = in_turns(cold, warm, options.pairs)
    gain = statistics.median(x / y for x, y in zip(first, second, strict=True))
    what = "large tree, from the cache, against filling it"
    yield Row(what, seconds(second), seconds(first), gain, "times faster", None)

    files, size = count_files(dash)
    what = f"Dash tree ({files:,} files, {size / 1e6:.1f} MB), against LibCST finding callbacks"
    find = command(*python, finder, dash)
    yield outrun(f"{what}, {os.cpu_count()} processes", preview_dash, find, 2, 30)
    find = command(*python, finder, "--jobs", "1", dash)
    yield outrun("the same, LibCST in one process", preview_dash, find, 1, None)

    yield compare("`--help`, against `python -c pass`", command(*ours, "--help"), nothing, 15, 12)
    one = command(*ours, "--dry-run", "--no-cache", clean)
    yield compare("one clean file, against `python -c pass`", one, nothing, 15, 12)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; give the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--strict", action="store_true", help="exit code 1 for a missed target")
    parser.add_argument("--pairs", type=int, default=5, help="runs of each side on the large tree")
    parser.add_argument("--copies", type=int, default=1, help="of each file of the Dash tree")
    parser.add_argument("--cache", type=Path, default=packages.default_cache())
    parser.add_argument("--build", action="store_true", help="build the trees, and do no more")
    parser.add_argument("--command", help="instead of `python -m dash_codemods`")
    options = parser.parse_args(argv)
    if options.build:
        cache = options.cache.resolve()
        for tree in large_tree(cache), dash_tree(cache, options.copies):
            files, size = count_files(tree)
            print(f"{tree}: {files:,} Python files, {size / 1e6:.1f} MB")
        return 0
    started = time.perf_counter()
    missed = False
    print("| What | dash-codemod | other | measured | target | met |")
    print("| --- | ---: | ---: | ---: | ---: | --- |", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        try:
            for row in measure(options, Path(scratch)):
                print("| " + " | ".join(row.cells()) + " |", flush=True)
                missed |= row.met is False
        except (CannotMeasureError, subprocess.CalledProcessError, OSError) as error:
            print(f"could not measure: {error}", file=sys.stderr)
            return 2
    took = time.perf_counter() - started
    print(
        f"\nPython {platform.python_version()} on {platform.system()} {platform.machine()},"
        f" {os.cpu_count()} processors; medians of whole processes; {took:.0f} s in all."
    )
    return 1 if options.strict and missed else 0


if __name__ == "__main__":
    sys.exit(main())
