"""A run: from understood arguments to the engine's result, and to the exit code it deserves."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from dash_codemods.cli.exits import DONE, INTERRUPTED, LEFT, WRONG
from dash_codemods.cli.options import Arguments
from dash_codemods.cli.output import write_bytes
from dash_codemods.cli.parsing import CommandLineError
from dash_codemods.config import (
    CommandLineOptions,
    ConfigProblem,
    settings_for,
    unknown_selector,
)
from dash_codemods.config.target import wrong_version
from dash_codemods.model.results import FileChange, Problem, RunResult

if TYPE_CHECKING:
    from dash_codemods.reporting.sorting import Sorted

NO_PLACE = "<stdin>"
"""The name of a source that was not said to stand anywhere."""


def run(arguments: Arguments) -> int:
    """Do what the default form of the command asks for; the exit code."""
    options = _options(arguments)
    source = sys.stdin.buffer.read() if arguments.paths == ("-",) else None
    result = _wrong_config(options) or _engine_result(arguments, options, source)
    preview = arguments.dry_run or arguments.check
    filtering = source is not None and not preview
    changed = _changed_source(arguments, result) if filtering else None
    if changed:
        # Standard output takes the place of the disk.
        result = replace(result, written=(changed.path,))
    from dash_codemods.cli.presenting import present

    if filtering and arguments.output_format in ("full", "concise"):
        # As it was, where nothing changed or something was wrong.
        write_bytes(changed.after.encode(changed.encoding) if changed else source or b"")
        groups = present(result, arguments, options, report_to_error=True)
    else:
        groups = present(result, arguments, options)
    return _exit_code(arguments, result, groups)


def _options(arguments: Arguments) -> CommandLineOptions:
    """What the command line says of the configuration, checked."""
    words = (
        ("--select", arguments.select),
        ("--extend-select", arguments.extend_select),
        ("--ignore", arguments.ignore),
    )
    for name, selectors in words:
        for selector in selectors or ():
            # The rules are not imported where nobody speaks of them.
            from dash_codemods.rules import registry

            wrong = unknown_selector(selector, registry())
            if wrong:
                raise CommandLineError(f"{name}: {wrong}")
    wrong = wrong_version(arguments.target_version or "auto")
    if wrong:
        raise CommandLineError(f"--target-version: {wrong}")
    return CommandLineOptions(
        select=arguments.select,
        extend_select=arguments.extend_select or (),
        ignore=arguments.ignore or (),
        unsafe_fixes=arguments.unsafe_fixes,
        target_version=arguments.target_version,
        config=arguments.config,
        isolated=arguments.isolated,
    )


def _wrong_config(options: CommandLineOptions) -> RunResult | None:
    """The result of a run whose --config file cannot be used: nothing is done at all."""
    if options.config is None:
        return None
    found = settings_for(".", options)
    if not isinstance(found, ConfigProblem):
        return None
    problem = Problem(found.path, "configuration", found.message, found.line)
    return RunResult(problems=(problem,))


def _engine_result(
    arguments: Arguments, options: CommandLineOptions, source: bytes | None
) -> RunResult:
    from dash_codemods import engine
    from dash_codemods.cli.progress import progress_for

    stdin = None
    if source is not None:
        stdin = engine.StdinSource(source, arguments.stdin_filename or NO_PLACE)
    progress = progress_for(arguments.quiet)
    try:
        return engine.run(
            engine.Request(
                paths=() if stdin else arguments.paths,
                write=stdin is None and not (arguments.dry_run or arguments.check),
                options=options,
                jobs=arguments.jobs,
                cache=not arguments.no_cache,
                want_edits=arguments.output_format == "json",
                stdin=stdin,
                progress=progress,
            )
        )
    finally:
        if progress is not None:
            progress.clear()


def _changed_source(arguments: Arguments, result: RunResult) -> FileChange | None:
    """What became of the source on standard input, among the other files of its project."""
    place = os.path.normpath(arguments.stdin_filename or NO_PLACE)
    return next((one for one in result.changes if os.path.normpath(one.path) == place), None)


def _exit_code(arguments: Arguments, result: RunResult, groups: Sorted) -> int:
    if any(problem.kind == "interrupted" for problem in result.problems):
        return INTERRUPTED
    if result.problems:
        return WRONG
    if arguments.check and (groups.made or result.changes or _errors_left(result)):
        return LEFT
    return DONE


def _errors_left(result: RunResult) -> bool:
    """Whether there is a finding of a rule that is an error, with a fix or without."""
    if not result.findings:
        return False
    from dash_codemods.rules import registry

    errors = {rule.code for rule in registry() if rule.error}
    return any(one.finding.code in errors for one in result.findings)
