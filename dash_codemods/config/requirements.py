"""What lines and files of requirements say about Dash (`dash[async]>=2.9 ; ...`)."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterable, Iterator
from typing import Any

_REQUIREMENT = re.compile(
    r"dash\s*(?:\[[^\]]*\])?\s*\(?\s*(?P<specifier>[^;#@()]*)\)?\s*(?:[;#].*)?", re.IGNORECASE
)
_INCLUDE = re.compile(r"\s*(?:-[rc]|--requirement|--constraint)[\s=]*(?P<file>[^#\s]+)")
"""A line that stands for another file: `-r base.txt`."""
_MOST_FILES = 50
"""So many files are read for one, those that it includes among them."""


def specifiers(lines: Iterable[Any]) -> Iterator[str]:
    """What follows the name of Dash in those lines that require it."""
    for line in lines:
        match = _REQUIREMENT.fullmatch(line.strip()) if isinstance(line, str) else None
        # What follows the name must be a specifier: `dash-ag-grid` is another package.
        if match and re.match(r"[<>=!~]|$", match["specifier"]):
            yield match["specifier"].strip()


def from_files(paths: Iterable[str]) -> Iterator[str]:
    """What files of requirements ask of Dash, and those that they include."""
    waiting = [os.path.normpath(path) for path in paths]
    for path in waiting:
        lines = text_of(path).splitlines()
        # Options (`--hash=...`) and line continuations follow a requirement.
        yield from specifiers(re.split(r"\s--|\\$", line)[0] for line in lines)
        for line in lines if len(waiting) < _MOST_FILES else ():
            if include := _INCLUDE.match(line):
                inner = os.path.normpath(os.path.join(os.path.dirname(path), include["file"]))
                if inner not in waiting:
                    waiting.append(inner)


def text_of(path: str) -> str:
    """A file's text; nothing where it cannot be read: metadata is a hint, not a duty.

    PowerShell's `pip freeze > requirements.txt` writes UTF-16.
    """
    raw = bytes_of(path)
    is_wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return raw.decode("utf-16" if is_wide else "utf-8-sig", errors="replace")


def bytes_of(path: str, most: int = -1) -> bytes:
    """The content of a file, or its beginning; nothing of what is none, such as a pipe."""
    try:
        if not os.path.isfile(path):
            return b""
        with open(path, "rb") as file:
            return file.read(most)
    except OSError:
        return b""
