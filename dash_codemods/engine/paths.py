"""How a run shows and compares paths."""

from __future__ import annotations

import os


def normal(path: str) -> str:
    """A path as it is shown and compared: relative to the current folder where it lies below."""
    absolute = os.path.abspath(path)
    here = os.path.abspath(os.curdir)
    if absolute == here:
        return "."
    if absolute.startswith(here.rstrip(os.sep) + os.sep):
        return absolute[len(here.rstrip(os.sep)) + 1 :]
    return absolute
