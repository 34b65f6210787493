"""Completion of the command line in shells, which typer does."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from inspect import Parameter, Signature
from typing import Any

from dash_codemods.cli.options import COMPLETION, OPTIONS, Option

PROGRAM = "dash-codemod"


def complete(argv: Sequence[str]) -> None:
    """Answer; typer leaves the process when it has done so."""
    import typer

    app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command()(_command())
    asked = [word for word in argv if word in COMPLETION]
    app(asked, prog_name=PROGRAM)


def _command() -> Callable[..., None]:
    """A command with our options, for typer to read."""
    import typer

    def command(**_values: Any) -> None:
        """Do nothing: typer only reads the signature."""

    parameters = [_parameter(option) for option in OPTIONS if option.field != "help"]
    paths = Parameter(
        "paths",
        Parameter.KEYWORD_ONLY,
        default=typer.Argument(None, autocompletion=_files),
        annotation=list[str],
    )
    signature = Signature([*parameters, paths])
    command.__signature__ = signature  # type: ignore[attr-defined]
    command.__annotations__ = {name: p.annotation for name, p in signature.parameters.items()}
    return command


def _parameter(option: Option) -> Parameter:
    import typer

    names = [f"{option.names[0]}/{option.off}"] if option.off else list(option.names)
    annotation: Any = bool if option.kind in ("flag", "switch") else str
    return Parameter(
        option.field,
        Parameter.KEYWORD_ONLY,
        default=typer.Option(None, *names, help=option.help, autocompletion=_completer(option)),
        annotation=list[str] if option.kind == "words" else annotation,
    )


def _completer(option: Option) -> Callable[[str], list[str]]:
    def complete_value(incomplete: str) -> list[str]:
        if option.choices:
            return [choice for choice in option.choices if choice.startswith(incomplete)]
        if option.metavar in ("RULES", "RULE"):
            return _selectors(incomplete)
        return _files(incomplete) if option.metavar in ("FILE", "PATH") else []

    return complete_value


def _selectors(incomplete: str) -> list[str]:
    """Rules whose code or name begins like what stands behind the last comma."""
    from dash_codemods.rules import registry

    before, comma, word = incomplete.rpartition(",")
    known = [selector for rule in registry() for selector in (rule.code, rule.name)]
    return [f"{before}{comma}{selector}" for selector in known if selector.startswith(word)]


def _files(incomplete: str) -> list[str]:
    folder, name = os.path.split(incomplete)
    try:
        entries = sorted(os.scandir(folder or "."), key=lambda entry: entry.name)
    except OSError:
        return []
    return [
        os.path.join(folder, entry.name) + ("/" if entry.is_dir() else "")
        for entry in entries
        if entry.name.startswith(name) and (entry.is_dir() or entry.name.endswith((".py", ".toml")))
    ]
