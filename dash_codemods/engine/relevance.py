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
    if b"dash" in raw and _DASH_IMPORT.search(raw) is not None:
        return True
    # Names that another module of the project hands on.
    if b"callback" in raw and _DEPENDENCY.search(raw) is not None:
        return True
    # UTF-16, in either order: nothing can be done with it, and the user is to know.
    return b"\0" in raw[:64] and b"d\0a\0s\0h" in raw
