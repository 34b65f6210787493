"""Which version of Dash the rewritten code has to run on."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dash_codemods.config.settings import Settings

Version = tuple[int, int, int]

NEWEST: Version = (4, 4, 1)
"""The newest Dash that we know, and what is assumed where a project does not say."""

MINORS: dict[int, int] = {2: 18, 3: 4, 4: 4}
"""The last minor version of each major one."""


def parse_version(text: str) -> Version | None:
    """Read `2.9` or `2.17.1`; None: it is not a version from 2.0 to 4.x."""
    match = re.fullmatch(r"([2-4])\.(\d{1,3})(?:\.(\d{1,3}))?", text, re.ASCII)
    return (int(match[1]), int(match[2]), int(match[3] or 0)) if match else None


def wrong_version(text: str) -> str | None:
    """Say what is wrong with a --target-version; None: nothing."""
    if text == "auto" or parse_version(text):
        return None
    known = "it must be `auto` or a version of Dash from 2.0 to 4.x, such as 2.9 or 4.4.1"
    major = re.match(r"v?(\d+)", text)
    if major and int(major[1]) in MINORS:
        return f"unknown version `{text}`: {known}; did you mean `{_near(text, int(major[1]))}`?"
    return f"unknown version `{text}`: {known}"


def _near(text: str, major: int) -> str:
    numbers = [int(number) for number in re.findall(r"\d{1,3}", text)]
    return f"{major}.{numbers[1] if len(numbers) > 1 else MINORS[major]}"


def resolve_target(folder: str, root: str, settings: Settings) -> Version:
    """The oldest Dash that the code in a folder of a project must run on.

    It is what the settings say, or else the metadata: in the folder, in those around it up to the
    project's root, or, where none of these tells, in any below the root or the folder's scripts.
    """
    said = parse_version(settings.target_version)
    return said or _around(folder, root) or _below(root) or _of_scripts(folder) or NEWEST


def newest_allowed(folder: str, root: str) -> Version:
    """The newest Dash that the metadata around some code allow, NEWEST where they do not say.

    A version that the settings ask for is the oldest that counts, and says nothing about this.
    """
    bounds = [
        highest_version(requirement) or NEWEST
        for each in _folders_around(folder, root)
        for requirement in _requirements(each)
    ]
    return max(bounds, default=NEWEST)


def _around(folder: str, root: str) -> Version | None:
    # Several files, and several lines of one, are several promises: the oldest counts.
    return _lowest(_folders_around(folder, root))


@cache
def _below(root: str) -> Version | None:
    from dash_codemods.config.metadata import folders_below

    return _lowest(folders_below(root))


@cache
def _of_scripts(folder: str) -> Version | None:
    from dash_codemods.config.metadata import script_requirements

    return _oldest(script_requirements(folder))


def _lowest(folders: Iterable[str]) -> Version | None:
    return _oldest(each for folder in folders for each in _requirements(folder))


def _oldest(requirements: Iterable[str]) -> Version | None:
    bounds = map(lowest_version, requirements)
    return min((bound for bound in bounds if bound), default=None)


def _folders_around(folder: str, root: str) -> list[str]:
    """A folder and those around it, up to the root."""
    found = [root]
    while folder != root and os.path.commonpath([folder, root]) == root:
        found.append(folder)
        folder = os.path.dirname(folder)
    return found


@cache
def _requirements(folder: str) -> list[str]:
    """What the weightiest metadata in a folder require that say anything of a version."""
    from dash_codemods.config.metadata import dash_requirements

    found = dash_requirements(folder)
    return next((each for each in found if any(map(lowest_version, each))), [])


def forget_targets() -> None:
    """Look at the disk again: for processes that live longer than one run."""
    for cached in (_below, _of_scripts, _requirements):
        cached.cache_clear()


_ANY = 999
"""Stands for whatever a version may go up to in one place."""

_CLAUSE = re.compile(r"(===?|~=|>=|<=|!=|\^|~|>|<)?\s*v?(\d+(?:\.\d+)*)(\.?\*)?")


def lowest_version(specifier: str) -> Version | None:
    """The oldest version that a requirement allows; None: it allows any."""
    lower: list[Version] = []
    upper: list[Version] = []
    # An alternative (`^2.9 || ^3.0`) lowers the bound to that of its lowest part.
    alternatives = [part for part in specifier.split("||") if part.strip()]
    if len(alternatives) > 1:
        bounds = [lowest_version(part) for part in alternatives]
        known = [bound for bound in bounds if bound]
        return min(known) if len(known) == len(bounds) else None
    for operator, number, _ in _CLAUSE.findall(specifier):
        version = _three(number)
        if operator in {"<", "<="}:
            upper.append(version)
        elif operator != "!=":
            lower.append(version)
    if lower:
        return max(lower)
    return _newest_below(min(upper)) if upper else None


def highest_version(specifier: str) -> Version | None:
    """The newest version that a requirement allows; None: it sets no upper bound."""
    alternatives = [part for part in specifier.split("||") if part.strip()]
    if len(alternatives) > 1:
        bounds = [highest_version(part) for part in alternatives]
        known = [bound for bound in bounds if bound]
        return max(known) if len(known) == len(bounds) else None
    upper = [
        _highest(operator, number, bool(wildcard))
        for operator, number, wildcard in _CLAUSE.findall(specifier)
        if operator not in {">", ">=", "!="}
    ]
    return min(upper, default=None)


def _highest(operator: str, number: str, wildcard: bool) -> Version:
    """The newest version that one clause allows: `~=2.9` is anything of Dash 2."""
    version = _three(number)
    if operator == "<":
        return _newest_below(version)
    if operator in {"~=", "~", "^"} or wildcard:
        parts = number.count(".") + 1
        exact = parts - (operator == "~=") if wildcard or operator != "^" else 1
        if exact < 2:
            return version[0], _ANY, _ANY
        return version[0], version[1], _ANY
    return version


def _three(number: str) -> Version:
    major, minor, patch, *_ = (int(part) for part in f"{number}.0.0".split("."))
    return major, minor, patch


def _newest_below(bound: Version) -> Version:
    """The newest minor version below a bound: code that excludes 3.0 is at home in 2.18."""
    known = [(major, minor, 0) for major, last in MINORS.items() for minor in range(last + 1)]
    return max((version for version in known if version < bound), default=(2, 0, 0))
