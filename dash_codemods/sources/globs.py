"""Two dialects of file name patterns, as regular expressions over paths with forward slashes.

In an ignore file `*` and `?` stop at a slash; in `exclude` they run across it, as in ruff. The
rest is shared. What git does in the corners was read from its behaviour: the tests hold the
patterns here against `git ls-files`.
"""

from __future__ import annotations

import re

SPECIAL = frozenset("*?[\\")

_CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": r" \t",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": r"\x21-\x7e",
    "lower": "a-z",
    "print": r"\x20-\x7e",
    "punct": r"\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e",
    "space": r" \t\n\r\f\v",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}


def to_regex(pattern: str, *, path_only: bool, crosses: bool) -> str | None:
    """The regular expression that a whole path must match for `pattern` to match it.

    With `path_only` the pattern is one for whole paths, and `**` may stand for any number of
    folders; else it is one for names in any folder. `crosses` says whether a wildcard of a pattern
    for paths runs across slashes. None: the pattern can match nothing (it ends in a backslash, or
    a bracket is not closed).
    """
    crosses = crosses and path_only
    wild = "." if crosses else "[^/]"
    # git compares what stands before the first wildcard on its own, and what is left starts anew:
    # in `a**/b` the stars therefore count as if a slash stood before them.
    anew = 0 if crosses else _literal_length(pattern)
    out: list[str] = [] if path_only else ["(?:.*/)?"]
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == "*":
            end = at
            while pattern[end : end + 1] == "*":
                end += 1
            after = pattern[end : end + 1]
            apart = (at in (0, anew) or pattern[at - 1] == "/") and after in ("", "/")
            if end - at == 1 or not (path_only and apart):
                out.append(wild + "*")
            elif not after:
                out.append(".*")
            else:
                out.append("(?:.*/)?")
                end += 1
            at = end
        elif char == "?":
            out.append(wild)
            at += 1
        elif char == "[":
            found = _bracket(pattern, at, crosses)
            if found is None:
                return None
            regex, at = found
            out.append(regex)
        elif char == "\\":
            if at + 1 == len(pattern):
                return None
            out.append(re.escape(pattern[at + 1]))
            at += 2
        else:
            out.append(re.escape(char))
            at += 1
    return "".join(out)


def expand_braces(pattern: str) -> list[str]:
    """`{a,b}/c` as `a/c` and `b/c`; braces may be nested. A pattern without any is returned alone.

    Raises `ValueError` where a brace is opened and not closed, or closed and not opened.
    """
    innermost = re.search(r"\{([^{}]*)\}", pattern)
    if innermost is None:
        if "{" in pattern or "}" in pattern:
            raise ValueError(f"a brace without its partner in the pattern {pattern!r}")
        return [pattern]
    before, after = pattern[: innermost.start()], pattern[innermost.end() :]
    return [
        expanded
        for choice in innermost[1].split(",")
        for expanded in expand_braces(before + choice + after)
    ]


def _literal_length(pattern: str) -> int:
    return next((at for at, char in enumerate(pattern) if char in SPECIAL), len(pattern))


def _bracket(pattern: str, start: int, crosses: bool) -> tuple[str, int] | None:
    """The set that opens at `start` and the place behind it; None if it is never closed."""
    at = start + 1
    negated = pattern[at : at + 1] in ("!", "^")
    at += negated
    members: list[str] = []
    previous = ""  # what a following "-" could start a range from
    first = at
    while True:
        char = pattern[at : at + 1]
        if not char:
            return None
        if char == "]" and at > first:
            break
        named = re.compile(r"\[:([^\]]*):\]").match(pattern, at)
        if named:
            if named[1] not in _CLASSES:
                return None
            members.append(_CLASSES[named[1]])
            previous, at = "", named.end()
        elif char == "-" and previous and pattern[at + 1 : at + 2] not in ("", "]"):
            last, at = _member(pattern, at + 1)
            if previous <= last:
                members.append(f"{_in_set(previous)}-{_in_set(last)}")
            previous = ""
        else:
            previous, at = _member(pattern, at)
            members.append(_in_set(previous))
    inside = "".join(members)
    regex = f"[^{inside}]" if negated else f"[{inside}]"
    return (regex if crosses else f"(?!/){regex}"), at + 1


def _member(pattern: str, at: int) -> tuple[str, int]:
    """The character of a set at `at`, which a backslash may precede, and the place behind it."""
    if pattern[at] == "\\" and at + 1 < len(pattern):
        at += 1
    return pattern[at], at + 1


def _in_set(char: str) -> str:
    return "\\" + char if char in "\\]^-[&~|" else char
