"""Every option of the command, once: for parsing, for the help and for the shell's completion.

Named tuples, here and in the configuration, because they count when the command starts: a frozen
dataclass takes 0.5 ms to define, a named tuple a tenth of that.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["flag", "switch", "value", "words", "number"]
Format = Literal["full", "concise", "diff", "json"]
When = Literal["auto", "always", "never"]


class Option(NamedTuple):
    """One option: how it is spelled, what it takes, what it is for."""

    names: tuple[str, ...]
    field: str
    """The field of Arguments that it sets."""
    help: str
    kind: Kind = "flag"
    metavar: str = ""
    choices: tuple[str, ...] = ()
    off: str = ""
    """A switch's name for no: --no-unsafe-fixes."""


class Arguments(NamedTuple):
    """A command line that was understood."""

    paths: tuple[str, ...] = ()
    dry_run: bool = False
    check: bool = False
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] | None = None
    unsafe_fixes: bool | None = None
    output_format: Format = "full"
    target_version: str | None = None
    stdin_filename: str | None = None
    config: str | None = None
    isolated: bool = False
    jobs: int | None = None
    no_cache: bool = False
    statistics: bool = False
    quiet: bool = False
    verbose: bool = False
    color: When = "auto"
    list_rules: bool = False
    explain: str | None = None
    version: bool = False
    help: bool = False


SECTIONS: dict[str, tuple[Option, ...]] = {
    "What is done": (
        Option(("--dry-run",), "dry_run", "Show what would change as diffs, write nothing."),
        Option(
            ("--check",),
            "check",
            "Write nothing; exit with 1 if a fix would be made, or if a finding of an error rule "
            "is left. For CI.",
        ),
        Option(
            ("--unsafe-fixes",),
            "unsafe_fixes",
            "Make the fixes too that are right in most apps but change something, which each "
            "names. --no-unsafe-fixes leaves them out, whatever the configuration says.",
            kind="switch",
            off="--no-unsafe-fixes",
        ),
        Option(
            ("--target-version",),
            "target_version",
            "The oldest Dash the code must run on: 2.9 ... 4.4, or auto: from the project's "
            "metadata, else the newest.",
            kind="value",
            metavar="VERSION",
        ),
        Option(
            ("--stdin-filename",),
            "stdin_filename",
            'With the path "-": where the text on standard input stands in the project, whose '
            "other files are read too. The new source goes to standard output.",
            kind="value",
            metavar="PATH",
        ),
    ),
    "Which rules": (
        Option(
            ("--select",),
            "select",
            "Run these rules only. A rule is meant by its code (DC101), a prefix (DC1), its name "
            "(unused-state) or ALL; the more specific of two selectors wins. Comma-separated, may "
            "be repeated. A rule that is off by default runs when it is selected in any of these "
            "ways.",
            kind="words",
            metavar="RULES",
        ),
        Option(
            ("--extend-select",),
            "extend_select",
            "Run these rules besides the others.",
            kind="words",
            metavar="RULES",
        ),
        Option(("--ignore",), "ignore", "Leave these rules out.", kind="words", metavar="RULES"),
        Option(("--list-rules",), "list_rules", "List all rules; as JSON too."),
        Option(
            ("--explain",),
            "explain",
            "Explain one rule, and how to suppress it.",
            kind="value",
            metavar="RULE",
        ),
    ),
    "What is shown": (
        Option(
            ("--output-format",),
            "output_format",
            "full (default), concise: one line for each finding, diff: a patch and nothing else, "
            "json.",
            kind="value",
            metavar="FORMAT",
            choices=("full", "concise", "diff", "json"),
        ),
        Option(("--statistics",), "statistics", "Count the findings of each rule."),
        Option(("--quiet", "-q"), "quiet", "Show errors only (and the diff or the JSON)."),
        Option(("--verbose", "-v"), "verbose", "Show too what could not be fixed, and why."),
        Option(
            ("--color",),
            "color",
            "auto (default: on terminals, unless NO_COLOR is set), always or never.",
            kind="value",
            metavar="WHEN",
            choices=("auto", "always", "never"),
        ),
    ),
    "How it runs": (
        Option(
            ("--config",),
            "config",
            "Use this file instead of each project's pyproject.toml: one with a "
            "[tool.dash-codemods] table, or with its keys at the top.",
            kind="value",
            metavar="FILE",
        ),
        Option(("--isolated",), "isolated", "Read no configuration file."),
        Option(("--jobs", "-j"), "jobs", "How many processes to use.", kind="number", metavar="N"),
        Option(("--no-cache",), "no_cache", "Neither use nor write the cache."),
    ),
    "About": (
        Option(("--version",), "version", "Show the version."),
        Option(("--help", "-h"), "help", "Show this."),
    ),
}

OPTIONS: tuple[Option, ...] = tuple(option for found in SECTIONS.values() for option in found)

COMPLETION_VARIABLE = "_DASH_CODEMOD_COMPLETE"
"""What a shell sets in the environment when it asks for completions."""

COMPLETION = {
    "--install-completion": "Install completion for the current shell.",
    "--show-completion": "Show what --install-completion would install.",
}
"""Options that typer answers."""


def all_names() -> list[str]:
    """Every spelling that is understood."""
    names = [name for option in OPTIONS for name in option.names]
    return names + [option.off for option in OPTIONS if option.off] + list(COMPLETION)
