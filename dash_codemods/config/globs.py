"""The path patterns of per-file-ignores, as ruff reads them: `*` crosses folders."""

from __future__ import annotations

import os
import re
from functools import cache

from dash_codemods.sources.globs import expand_braces, to_regex


def matches(pattern: str, path: str, base: str) -> bool:
    """Whether a path, or its last part alone, fits a pattern relative to `base`; `!` turns it.

    A pattern that fits a folder fits all that is in it.
    """
    if pattern.startswith("!"):
        return not matches(pattern[1:], path, base)
    absolute = os.path.abspath(path).replace(os.sep, "/")
    inside = absolute.removeprefix(base.replace(os.sep, "/").rstrip("/") + "/")
    return any(
        regex.fullmatch(candidate)
        for regex in compiled(pattern)
        for candidate in (inside, absolute, absolute.rpartition("/")[2])
    )


@cache
def compiled(pattern: str) -> tuple[re.Pattern[str], ...]:
    """The expressions that a pattern stands for; ValueError where it can match nothing."""
    found = []
    for expanded in expand_braces(pattern.removeprefix("!").removeprefix("./")):
        regex = to_regex(expanded.rstrip("/"), path_only=True, crosses=True)
        if not regex:
            raise ValueError(f"the pattern {pattern!r} can match nothing")
        found.append(re.compile(f"{regex}(?:/.*)?", re.DOTALL))
    return tuple(found)
