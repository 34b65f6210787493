"""Whole processes, run and measured."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 45
"""Seconds of one comparison after which no further turn starts."""


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
        # As it is when it was installed: compiled once.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment["PYTHONPYCACHEPREFIX"] = str(self.folder / "bytecode")
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


def tool(name: str) -> str:
    """The path of a program, of this Python's environment first."""
    places = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    found = shutil.which(name, path=places)
    if found is None:
        raise CannotMeasureError(f'there is no {name}; install the extra "benchmarks"')
    return found


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
