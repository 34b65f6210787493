"""One line for each finding, in the form that editors' problem matchers read."""

from __future__ import annotations

from collections.abc import Iterable

from dash_codemods.model.results import FindingResult, Problem
from dash_codemods.reporting.sorting import Sorted
from dash_codemods.reporting.view import Paint, View, visible


def concise(groups: Sorted, view: View) -> str:
    """The findings, by place; those whose fix a fact stopped only with --verbose."""
    paint = Paint(view.colour)
    fates = {
        "fixable" if view.preview else "fixed": groups.made,
        "not written": groups.unwritten,
        "fixable by another run": groups.waiting,
        "fixable with --unsafe-fixes": groups.unsafe,
        "not fixable": groups.blocked if view.verbose else (),
        "": groups.manual,
    }
    rows = [(one, fate) for fate, found in fates.items() for one in found]
    rows.sort(key=lambda row: (row[0].finding.path, row[0].finding.span.start))
    return "".join(f"{_line(one, fate, paint)}\n" for one, fate in rows)


def _line(one: FindingResult, fate: str, paint: Paint) -> str:
    return headline(one, paint) + (f" [{fate}]" if fate else "")


def headline(one: FindingResult, paint: Paint) -> str:
    """`path:line:column: CODE name message`."""
    finding = one.finding
    start = finding.span.start
    place = f"{paint.bold(visible(finding.path))}:{start.line}:{start.column}:"
    return f"{place} {paint.error(finding.code)} {finding.name} {visible(finding.message)}"


def problem_lines(problems: Iterable[Problem], paint: Paint) -> str:
    """The errors of a run, one line each."""
    return "".join(f"{_problem(problem, paint)}\n" for problem in problems)


def _problem(problem: Problem, paint: Paint) -> str:
    line = f":{problem.line}" if problem.line else ""
    place = f"{paint.bold(visible(problem.path))}{line}: " if problem.path else ""
    return f"{paint.error('error')}: {place}{visible(problem.message)}"
