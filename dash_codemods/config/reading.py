"""Which configuration holds for a file, and what it says together with the command line."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

from dash_codemods.config.roots import find_project_root, forget_roots
from dash_codemods.config.settings import (
    CommandLineOptions,
    ConfigProblem,
    Selection,
    Settings,
)
from dash_codemods.config.target import forget_targets

TABLE = "dash-codemods"


def settings_for(path: str, options: CommandLineOptions) -> Settings | ConfigProblem:
    """The settings of one file or folder; the file itself need not exist.

    They stand in the nearest pyproject.toml with a [tool.dash-codemods] table, from the file's
    project root upwards; in the file that --config names, whose patterns are relative to the
    current folder; or nowhere. The command line goes on top.
    """
    if options.isolated:
        return _with_command_line(Settings(base=os.getcwd()), options)
    if options.config is not None:
        return _named(options.config, os.getcwd(), options)
    return _settings_in(find_project_root(path), options)


def forget() -> None:
    """Read the configuration from the disk again: for processes that outlive one run."""
    forget_roots()
    forget_targets()
    for cached in (_settings_in, _named, _nearest):
        cached.cache_clear()


@cache
def _settings_in(root: str, options: CommandLineOptions) -> Settings | ConfigProblem:
    found = _nearest(root)
    if isinstance(found, Settings):
        return _with_command_line(found, options)
    return found


@cache
def _named(config: str, base: str, options: CommandLineOptions) -> Settings | ConfigProblem:
    found = _read(config, base, named=True)
    if isinstance(found, Settings):
        return _with_command_line(found, options)
    return found or ConfigProblem(_shown(config), f"has no [tool.{TABLE}] table")


@cache
def _nearest(folder: str) -> Settings | ConfigProblem:
    found = _read(os.path.join(folder, "pyproject.toml"), folder, named=False)
    if found is not None:
        return found
    parent = os.path.dirname(folder)
    return Settings(base=folder) if parent == folder else _nearest(parent)


def _with_command_line(settings: Settings, options: CommandLineOptions) -> Settings:
    said = Selection(options.select, options.extend_select, options.ignore)
    selections = settings.selections
    if said != Selection():
        selections = (*selections, said)
    return settings._replace(
        selections=selections,
        unsafe_fixes=settings.unsafe_fixes
        if options.unsafe_fixes is None
        else options.unsafe_fixes,
        target_version=options.target_version or settings.target_version,
    )


def _read(config: str, base: str, *, named: bool) -> Settings | ConfigProblem | None:
    """Read one file; None: it says nothing to us."""
    try:
        with open(config, "rb") as file:
            data = file.read()
    except OSError as error:
        # Whatever is wrong with a file that nobody named, it is not ours to complain of.
        return ConfigProblem(_shown(config), f"cannot be read: {error.strerror}") if named else None
    if not named and TABLE.encode() not in data:
        return None
    table = _table(config, data, named=named)
    if table is None or isinstance(table, ConfigProblem):
        return table
    from dash_codemods.config.table import WrongTable, settings_from

    where = f"[tool.{TABLE}]" if table[1] else None
    try:
        return settings_from(table[0], where, source=os.path.abspath(config), base=base)
    except WrongTable as wrong:
        return ConfigProblem(_shown(config), str(wrong))


def _table(
    config: str, data: bytes, *, named: bool
) -> tuple[dict[str, Any], bool] | ConfigProblem | None:
    """Our table in a TOML file, and whether it is the one below [tool]."""
    from dash_codemods.config.toml import BrokenToml, parse

    try:
        document = parse(data)
    except BrokenToml as error:
        return ConfigProblem(_shown(config), f"is not valid TOML: {error}", error.line)
    tool = document.get("tool")
    if isinstance(tool, dict) and TABLE in tool:
        table = tool[TABLE]
        if isinstance(table, dict):
            return table, True
        return ConfigProblem(_shown(config), f"[tool.{TABLE}] must be a table")
    if not named or tool is not None or os.path.basename(config) == "pyproject.toml":
        return None
    return document, False


def _shown(path: str) -> str:
    """A path as the user would write it: relative where it lies below the current folder."""
    here = os.path.join(os.getcwd(), "")
    absolute = os.path.abspath(path)
    return absolute[len(here) :] if absolute.startswith(here) else absolute
