"""Which files may hold Dash code, told by their bytes."""

from __future__ import annotations

import re

_DASH_IMPORT = re.compile(
    rb"(?:^|[:;])[ \t]*(?:(?:from|import)(?:[ \t]|\\\r?\n)+\.*\w*dash"
    rb"|import[ \t\\](?:[^#\n]|\\\r?\n)*[ ,]dash\b)",
    re.MULTILINE,
)
_DEPENDENCY = re.compile(rb"\b(?:Output|Input)\(")


def concerns_dash(raw: bytes) -> bool:
    """Whether a file's bytes can hold Dash code: a search that costs next to nothing."""
    if b"dash" in raw and _imports_dash(raw):
        return True
    # Names that another module of the project hands on. Words are found ten times as quickly as
    # the pattern.
    words = b"callback" in raw and (b"Output(" in raw or b"Input(" in raw)
    if words and _DEPENDENCY.search(raw) is not None:
        return True
    # UTF-16, in either order: nothing can be done with it, and the user is to know.
    return b"\0" in raw[:64] and b"d\0a\0s\0h" in raw


def _imports_dash(raw: bytes) -> bool:
    """Whether a line, with those that backslashes join to it, imports a module of that name."""
    at = raw.find(b"dash")
    while at >= 0:
        start = raw.rfind(b"\n", 0, at) + 1
        while start > 1 and raw[max(start - 3, 0) : start].endswith((b"\\\n", b"\\\r\n")):
            start = raw.rfind(b"\n", 0, start - 1) + 1
        end = raw.find(b"\n", at)
        end = len(raw) if end < 0 else end
        if _DASH_IMPORT.search(raw[start:end]) is not None:
            return True
        at = raw.find(b"dash", end)
    return False
