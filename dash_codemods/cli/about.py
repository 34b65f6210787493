"""--help, --version, --list-rules and --explain."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dash_codemods.cli.exits import DONE
from dash_codemods.cli.options import Arguments
from dash_codemods.cli.output import wants_colour, write_out
from dash_codemods.cli.parsing import CommandLineError
from dash_codemods.reporting.view import Paint

if TYPE_CHECKING:
    from dash_codemods.model.rule import Rule


def answer(arguments: Arguments) -> int:
    """Answer a question about the tool itself; the exit code."""
    paint = Paint(wants_colour(arguments.color, sys.stdout))
    if arguments.help:
        from dash_codemods.cli.help import help_text

        write_out(help_text(paint))
    elif arguments.version:
        from dash_codemods import __version__

        write_out(f"dash-codemod {__version__}\n")
    else:
        write_out(_rules(arguments, paint))
    return DONE


def _rules(arguments: Arguments, paint: Paint) -> str:
    from dash_codemods.reporting.as_json import dumped
    from dash_codemods.rules import registry

    rules = registry()
    as_json = arguments.output_format == "json"
    if not arguments.explain:
        return dumped([described(rule) for rule in rules]) if as_json else rule_table(rules, paint)
    rule = find_rule(arguments.explain, rules)
    if rule is None:
        raise CommandLineError(unknown_rule(arguments.explain, rules))
    return dumped(described(rule)) if as_json else explanation(rule, paint)


def find_rule(wanted: str, rules: Sequence[Rule]) -> Rule | None:
    """The rule of that code or name."""
    return next((rule for rule in rules if wanted in (rule.code, rule.name)), None)


def unknown_rule(wanted: str, rules: Sequence[Rule]) -> str:
    """What to say of a rule that does not exist."""
    from dash_codemods.config.nearest import did_you_mean

    hint = did_you_mean(wanted, [name for rule in rules for name in (rule.code, rule.name)])
    return f"--explain: unknown rule `{wanted}`{hint or '; `dash-codemod --list-rules` shows all'}"


def rule_table(rules: Sequence[Rule], paint: Paint) -> str:
    """All rules, one line each."""
    width = max((len(rule.name) for rule in rules), default=0)
    return "".join(
        f"{paint.bold(rule.code)}  {rule.name:<{width}}  {_marks(rule):<9}  {rule.summary}\n"
        for rule in rules
    ) + (
        "\nfix: has fixes; error: a finding makes --check fail, with a fix or without; "
        "off: runs only when it is selected\n"
    )


def _marks(rule: Rule) -> str:
    marks = ("fix" if rule.fixes else "", "error" if rule.error else "")
    return ",".join(mark for mark in (*marks, "" if rule.default else "off") if mark)


def described(rule: Rule) -> dict[str, Any]:
    """A rule as JSON."""
    from inspect import cleandoc

    return {
        "code": rule.code,
        "name": rule.name,
        "summary": rule.summary,
        "default": rule.default,
        "fixes": rule.fixes,
        "error": rule.error,
        "since": rule.since,
        "documentation": cleandoc(rule.documentation),
    }


def explanation(rule: Rule, paint: Paint) -> str:
    """A rule's documentation, and how to suppress the rule."""
    marks = [
        f"since {rule.since}",
        "has fixes" if rule.fixes else "has no fixes",
        "runs by default" if rule.default else "runs only when it is selected",
        *(["its findings make --check fail"] if rule.error else []),
    ]
    from inspect import cleandoc

    title, _, text = cleandoc(rule.documentation).partition("\n")
    head = f"{paint.bold(title)}\n({', '.join(marks)})\n"
    return head + "\n".join(_shown(text, paint)) + f"\n\n{_suppression(rule, paint)}"


def _shown(text: str, paint: Paint) -> list[str]:
    """Headings in bold, without their marks; code and all else as it stands."""
    lines: list[str] = []
    in_code = False
    for line in text.splitlines():
        if line.lstrip().startswith(("```", "~~~")):
            in_code = not in_code
            continue
        heading = None if in_code else re.fullmatch(r"#+ (.*)", line)
        lines.append(paint.bold(heading[1]) if heading else f"    {line}" if in_code else line)
    return [line.rstrip() for line in lines]


def _suppression(rule: Rule, paint: Paint) -> str:
    return f"""{paint.bold("How to suppress it")}
For one callback, on a line of its decorator or of its def (a name does as well as a code):
    # dash-codemod: ignore[{rule.code}]
    # noqa: {rule.code}
For a whole file, with all other rules:
    # dash-codemod: skip-file
For some files, in pyproject.toml:
    [tool.dash-codemods.per-file-ignores]
    "legacy/**" = ["{rule.code}"]
Everywhere, in pyproject.toml, or with --ignore {rule.code}:
    [tool.dash-codemods]
    ignore = ["{rule.code}"]
"""
