"""The keys of [tool.dash-codemods] and what each of them may hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dash_codemods.config.nearest import did_you_mean
from dash_codemods.config.selectors import unknown_selector
from dash_codemods.config.settings import Selection, Settings
from dash_codemods.config.target import wrong_version


class WrongTable(ValueError):
    """A key or a value that we do not know; the message is one line, without the file's path."""


def settings_from(
    table: Mapping[str, Any], where: str | None, *, source: str, base: str
) -> Settings:
    """Check a table and make settings of it; raise WrongTable at the first thing wrong."""
    checked: dict[str, Any] = {}
    for key, value in table.items():
        if key not in KEYS:
            place = f" in {where}" if where else ""
            raise WrongTable(f"unknown key `{key}`{place}{did_you_mean(key, KEYS)}")
        checked[key.replace("-", "_")] = KEYS[key](key, value)
    selection = Selection(
        checked.pop("select", None),
        checked.pop("extend_select", ()),
        checked.pop("ignore", ()),
    )
    return Settings(source=source, base=base, selections=(selection,), **checked)


def _words(key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise WrongTable(f"`{key}` must be a list of strings, as in {key} = [...]")
    return tuple(value)


def _selectors(key: str, value: Any) -> tuple[str, ...]:
    from dash_codemods.rules import registry

    words = _words(key, value)
    for word in words:
        wrong = unknown_selector(word, registry())
        if wrong:
            raise WrongTable(f"`{key}`: {wrong}")
    return words


def _per_file(key: str, value: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise WrongTable(f"`{key}` must be a table of path patterns and lists of rules")
    from dash_codemods.config.globs import compiled

    for pattern in value:
        try:
            compiled(pattern)
        except ValueError as error:
            raise WrongTable(f"`{key}`: {error}") from error
    return tuple((pattern, _selectors(key, rules)) for pattern, rules in value.items())


def _excludes(key: str, value: Any) -> tuple[str, ...]:
    from dash_codemods.sources.rules import exclude_rules

    patterns = _words(key, value)
    try:
        exclude_rules(patterns, "/")
    except ValueError as error:
        raise WrongTable(f"`{key}`: {error}") from error
    return patterns


def _names(key: str, value: Any) -> tuple[str, ...]:
    words = _words(key, value)
    for word in words:
        if not all(part.isidentifier() for part in word.split(".")):
            raise WrongTable(f"`{word}` in `{key}` is not a (dotted) name")
    return words


def _flag(key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise WrongTable(f"`{key}` must be true or false")
    return value


def _version(key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise WrongTable(f'`{key}` must be a string, as in {key} = "{value}"')
    wrong = wrong_version(value)
    if wrong:
        raise WrongTable(f"`{key}`: {wrong}")
    return value


def _one_of(*choices: str) -> Callable[[str, Any], str]:
    def check(key: str, value: Any) -> str:
        if value in choices:
            return str(value)
        known = " or ".join(f'"{choice}"' for choice in choices)
        hint = did_you_mean(value, choices) if isinstance(value, str) else ""
        raise WrongTable(f"`{key}` must be {known}{hint}")

    return check


KEYS: dict[str, Callable[[str, Any], Any]] = {
    "select": _selectors,
    "extend-select": _selectors,
    "ignore": _selectors,
    "per-file-ignores": _per_file,
    "unsafe-fixes": _flag,
    "target-version": _version,
    "exclude": _excludes,
    "extend-exclude": _excludes,
    "stores": _words,
    "transparent-decorators": _names,
    "callback-decorators": _names,
    "initial-call": _one_of("prevent", "preserve"),
    "duplicates": _one_of("all", "all-but-one"),
}
"""Every key that is understood, with the function that checks its value."""
