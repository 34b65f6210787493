"""--help, --version, --list-rules, --explain, completion; and what they do not import."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_cli_harness import RULES, command
from test_cli_harness import __file__ as harness

from dash_codemods import __version__
from dash_codemods.cli.about import explanation
from dash_codemods.cli.help import help_text
from dash_codemods.cli.options import all_names
from dash_codemods.model.rule import Rule
from dash_codemods.reporting.view import Paint

ROOT = Path(__file__).parent.parent


def test_the_help_names_every_option() -> None:
    done = command("--help")
    assert done.returncode == 0
    words = done.stdout.decode().replace(",", " ").split()
    assert set(all_names()) <= set(words)
    assert command("-h").stdout == done.stdout


@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_the_help_fits_the_terminal(columns: str) -> None:
    text = command("--help", environment={"COLUMNS": columns}).stdout.decode()
    assert max(map(len, text.splitlines())) <= max(min(int(columns), 100), 50)


def test_the_help_has_bold_headings_where_colours_are_wanted() -> None:
    assert "\x1b[1mWhich rules\x1b[0m" in help_text(Paint(True))
    assert "\x1b" not in help_text(Paint(False))


def test_the_version() -> None:
    assert command("--version").stdout.decode() == f"dash-codemod {__version__}\n"


def test_the_module_can_be_run() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dash_codemods", "--version"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode() == f"dash-codemod {__version__}\n"


def test_rules_are_listed() -> None:
    lines = command("--list-rules").stdout.decode().splitlines()
    assert lines[0] == "DC101  unused-state   fix        A State that is never read"
    assert lines[2] == "DC201  shared-output  fix,off    Two writers"
    assert lines[3] == "DC401  missing-id     error      An id that nothing has"


def test_rules_are_listed_as_json() -> None:
    rules = json.loads(command("--list-rules", "--output-format", "json").stdout)
    assert [rule["code"] for rule in rules] == [rule.code for rule in RULES]
    assert set(rules[0]) == {
        "code",
        "name",
        "summary",
        "default",
        "fixes",
        "error",
        "since",
        "documentation",
    }


@pytest.mark.parametrize("wanted", ["DC101", "unused-state"])
def test_a_rule_is_explained(wanted: str) -> None:
    text = command("--explain", wanted).stdout.decode()
    assert "since 0.1.0, has fixes, runs by default" in text
    for way in (
        "# dash-codemod: ignore[DC101]",
        "# noqa: DC101",
        "# dash-codemod: skip-file",
        '"legacy/**" = ["DC101"]',
        "--ignore DC101",
    ):
        assert way in text


def test_documentation_is_shown_for_people(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "DC101 unused-state: what.\n\n## Example\n```python\n## no heading\nx = 1\n```\n- `a`\n"
    monkeypatch.setattr(Rule, "documentation", text)
    shown = explanation(RULES[0], Paint(True))
    assert shown.startswith("\x1b[1mDC101 unused-state: what.\x1b[0m\n(since 0.1.0, has fixes, ")
    assert "\n\x1b[1mExample\x1b[0m\n    ## no heading\n    x = 1\n- `a`\n" in shown


def complete(*words: str, cwd: Path) -> list[str]:
    """What bash is offered for the last word."""
    environment = {
        "_DASH_CODEMOD_COMPLETE": "complete_bash",
        "COMP_WORDS": " ".join(["dash-codemod", *words]),
        "COMP_CWORD": str(len(words)),
    }
    return command(cwd=cwd, environment=environment).stdout.decode().split()


def test_the_shell_completes(tmp_path: Path) -> None:
    (tmp_path / "app.py").touch()
    (tmp_path / "apps").mkdir()
    (tmp_path / "app.txt").touch()
    assert complete("--dry", cwd=tmp_path) == ["--dry-run"]
    assert complete("--output-format", "c", cwd=tmp_path) == ["concise"]
    assert complete("--select", "unused-state,DC10", cwd=tmp_path) == [
        "unused-state,DC101",
        "unused-state,DC102",
    ]
    assert complete("--dry-run", "ap", cwd=tmp_path) == ["app.py", "apps/"]
    assert set(all_names()) - {"-h", "-q", "-v", "-j"} == set(complete("--", cwd=tmp_path)) | {
        "--no-unsafe-fixes"
    } - {"-"}


@pytest.mark.skipif(not shutil.which("bash"), reason="needs a shell to install for")
def test_completion_can_be_installed(tmp_path: Path) -> None:
    def in_bash(option: str) -> str:
        done = subprocess.run(
            # A second command keeps bash from giving its process to the first.
            ["bash", "-c", f"{sys.executable} {harness} {option}; exit $?"],
            env={**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
        )
        return done.stdout.decode()

    assert "_DASH_CODEMOD_COMPLETE=complete_bash" in in_bash("--show-completion")
    assert "bash completion installed" in in_bash("--install-completion")
    assert "dash-codemod" in (tmp_path / ".bashrc").read_text()


HEAVY = "typer pydantic rich libcst black difflib tomllib json textwrap asyncio multiprocessing"


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [(["--version"], set()), (["--help"], {"textwrap"}), (["--quiet", "clean.py"], set())],
)
def test_starting_imports_nothing_heavy(
    arguments: list[str], needed: set[str], tmp_path: Path
) -> None:
    """The time to start is the time to import: measured once, held here by what is imported."""
    (tmp_path / "clean.py").write_text("a = 1\n")
    script = (
        "import sys\n"
        "from dash_codemods.cli import guarded\n"
        f"code = guarded({arguments!r})\n"
        f"sys.stderr.write(' '.join(m for m in {HEAVY!r}.split() if m in sys.modules))\n"
        "sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path / "cache")},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done
    assert set(done.stderr.decode().split()) <= needed
