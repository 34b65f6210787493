"""Lists of file name patterns of which the last that matches decides.

Nearly every pattern of a real ignore file is a plain name, or one star and a plain text. Those are
looked up or compared; only the rest becomes a regular expression, compiled when first asked for:
compiling every pattern of a usual ignore file would take longer than listing a usual project.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dash_codemods.sources.globs import SPECIAL, expand_braces, to_regex

PYTHON_SUFFIXES = (".py", ".pyw")


@dataclass(frozen=True)
class Rule:
    """One pattern. `path_only`: it speaks of whole paths; else of names in any folder."""

    pattern: str
    path_only: bool
    folders_only: bool = False
    negated: bool = False
    crosses: bool = False


class RuleSet:
    """The rules of one list that can match folders, or those that can match Python files."""

    __slots__ = ("_hard", "_names", "_paths", "_prefixes", "_suffixes")

    def __init__(self, rules: Sequence[Rule], *, folders: bool) -> None:
        # A rule's value is its place in the list, doubled, and one more if it is negated.
        self._names: dict[str, int] = {}
        self._paths: dict[str, int] = {}
        self._prefixes: dict[str, int] = {}
        self._suffixes: dict[str, int] = {}
        self._hard: list[_Hard] = []
        for place, rule in enumerate(rules):
            if folders or not (rule.folders_only or _never_python(rule.pattern)):
                self._add(rule, 2 * place + rule.negated)

    def __bool__(self) -> bool:
        return bool(self._names or self._paths or self._prefixes or self._suffixes or self._hard)

    def _add(self, rule: Rule, value: int) -> None:
        pattern = rule.pattern
        wild = [at for at, char in enumerate(pattern) if char in SPECIAL]
        starred = len(wild) == 1 and pattern[wild[0]] == "*" and not rule.path_only
        if not wild:
            (self._paths if rule.path_only else self._names)[pattern] = value
        elif starred and wild[0] == 0:
            self._suffixes[pattern[1:]] = value
        elif starred and wild[0] == len(pattern) - 1:
            self._prefixes[pattern[:-1]] = value
        else:
            self._hard.insert(0, _Hard(rule, value))

    def last_match(self, name: str, path: str) -> int:
        """The value of the last rule that matches, odd if that rule is negated; -1 if none does.

        `path` is relative to what the rules are relative to, and ends in `name`.
        """
        best = self._names.get(name, -1)
        if self._paths:
            best = max(best, self._paths.get(path, -1))
        if self._prefixes:
            for prefix, value in self._prefixes.items():
                if value > best and name.startswith(prefix):
                    best = value
        if self._suffixes:
            for suffix, value in self._suffixes.items():
                if value > best and name.endswith(suffix):
                    best = value
        for hard in self._hard:  # the last rule stands first
            if hard.value <= best:
                break
            if hard.matches(name, path):
                return hard.value
        return best


class _Hard:
    """A rule that takes a regular expression."""

    __slots__ = ("_regex", "_rule", "value")

    def __init__(self, rule: Rule, value: int) -> None:
        self.value = value
        self._rule = rule
        self._regex: re.Pattern[str] | None = None

    def matches(self, name: str, path: str) -> bool:
        if self._regex is None:
            rule = self._rule
            regex = to_regex(rule.pattern, path_only=rule.path_only, crosses=rule.crosses)
            self._regex = re.compile("(?!)" if regex is None else regex, re.DOTALL)
        return self._regex.fullmatch(path if self._rule.path_only else name) is not None


def ignore_rules(text: str) -> list[Rule]:
    """The rules of an ignore file, in git's format."""
    found = []
    for raw_line in text.removeprefix("\ufeff").split("\n"):
        line = raw_line.removesuffix("\r")
        if not line or line[0] == "#":
            continue
        pattern = _without_trailing_spaces(line)
        negated = pattern.startswith("!")
        pattern = pattern[negated:]
        folders_only = pattern.endswith("/")
        pattern = pattern[: len(pattern) - folders_only]
        path_only = "/" in pattern
        pattern = pattern.removeprefix("/")
        if pattern.startswith("**/") and "/" not in pattern[3:] and pattern[3:]:
            pattern, path_only = pattern[3:], False
        if pattern:
            found.append(Rule(pattern, path_only, folders_only, negated))
    return found


def exclude_rules(patterns: Iterable[str], root: str) -> list[Rule]:
    """The rules of `exclude` patterns, in ruff's format: `*` runs across slashes.

    A bare name is looked for in every folder; a pattern with a slash is relative to the absolute
    path `root`. A slash at its end means folders only. Raises `ValueError` for a pattern that can
    match nothing.
    """
    found = []
    for given in patterns:
        for expanded in expand_braces(with_slashes(given)):
            path_only = "/" in expanded
            folders_only = expanded.endswith("/")
            # An absolute path is understood; any other slash in front means the root, as it does
            # in an ignore file: taken literally it would exclude nothing, and nobody would notice.
            pattern = expanded.removeprefix(with_slashes(root) + "/").removeprefix("./").strip("/")
            if pattern.startswith("**/") and "/" not in pattern[3:]:
                pattern, path_only = pattern[3:], False
            if not pattern or to_regex(pattern, path_only=path_only, crosses=True) is None:
                raise ValueError(f"the exclude pattern {given!r} can match nothing; correct it")
            found.append(Rule(pattern, path_only, folders_only, crosses=True))
    return found


def with_slashes(path: str) -> str:
    """A path of this system with forward slashes, as patterns are written."""
    return path if os.sep == "/" else path.replace(os.sep, "/")


def _without_trailing_spaces(line: str) -> str:
    stripped = line.rstrip(" ")
    backslashes = len(stripped) - len(stripped.rstrip("\\"))
    return stripped + " " if stripped != line and backslashes % 2 else stripped


def _never_python(pattern: str) -> bool:
    """Whether the end of a pattern rules out that a Python file's path matches it.

    Most patterns are about logs, caches and archives: files are not held against them at all.
    """
    if pattern.endswith("]"):
        inside = pattern[pattern.rfind("[") + 1 : -1]
        return inside.isalnum() and "y" not in inside and "w" not in inside
    last = max(map(pattern.rfind, SPECIAL))
    tail = pattern[last + 1 :]
    if last >= 0 and pattern[last] == "\\":
        return False
    return not any(tail.endswith(suffix) or suffix.endswith(tail) for suffix in PYTHON_SUFFIXES)
