"""A progress bar for runs that take longer than a second."""

from __future__ import annotations

import sys
import time

from dash_codemods.cli.output import on_terminal

PATIENCE = 1.0
"""Seconds before the bar appears: a short run is over sooner than the bar is read."""
INTERVAL = 0.1
WIDTH = 30


class Progress:
    """Draws `label [####----] 120/340` on one line of standard error."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._next = self._start + PATIENCE
        self._shown = False

    def __call__(self, label: str, done: int, total: int) -> None:
        """Say how far a step of the run is."""
        now = time.monotonic()
        if now < self._next or total <= 0:
            return
        self._next = now + INTERVAL
        self._shown = True
        full = WIDTH * min(done, total) // total
        bar = "#" * full + "-" * (WIDTH - full)
        sys.stderr.write(f"\r\x1b[K{label} [{bar}] {done:,}/{total:,}")
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the bar away, before anything else is written."""
        if self._shown:
            self._shown = False
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def progress_for(quiet: bool) -> Progress | None:
    """A progress bar where someone would see it."""
    import os

    if quiet or not on_terminal(sys.stderr) or os.environ.get("TERM") == "dumb":
        return None
    return Progress()
