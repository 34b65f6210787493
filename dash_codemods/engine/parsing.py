"""Reading many files: in parallel where that pays, and through the cache."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from dash_codemods.engine.spreading import workers_for
from dash_codemods.model.facts import FileFacts
from dash_codemods.model.results import Problem
from dash_codemods.reading.reader import read_source

if TYPE_CHECKING:
    from dash_codemods.engine.cache import Cache

_PARALLEL_FROM = 400_000
"""Characters below which starting workers costs more than they save."""

_CACHED_FROM = 60_000
"""Characters below which reading is quicker than asking the cache."""


_READING_DEPTH = 900
"""Nested calls that reading one file may take; a run has more (see `run.ROOM`) for the rest."""


@dataclass(frozen=True)
class Broken:
    """Why a file could not be read as Python."""

    kind: str
    message: str
    line: int | None = None

    def at(self, path: str) -> Problem:
        """The problem that it is for a run."""
        return Problem(path, self.kind, self.message, self.line)


# A rewritten text is read once to prove the rewrite, and again when it has taken its place.
@lru_cache(maxsize=8)
def read_one(text: str) -> FileFacts | Broken:
    """The facts of one source, or why there are none."""
    limit = sys.getrecursionlimit()
    try:
        # As deep from here, wherever this is called: what was read once can be read again.
        sys.setrecursionlimit(_depth() + _READING_DEPTH)
        return read_source(text)
    except SyntaxError as error:
        reason = error.msg or "invalid syntax"
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        message = f"does not parse as Python {version}: {reason}; mend it, "
        message += "run with the Python it is for, or exclude the file"
        return Broken("syntax-error", message, error.lineno)
    except (RecursionError, MemoryError):
        return Broken("too-deeply-nested", "is nested too deeply to be read; exclude the file")
    except ValueError as error:
        return Broken("syntax-error", f"does not parse as Python: {error}; exclude the file")
    finally:
        sys.setrecursionlimit(limit)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Nobody looks for circles while files are read: there are none, and looking takes a quarter.

    What was read is not looked at afterwards either: it stays as long as the run. Workers that
    are started meanwhile do the same.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _depth() -> int:
    """How many calls are under way."""
    depth, frame = 0, sys._getframe()
    while frame.f_back is not None:
        depth, frame = depth + 1, frame.f_back
    return depth


def read_many(
    texts: Mapping[str, str],
    jobs: int | None,
    cache: Cache[FileFacts] | None,
    progress: Callable[[str, int, int], None] | None = None,
) -> dict[str, FileFacts | Broken]:
    """The facts of many sources, by path."""
    found: dict[str, FileFacts | Broken] = {}
    keys: dict[str, str] = {}
    if sum(map(len, texts.values())) < _CACHED_FROM:
        cache = None
    with _without_collecting():
        for path, text in texts.items():
            if cache is not None:
                keys[path] = cache.key(text)
                known = cache.get(keys[path])
                if known is not None:
                    found[path] = known
        waiting = [path for path in texts if path not in found]
        for done, (path, facts) in enumerate(_read(waiting, texts, jobs), start=1):
            found[path] = facts
            if cache is not None and isinstance(facts, FileFacts):
                cache.put(keys[path], facts)
            if progress is not None:
                progress("Reading", len(texts) - len(waiting) + done, len(texts))
    return found


def _read(
    waiting: list[str], texts: Mapping[str, str], jobs: int | None
) -> Iterator[tuple[str, FileFacts | Broken]]:
    workers = workers_for(jobs)
    size = sum(len(texts[path]) for path in waiting)
    if workers < 2 or len(waiting) < 2 or size < _PARALLEL_FROM:
        for path in waiting:
            yield path, read_one(texts[path])
        return
    # The largest first, so that no worker is left alone with one at the end.
    ordered = sorted(waiting, key=lambda path: -len(texts[path]))
    from dash_codemods.engine.workers import spread

    crashed = Broken("unreadable", "reading it made Python itself crash; exclude the file")
    for path, facts in spread(lambda path: read_one(texts[path]), ordered, workers):
        yield path, crashed if facts is None else facts
