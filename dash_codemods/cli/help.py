"""What --help prints."""

from __future__ import annotations

import os
import textwrap

from dash_codemods.cli.options import COMPLETION, SECTIONS, Option
from dash_codemods.reporting.view import Paint

_USAGE = "dash-codemod [OPTIONS] [PATHS]..."
_INTRODUCTION = (
    "Finds callbacks of Plotly Dash apps that are slow, fragile or out of date, and rewrites "
    "them, without running anything. PATHS are files and folders, by default the current one; "
    '"-" reads one file from standard input.'
)
_EXIT_CODES = (
    "Exit codes: 0 done, 1 with --check if something is left to do, 2 if the command line, the "
    "configuration or a file was wrong."
)
_CONFIGURATION = (
    "Most options have a key of the same name in [tool.dash-codemods] of pyproject.toml. A comment "
    "`# dash-codemod: ignore[DC101]` suppresses a rule for a callback; --explain says more."
)


def help_text(paint: Paint) -> str:
    """The help, as wide as the terminal up to a width that reads well."""
    width = min(_columns(), 100)
    lines = [f"Usage: {_USAGE}", "", *_wrapped(_INTRODUCTION, width)]
    for title, options in SECTIONS.items():
        lines += ["", paint.bold(title)]
        for option in options:
            lines += _entry(_spelling(option), option.help, width)
        if title == "About":
            for name, text in COMPLETION.items():
                lines += _entry(name, text, width)
    lines += ["", *_wrapped(_EXIT_CODES, width), "", *_wrapped(_CONFIGURATION, width)]
    return "\n".join(lines) + "\n"


def _spelling(option: Option) -> str:
    names = ", ".join(reversed(option.names))
    if option.off:
        names += f" / {option.off}"
    return f"{names} {option.metavar}".rstrip()


def _entry(name: str, text: str, width: int) -> list[str]:
    indent = " " * 28
    lines = textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent)
    if len(name) < 24:
        return [f"  {name:<26}{lines[0].lstrip()}", *lines[1:]]
    return [f"  {name}", *lines]


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width)


def _columns() -> int:
    """The width of the terminal (shutil, which knows too, takes 10 ms to import)."""
    said = os.environ.get("COLUMNS", "")
    if said.isdigit() and int(said):
        return max(int(said), 40)
    try:
        return max(os.get_terminal_size(1).columns, 40)
    except OSError:
        return 88
