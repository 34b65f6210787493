"""Which Dash a project's lock file holds. Such files may be large: they are searched as text."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from dash_codemods.config.requirements import bytes_of

_PACKAGE = re.compile(rb'^name = "dash"\r?\nversion = "([^"]*)"', re.M)
"""Of uv, Poetry and PDM, and the standard's."""
_PACKAGE_FILES = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml")
_PIPENV = re.compile(rb'"dash"\s*:\s*\{[^{}]*?"version"\s*:\s*"==([^"]*)"')


def from_locks(folder: str) -> Iterator[str]:
    """The versions of Dash that the lock files in a folder hold."""
    for name in _PACKAGE_FILES:
        for found in _PACKAGE.finditer(_bytes(os.path.join(folder, name))):
            yield f"=={found[1].decode(errors='replace')}"
    for found in _PIPENV.finditer(_bytes(os.path.join(folder, "Pipfile.lock"))):
        yield f"=={found[1].decode(errors='replace')}"


def _bytes(path: str) -> bytes:
    """A file's content where it names Dash, and nothing elsewhere."""
    raw = bytes_of(path)
    return raw if b'"dash"' in raw else b""
