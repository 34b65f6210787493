"""The command line: what is understood, and what is said of the rest."""

from __future__ import annotations

import pytest
from test_cli_harness import command

from dash_codemods.cli.options import OPTIONS, Arguments, all_names
from dash_codemods.cli.parsing import CommandLineError, parse


def wrong(*argv: str) -> str:
    """The error that a command line gets."""
    with pytest.raises(CommandLineError) as caught:
        parse(argv)
    return str(caught.value)


def test_nothing_means_the_current_folder() -> None:
    assert parse([]) == Arguments(paths=(".",))


def test_every_option() -> None:
    line = (
        "a.py --dry-run --check --select DC101,DC2 b --select=unused-state --ignore DC3 "
        "--extend-select DC4, --unsafe-fixes --output-format json --target-version 2.9 "
        "--config x.toml --jobs 3 --no-cache --statistics --quiet --color never "
        "--list-rules --explain DC101"
    )
    assert parse(line.split()) == Arguments(
        paths=("a.py", "b"),
        dry_run=True,
        check=True,
        select=("DC101", "DC2", "unused-state"),
        ignore=("DC3",),
        extend_select=("DC4",),
        unsafe_fixes=True,
        output_format="json",
        target_version="2.9",
        config="x.toml",
        jobs=3,
        no_cache=True,
        statistics=True,
        quiet=True,
        color="never",
        list_rules=True,
        explain="DC101",
    )
    assert parse(["-", "--stdin-filename", "a.py", "--isolated", "--verbose"]) == Arguments(
        paths=("-",), stdin_filename="a.py", isolated=True, verbose=True
    )


def test_every_option_sets_a_field_of_its_own() -> None:
    fields = [option.field for option in OPTIONS]
    assert sorted(fields) == sorted(set(Arguments._fields) - {"paths"})


@pytest.mark.parametrize(
    ("argv", "jobs"),
    [(["-j4"], 4), (["-j", "4"], 4), (["-j=4"], 4), (["-vj4"], 4), (["--jobs=4"], 4)],
)
def test_values_stand_behind_or_in_the_same_word(argv: list[str], jobs: int) -> None:
    assert parse(argv).jobs == jobs


def test_short_flags_may_stand_together() -> None:
    assert parse(["-v"]).verbose
    assert parse(["-q"]).quiet
    assert parse(["-vj", "2", "a"]) == Arguments(paths=("a",), verbose=True, jobs=2)


def test_the_last_of_contradicting_switches_counts() -> None:
    assert parse([]).unsafe_fixes is None
    assert parse(["--unsafe-fixes", "--no-unsafe-fixes"]).unsafe_fixes is False
    assert parse(["--no-unsafe-fixes", "--unsafe-fixes"]).unsafe_fixes is True


def test_what_follows_two_dashes_is_a_path() -> None:
    assert parse(["--dry-run", "--", "--check", "-v"]).paths == ("--check", "-v")


def test_empty_selectors_select_nothing() -> None:
    assert parse(["--select", ","]).select == ()


@pytest.mark.parametrize("argv", [["--help", "--nonsense"], ["-h"], ["--dry-run", "--help"]])
def test_help_is_not_refused(argv: list[str]) -> None:
    assert parse(argv).help


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["--dryrun"], "No such option: --dryrun. Did you mean --dry-run?"),
        (["-dry-run"], "No such option: -dry-run. Did you mean --dry-run?"),
        (["--unsafe"], "No such option: --unsafe. Did you mean --unsafe-fixes?"),
        (["--no-unsafe-fix"], "No such option: --no-unsafe-fix. Did you mean --no-unsafe-fixes?"),
        (["--colour=never"], "No such option: --colour. Did you mean --color?"),
        (["--DRY-RUN"], "No such option: --DRY-RUN. Did you mean --dry-run?"),
        (["--zzz"], "No such option: --zzz. Run `dash-codemod --help` for all options."),
        (["-x"], "No such option: -x. Run `dash-codemod --help` for all options."),
        (["--select"], "--select needs a value: --select RULES"),
        (["--select", "--dry-run"], "--select needs a value: --select RULES"),
        (["--config="], "--config needs a value: --config FILE"),
        (["-j"], "-j needs a value: -j N"),
        (["--dry-run=yes"], "--dry-run takes no value"),
        (["--jobs", "0"], "--jobs must be a number from 1 on, not `0`"),
        (["--jobs", "many"], "--jobs must be a number from 1 on, not `many`"),
        (["-j-1"], "-j must be a number from 1 on, not `-1`"),
        (
            ["--output-format", "jsn"],
            "--output-format must be one of full, concise, diff, json, not `jsn`; "
            "did you mean `json`?",
        ),
        (["--isolated", "--config", "x"], "--isolated and --config contradict each other"),
        (["-qv"], "--quiet and --verbose contradict each other"),
        (["-", "a.py"], '"-" (standard input) must be the only path'),
        (["--stdin-filename", "a.py"], '--stdin-filename needs the path "-"'),
    ],
)
def test_a_wrong_command_line_gets_one_line_that_says_what_is_right(
    argv: list[str], message: str
) -> None:
    assert wrong(*argv) == message


@pytest.mark.parametrize("name", all_names())
def test_every_option_is_near_to_itself_misspelt(name: str) -> None:
    misspelt = name[:-1] + "_" + name[-1] if len(name) > 3 else name
    if misspelt != name:
        assert wrong(misspelt).endswith(f"Did you mean {name}?")


@pytest.mark.parametrize(
    ("argument", "line"),
    [
        ("--dryrun", b"error: No such option: --dryrun. Did you mean --dry-run?\n"),
        (
            "--select=unused",
            b"error: --select: unknown rule `unused`; did you mean `unused-state`?\n",
        ),
        (
            "--ignore=DC9",
            b"error: --ignore: unknown rule `DC9`; `dash-codemod --list-rules` shows all\n",
        ),
        (
            "--extend-select=dc101",
            b"error: --extend-select: unknown rule `dc101`; did you mean `DC101`?\n",
        ),
        ("--explain=DC1O1", b"error: --explain: unknown rule `DC1O1`; did you mean `DC101`?\n"),
        ("--target-version=3", None),
    ],
)
def test_errors_are_one_line_on_standard_error(argument: str, line: bytes | None) -> None:
    done = command(argument)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.count(b"\n") == 1
    assert line is None or done.stderr == line
