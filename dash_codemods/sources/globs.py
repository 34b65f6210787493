"""Two dialects of file name patterns, as regular expressions over paths with forward slashes.

In an ignore file `*` and `?` stop at a slash; in `exclude` they run across it, as in ruff. The
rest is shared. What git does in the corners was read from its behaviour: the tests hold the
patterns here against `git ls-files`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import count, pairwise

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
    folders; else it is one for names, and what must match is a name. `crosses` says whether a
    wildcard of a pattern for paths runs across slashes. None: the pattern can match nothing (it
    ends in a backslash, or a bracket is not closed).
    """
    tokens = _tokens(pattern, path_only, crosses and path_only)
    if tokens is None:
        return None
    names = count()
    if crosses and path_only:
        return _without_retrying(tokens, _DEEP, "".join, names)

    def folders(tokens: list[str]) -> str:
        """What has no `**` in it: one folder's name after the other."""
        ends = [at for at, token in enumerate(tokens) if token == "/"]
        starts = [0, *(at + 1 for at in ends)]
        return "/".join(
            _without_retrying(tokens[start:end], (_STAR,), "".join, names)
            for start, end in zip(starts, [*ends, len(tokens)], strict=True)
        )

    return _without_retrying(tokens, _DEEP, folders, names)


def _tokens(pattern: str, path_only: bool, crosses: bool) -> list[str] | None:
    """`pattern` as small regular expressions, each of one character or one of the wildcards."""
    # git compares what stands before the first wildcard on its own, and what is left starts anew:
    # in `a**/b` the stars therefore count as if a slash stood before them.
    anew = 0 if crosses else _literal_length(pattern)
    out: list[str] = []
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
                out.append(_WILD if crosses else _STAR)
            else:
                out.append(_FOLDERS if after else _WILD)
                end += len(after)
            at = end
        elif char == "[":
            found = _bracket(pattern, at, crosses)
            if found is None:
                return None
            regex, at = found
            out.append(regex)
        elif char == "\\" and at + 1 == len(pattern):
            return None
        elif char == "?":
            out.append("." if crosses else "[^/]")
            at += 1
        else:
            at += char == "\\"
            out.append(re.escape(pattern[at]))
            at += 1
    return out


_STAR, _WILD, _FOLDERS = "[^/]*", ".*", "(?:.*/)?"
_LAZY = {_STAR: "[^/]*?", _WILD: ".*?", _FOLDERS: "(?:.*?/)??"}
_DEEP = (_FOLDERS, _WILD)


def _without_retrying(
    tokens: list[str],
    wildcards: tuple[str, ...],
    between: Callable[[list[str]], str],
    names: Iterator[int],
) -> str:
    """`tokens` joined so that matching takes no longer the more wildcards there are.

    What the first of two wildcards skips may be as short as it can: the second makes up for it. So
    all but the last are put in a group that, once matched, is not tried again. (Python 3.10 has no
    notation for it; a lookahead that is then repeated does the same.)
    """
    cuts = [at for at, token in enumerate(tokens) if token in wildcards]
    if not cuts:
        return between(tokens)
    out = [between(tokens[: cuts[0]])]
    for start, end in pairwise(cuts):
        once = f"once{next(names)}"
        skipped = _LAZY[tokens[start]] + between(tokens[start + 1 : end])
        out.append(f"(?=(?P<{once}>{skipped}))(?P={once})")
    return "".join(out) + tokens[cuts[-1]] + between(tokens[cuts[-1] + 1 :])


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
