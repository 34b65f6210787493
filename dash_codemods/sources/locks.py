"""Keeping two runs from writing into the same folders at the same moment.

Each file lands whole whatever happens. But of two runs that make the same fix in several files,
each could land one of them, and both would take theirs back.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

PATIENCE = 5.0
"""Seconds to wait for another run; it holds a folder for milliseconds."""


@contextmanager
def locked(folders: Iterable[str]) -> Iterator[None]:
    """Hold some folders, one after the other and all in the same order; the lock leaves no trace.

    Where folders cannot be locked, or another run does not let go of one (it is stopped, perhaps),
    the work goes on without: what is written is looked at once more right before.
    """
    held: list[int] = []
    try:
        for folder in sorted(set(folders)) if fcntl is not None else ():
            try:
                held.append(os.open(folder, os.O_RDONLY))
            except OSError:
                continue
            _lock(held[-1])
        yield
    finally:
        for descriptor in held:
            os.close(descriptor)  # which gives the lock back


def _lock(descriptor: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                return
            time.sleep(0.005)
        except OSError:  # a file system without locks
            return
        else:
            return
