"""Tries the tool on generated Dash projects: every law, and what real Dash makes of them.

`python scripts/try_generated.py --examples 20000 --jobs 2` prints how many were tried, what
was found in them, and every project for which a law does not hold, made as small as a minute
allows. The projects are those of `tests/generated_projects.py`, with choices of equal
likelihood: Hypothesis, which the tests use, repeats itself on purpose.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import black

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from dash_server import DashServer  # noqa: E402
from generated_names import Chooser  # noqa: E402
from generated_projects import GeneratedProject, project  # noqa: E402
from project_laws import Broken, check, write  # noqa: E402

# The tool, the generator and the laws format the same texts again and again.
black.format_str = lru_cache(maxsize=4096)(black.format_str)

CHUNK = 20
_MEMORY = Path("/dev/shm")


class Job(NamedTuple):
    """A chunk of examples to try."""

    first: int
    examples: int
    until: float
    shrinking: float
    keep: str | None


def recorded(seed: int) -> tuple[GeneratedProject, list[int]]:
    """The project of a seed, and all choices that led to it."""
    rnd = random.Random(seed)
    choices: list[int] = []

    def number(low: int, high: int) -> int:
        choices.append(rnd.randint(low, high) - low)
        return low + choices[-1]

    return project(Chooser(number)), choices


def replayed(choices: list[int]) -> GeneratedProject:
    """The project of some choices; where they end, the simplest go on."""
    left = iter(choices)
    return project(Chooser(lambda low, high: min(low + next(left, 0), high)))


def smaller(choices: list[int]) -> Iterator[list[int]]:
    """Simpler choices: some taken out, some made the simplest."""
    size = len(choices)
    while size >= 1:
        for start in range(0, len(choices), size):
            yield choices[:start] + choices[start + size :]
            if any(choices[start : start + size]):
                zeros = [0] * len(choices[start : start + size])
                yield choices[:start] + zeros + choices[start + size :]
        size //= 2


def shrunk(
    choices: list[int], fails: Callable[[GeneratedProject], bool], seconds: float
) -> GeneratedProject:
    """A small project that fails in the same way."""
    until = time.monotonic() + seconds
    better = True
    while better:
        better = False
        for candidate in smaller(choices):
            if time.monotonic() > until:
                return replayed(choices)
            if fails(replayed(candidate)):
                choices, better = candidate, True
                break
    return replayed(choices)


def failure(made: GeneratedProject, server: DashServer, *, thorough: bool) -> Counter[str] | str:
    """What was counted, or what is wrong."""
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.exists() else None) as place:
        try:
            return check(made, Path(place), server, thorough=thorough)
        except Broken as error:
            return str(error)
        except Exception:
            return traceback.format_exc()


def kind_of(wrong: str) -> str:
    """What two failures of one cause have in common."""
    lines = wrong.strip().splitlines()
    return lines[-1] if lines[0].startswith("Traceback") else lines[0]


@cache
def own_server() -> DashServer:
    """The one server of this process; it ends when the process does."""
    # Syntax trees are many and short-lived: looking for circles among them takes a tenth.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    return DashServer()


def try_chunk(job: Job) -> tuple[int, Counter[str], list[str]]:
    """Check one chunk of examples; what was counted, and what went wrong."""
    server = own_server()
    found: Counter[str] = Counter()
    wrong: list[str] = []
    tried = 0
    for seed in range(job.first, job.first + job.examples):
        if time.time() > job.until:
            break
        made, choices = recorded(seed)
        tried += 1
        answer = failure(made, server, thorough=seed % 4 == 0)
        if not isinstance(answer, str):
            found += answer
            continue
        kind = kind_of(answer)

        def fails(candidate: GeneratedProject, kind: str = kind) -> bool:
            again = failure(candidate, server, thorough=True)
            return isinstance(again, str) and kind_of(again) == kind

        small = shrunk(choices, fails, job.shrinking)
        final = failure(small, server, thorough=True)
        wrong.append(f"seed {seed}: {final}\n{small!r}\n{'=' * 70}")
        if job.keep:
            target = Path(job.keep) / str(seed)
            write(target, small.files)
            (target / "why.txt").write_text(str(final))
    return tried, found, wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=20000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0, help="of the first example")
    parser.add_argument("--seconds", type=float, default=1e9, help="start nothing after this time")
    parser.add_argument("--shrink", type=float, default=60, help="seconds for each failure")
    parser.add_argument("--keep", help="a folder to write failing projects to")
    options = parser.parse_args()
    until = time.time() + options.seconds
    work = [
        Job(
            options.seed + done,
            min(CHUNK, options.examples - done),
            until,
            options.shrink,
            options.keep,
        )
        for done in range(0, options.examples, CHUNK)
    ]
    start = time.monotonic()
    total, tried, failed = Counter[str](), 0, 0
    with multiprocessing.Pool(options.jobs) as pool:
        for count, found, wrong in pool.imap_unordered(try_chunk, work):
            tried += count
            total += found
            failed += len(wrong)
            for one in wrong:
                print(one, flush=True)
            seconds = time.monotonic() - start
            if count:
                shown = f"{tried} tried, {failed} wrong, {seconds:.0f} s"
                print(shown, file=sys.stderr, flush=True)
    for name, number in sorted(total.items()):
        print(f"{number:6} {name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
