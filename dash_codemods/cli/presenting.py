"""A result in the format that was asked for, each part on the stream where it belongs."""

from __future__ import annotations

import sys
from typing import TextIO

from dash_codemods.cli.options import Arguments
from dash_codemods.cli.output import on_terminal, wants_colour, write_error, write_out
from dash_codemods.config import CommandLineOptions, Settings, settings_for
from dash_codemods.model.results import RunResult
from dash_codemods.reporting.concise import concise, problem_lines
from dash_codemods.reporting.sorting import Sorted, sort_findings
from dash_codemods.reporting.summary import statistics, summary
from dash_codemods.reporting.view import Paint, View, visible


def present(
    result: RunResult,
    arguments: Arguments,
    options: CommandLineOptions,
    *,
    report_to_error: bool = False,
) -> Sorted:
    """Show a result; `report_to_error` where standard output already carries something else."""
    machine = arguments.output_format in ("diff", "json")
    write = write_error if report_to_error else write_out
    view = _view(result, arguments, options, sys.stderr if report_to_error else sys.stdout)
    groups = sort_findings(result, view)
    if machine or not arguments.quiet:
        write(_body(result, groups, arguments, view))
    errors = Paint(wants_colour(arguments.color, sys.stderr))
    # Above the summary, which may count them, whichever streams share the screen.
    write_error(problem_lines(result.problems, errors))
    if result.finished and not arguments.quiet:
        paths = ", ".join(map(visible, result.finished))
        write_error(f"finished what a run that was killed had begun: {paths}\n")
    if not arguments.quiet:
        closing = statistics(result) if arguments.statistics else ""
        closing += f"{summary(result, groups, view)}.\n"
        (write_error if machine else write)(closing)
    return groups


def _body(result: RunResult, groups: Sorted, arguments: Arguments, view: View) -> str:
    if arguments.output_format == "json":
        from dash_codemods.reporting.as_json import as_json

        return as_json(result, groups)
    if arguments.output_format == "diff":
        from dash_codemods.reporting.diff import exact_diff

        return "".join(map(exact_diff, groups.changes))
    if arguments.output_format == "concise":
        return concise(groups, view)
    from dash_codemods.reporting.full import full

    return full(result, groups, view)


def _view(
    result: RunResult, arguments: Arguments, options: CommandLineOptions, stream: TextIO
) -> View:
    unsafe = {one.finding.path for one in result.findings if one.finding.applicability == "unsafe"}
    return View(
        preview=arguments.dry_run or arguments.check,
        diffs=arguments.dry_run,
        colour=wants_colour(arguments.color, stream),
        terminal=on_terminal(stream),
        verbose=arguments.verbose,
        unsafe_taken=frozenset(path for path in unsafe if _takes_unsafe(path, options)),
    )


def _takes_unsafe(path: str, options: CommandLineOptions) -> bool:
    settings = settings_for(path, options)
    return isinstance(settings, Settings) and settings.unsafe_fixes
