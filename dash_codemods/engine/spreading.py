"""When to spread work over processes, and how many."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def workers_for(jobs: int | None) -> int:
    """How many processes are to work, where `jobs` is what the user said."""
    return min(jobs or os.cpu_count() or 1, 32) if hasattr(os, "fork") else 1


def each_in_parallel(
    jobs: int | None,
    function: Callable[[T], R],
    items: Sequence[T],
    *,
    at_once: int = 200,
    worth_from: int = 2_000,
    weight: Callable[[T], int] = lambda _: 1,
    meanwhile: Callable[[], object] | None = None,
) -> Iterable[R]:
    """The results of a function for many items, in order.

    `at_once` items are done before their results are sent; for less than `worth_from` items,
    starting workers would cost more than they save. The numbers are those for reading a file.
    What has the most `weight` is begun with, so that no worker is left alone with it at the end.
    `meanwhile` is what this process may do while others work; without them it is not done.
    """
    workers = workers_for(jobs)
    if workers < 2 or len(items) < worth_from:
        return map(function, items)
    from dash_codemods.engine.workers import spread

    starts = range(0, len(items), at_once)

    def work(start: int) -> list[R]:
        return [function(item) for item in items[start : start + at_once]]

    heaviest_first = sorted(
        starts, key=lambda start: -sum(map(weight, items[start : start + at_once]))
    )
    found = dict(spread(work, heaviest_first, workers, meanwhile))

    def results() -> Iterator[R]:
        for start in starts:
            part = found[start]
            # What no worker could do is done here, where an error is seen.
            yield from work(start) if part is None else part

    return results()


def import_what_rewrites() -> None:
    """Import what is only needed where much is rewritten: LibCST and Black, for 0.3 s."""
    import black  # noqa: F401

    import dash_codemods.proving
    import dash_codemods.rewriting.black_style  # noqa: F401
