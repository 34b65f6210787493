"""The analysis of one function as a whole."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from dash_codemods.model.patching.flow import Flow
from dash_codemods.model.patching.report import Context, Obstacle, Report, Subject
from dash_codemods.model.patching.sharing import shared_with
from dash_codemods.model.walking import walk


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a function does with the value of a State."""

    subject: Subject
    context: Context
    report: Report

    @property
    def is_found(self) -> bool:
        """Whether the value is changed and returned."""
        report = self.report
        return bool(report.writes or report.attempts) and bool(report.returns or report.reaches)

    @property
    def obstacles(self) -> tuple[Obstacle, ...]:
        """What keeps the change from being one of a Patch, in the order of the lines."""
        return tuple(sorted(self.report.obstacles, key=lambda o: o.line))

    @property
    def keeps_state(self) -> bool:
        """Whether the value as it came is looked at, so that the State must stay."""
        return bool(self.report.reads) or self.subject.every_item

    @property
    def keeps_guards(self) -> bool:
        """Whether what stands in for None must stay, for those looks."""
        return any(read.guard for read in self.report.reads.values())


def analyse(subject: Subject) -> Analysis:
    """Follow the value of a State through a function."""
    context = Context(subject)
    flow = Flow(context)
    flow.block(subject.function.body)
    _shared_parts(context)
    _two_at_once(context)
    _inside_strings(context)
    return Analysis(subject, context, context.report)


def _shared_parts(context: Context) -> None:
    """A change inside something that was put into the value also changes it elsewhere in Python.

    A Patch changes the browser's copy alone.
    """
    nested = {w.container: line for w, line in context.report.writes.items() if w.container}
    for store in context.report.stores:
        for container, line in nested.items():
            name = shared_with(context, store, container)
            if name is not None:
                context.report.obstacles.append(
                    Obstacle(
                        "shares-parts",
                        f"what is changed here may be `{name}` too, which was put into the value",
                        line,
                    )
                )


def _two_at_once(context: Context) -> None:
    """A name that holds something else on another path can be the Patch's only while no other is.

    Behind `result = no_update`, `rows.append(1)` and `result = rows` need two names.
    """
    report = context.report
    if report.later and report.part is not None:
        message = (
            f"`{context.show(report.part)}` is a part, and a function inside changes the value"
        )
        context.block("unclear-assignment", message, report.part)
    for origin in report.mixed if report.later else report.mixed & report.beside:
        statement = report.origins[origin]
        message = (
            f"`{context.show(statement)}` is another value, under a name that stands for the "
            "State's value later"
        )
        context.block("unclear-assignment", message, statement)


def _inside_strings(context: Context) -> None:
    """Names inside an f-string cannot be renamed: before Python 3.12 their places are wrong."""
    report = context.report
    parameter = context.subject.parameter
    renamed = set(report.renames) | {n for n in report.reads if n.id != parameter}
    renamed |= {use for origin in report.mixed for use in report.uses.get(origin, ())}
    for node in walk(context.subject.function):
        if not isinstance(node, ast.JoinedStr):
            continue
        for inner in walk(node):
            if isinstance(inner, ast.expr) and inner in renamed:
                context.block("value-is-read", f"`{context.show(node)}` reads the value", node)
