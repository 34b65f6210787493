"""The command line, parsed by hand.

typer would do it as well, but it needs pydantic to convert values: 90 ms (of 140) before the
first file is looked at, in a command that editors start at every save.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dash_codemods.cli.options import OPTIONS, Arguments, Option, all_names


class CommandLineError(Exception):
    """A command line that cannot be followed, in one line that says what is right."""


def parse(argv: Sequence[str]) -> Arguments:
    """Understand a command line; raise CommandLineError at the first thing wrong."""
    values: dict[str, Any] = {}
    paths: list[str] = []
    rest = iter(argv)
    for word in rest:
        if word == "--":
            paths.extend(rest)
        elif word == "-" or not word.startswith("-"):
            paths.append(word)
        else:
            for option, name, value in _options_in(word, rest):
                _set(values, option, name, value)
        if values.get("help") or values.get("version"):
            # Whoever asks for help is not to be told first what else is wrong.
            return Arguments(**values)
    arguments = Arguments(paths=tuple(paths) or (".",), **values)
    _check_together(arguments)
    return arguments


def _options_in(word: str, rest: Iterator[str]) -> Iterator[tuple[Option, str, str | None]]:
    """The options in one word (`-qv` holds two), each with its spelling and its value."""
    if not word.startswith("--"):
        yield from _short_options(word, rest)
        return
    name, equals, value = word.partition("=")
    option = _named(name)
    if option.kind in ("flag", "switch"):
        if equals:
            raise CommandLineError(f"{name} takes no value")
        yield option, name, None
    else:
        yield option, name, value if equals else _next_value(option, name, rest)


def _short_options(word: str, rest: Iterator[str]) -> Iterator[tuple[Option, str, str | None]]:
    letters = word[1:]
    while letters:
        name, letters = f"-{letters[0]}", letters[1:]
        option = _named(name, word)
        if option.kind == "flag":
            yield option, name, None
        else:
            yield option, name, letters.removeprefix("=") or _next_value(option, name, rest)
            return


def _named(name: str, word: str | None = None) -> Option:
    for option in OPTIONS:
        if name in option.names or name == option.off:
            return option
    from dash_codemods.config.nearest import nearest

    wrong = word or name
    near = nearest(f"--{wrong.lstrip('-')}", all_names())
    hint = f". Did you mean {near}?" if near else ". Run `dash-codemod --help` for all options."
    raise CommandLineError(f"No such option: {wrong}{hint}")


def _next_value(option: Option, name: str, rest: Iterator[str]) -> str:
    value = next(rest, None)
    # `--select --dry-run` is a value forgotten; a value that begins so is given as --select=-x.
    if value is None or value.startswith("--"):
        raise CommandLineError(f"{name} needs a value: {name} {option.metavar}")
    return value


def _set(values: dict[str, Any], option: Option, name: str, value: str | None) -> None:
    if value is None:
        values[option.field] = name != option.off
        return
    if not value:
        raise CommandLineError(f"{name} needs a value: {name} {option.metavar}")
    if option.kind == "words":
        words = tuple(word.strip() for word in value.split(",") if word.strip())
        values[option.field] = values.get(option.field, ()) + words
    elif option.kind == "number":
        if not (value.isascii() and value.isdigit() and int(value)):
            raise CommandLineError(f"{name} must be a number from 1 on, not `{value}`")
        values[option.field] = int(value)
    elif option.choices and value not in option.choices:
        from dash_codemods.config.nearest import did_you_mean

        known = ", ".join(option.choices)
        hint = did_you_mean(value, option.choices)
        raise CommandLineError(f"{name} must be one of {known}, not `{value}`{hint}")
    else:
        values[option.field] = value


def _check_together(arguments: Arguments) -> None:
    """Refuse options that contradict each other."""
    if arguments.isolated and arguments.config:
        raise CommandLineError("--isolated and --config contradict each other")
    if arguments.quiet and arguments.verbose:
        raise CommandLineError("--quiet and --verbose contradict each other")
    if "-" in arguments.paths and len(arguments.paths) > 1:
        raise CommandLineError('"-" (standard input) must be the only path')
    if arguments.stdin_filename is not None and arguments.paths != ("-",):
        raise CommandLineError('--stdin-filename needs the path "-"')
