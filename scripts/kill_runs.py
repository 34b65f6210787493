"""Kills runs of the tool at generated moments, and looks at what is on the disk.

    python scripts/kill_runs.py --kills 300

A folder of 200 files is laid out: a hundred callbacks with something to fix, and the test of each,
which the same fix changes. A run over it is killed (SIGKILL) somewhere between its start and its
end, most often where it writes. After that each file must be as it was or as it was to become, byte
for byte, and no fix but the one under way may have landed in part. A following run must complete
all of it, also the fix that landed in part, and leave no temporary file behind.

What a run works out is worked out once: those that are killed while they write are forked from one
process that has come so far. The others, and all that follow a kill, are started anew.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAIRS = 100

# Not as Black would have it: what Black has to look at takes longer, and writing is the point here.
PAGE = """from dash import Input, Output, State, callback, dcc, html
layout = html.Div([dcc.Store(id='rows-{n}'), html.Button(id='go-{n}'), html.Div(id='out-{n}')])

@callback(Output('out-{n}', 'children'), Input('go-{n}', 'n_clicks'), State('rows-{n}', 'data'))
def show_{n}(n_clicks, rows):
    # Counts from one: é
    return f'{{n_clicks or 0}} of {n}'
"""
FIXED_PAGE = PAGE.replace(", State('rows-{n}', 'data')", "").replace(", rows)", ")")
FIXED_PAGE = FIXED_PAGE.replace("Output, State,", "Output,")
TEST = """from area_{area}.page_{n} import show_{n}

def test_page():
    assert show_{n}(3, [1, 2]) == '3 of {n}'
"""
FIXED_TEST = TEST.replace("3, [1, 2]", "3")


def contents() -> dict[str, tuple[bytes, bytes]]:
    """Each file before and after a run; those of one fix follow each other."""
    files: dict[str, tuple[bytes, bytes]] = {}
    for number in range(PAIRS):
        words = {"n": f"{number:03}", "area": number % 5}
        for path, before, after in (
            (f"area_{words['area']}/page_{words['n']}.py", PAGE, FIXED_PAGE),
            (f"tests/test_page_{words['n']}.py", TEST, FIXED_TEST),
        ):
            files[path] = before.format(**words).encode(), after.format(**words).encode()
    return files


FILES = contents()


def lay_out(folder: Path) -> None:
    for name in folder.rglob(".*.tmp"):
        name.unlink()
    for path, (before, _) in FILES.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(before)


COMMAND = ["--no-cache", "--select=DC101", "-q", "."]


def start() -> subprocess.Popen[bytes]:
    """A run in the current folder."""
    return subprocess.Popen(
        [sys.executable, "-m", "dash_codemods", *COMMAND],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def temporaries(folder: str = ".") -> list[str]:
    return [name for _, _, names in os.walk(folder) for name in names if name.endswith(".tmp")]


def states() -> list[str]:
    """What each file holds: "old", "new", or something that it never may."""
    found = []
    for path, (before, after) in FILES.items():
        raw = Path(path).read_bytes()
        found.append("old" if raw == before else "new" if raw == after else "torn")
    return found


def in_part(found: list[str]) -> int:
    """How many fixes have landed with one of their files only."""
    return sum(one != two for one, two in zip(found[::2], found[1::2], strict=True))


class Killer:
    """Stands in for what writes in the process that works all out."""

    def __init__(self, write: Callable[..., Any], kills: int, seed: int) -> None:
        self._write = write
        self._kills = kills
        self._seed = seed
        self._chance = random.Random(seed)
        self.seen: Counter[str] = Counter()

    def __call__(self, *arguments: Any) -> Any:
        """Forks a run for each kill; in the run, goes on writing."""
        for kill in range(1, self._kills + 1):
            lay_out(Path())
            if self._chance.random() < 0.1:
                self._kill_before_it_writes()
            else:
                process = os.fork()
                if not process:
                    return self._write(*arguments)
                self._kill_while_it_writes(process)
            wrong = self._look(kill)
            if wrong:
                sys.exit(f"kill {kill} of seed {self._seed}: {wrong}")
            print(f"{kill} kills", end="\r", file=sys.stderr, flush=True)
        told = ", ".join(f"{count} {what}" for what, count in self.seen.items())
        print(f"{self._kills} kills: {told}")
        sys.exit()

    def _kill_before_it_writes(self) -> None:
        run = start()
        time.sleep(self._chance.uniform(0, 2))
        run.kill()
        run.communicate()

    def _kill_while_it_writes(self, process: int) -> None:
        if self._chance.random() < 0.3:
            prepared = self._chance.randrange(PAIRS)
            reached = lambda: len(temporaries("tests")) > prepared  # noqa: E731
        else:
            path = self._chance.choice(list(FILES))
            size = len(FILES[path][1])
            reached = lambda: os.stat(path).st_size == size  # noqa: E731
        while not reached() and os.waitpid(process, os.WNOHANG) == (0, 0):
            pass
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(process, 0)

    def _look(self, kill: int) -> str | None:
        """What is wrong after a kill."""
        found, left = states(), temporaries()
        self.seen["in the middle of a fix"] += in_part(found)
        if "new" in found:
            self.seen["while files landed" if "old" in found else "after the last landed"] += 1
        else:
            self.seen["while temporaries were written" if left else "before that"] += 1
        if "torn" in found:
            return "a file is neither as it was nor as it was to become"
        if in_part(found) > 1:
            return "more than the one fix under way has landed in part"
        # Completing takes most of the time, so it is not tried where one kill is like another.
        return complete() if in_part(found) or kill % 3 == 0 else None


def complete() -> str | None:
    """Lets a run through; what is wrong after it."""
    run = start()
    told = run.communicate()[0].decode()
    if run.returncode:
        return f"the next run failed:\n{told}"
    left = [path for path, state in zip(FILES, states(), strict=True) if state != "new"]
    if left:
        return f"the next run did not complete {left}:\n{told}"
    return f"temporary files stay: {temporaries()}" if temporaries() else None


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    from dash_codemods.cli import dispatch

    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        lay_out(Path())
        engine = import_module("dash_codemods.engine.run")
        killer = Killer(engine._write, given.kills, given.seed)
        engine._write = killer  # type: ignore[attr-defined]
        os._exit(dispatch(COMMAND))  # reached by the runs that nobody killed in time


if __name__ == "__main__":
    main()
