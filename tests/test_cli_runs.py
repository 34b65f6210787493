"""Whole runs of the command: what is written, what is shown where, which exit code."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from test_cli_harness import command

BAD = "a = bad\nb = 1\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with something of everything."""
    (tmp_path / "app.py").write_text(BAD)
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "map.py").write_bytes("# é\r\nx = bad\r\ny = risky\r\nz = stuck".encode())
    (tmp_path / "clean.py").write_text("# a callback\n")
    return tmp_path


def test_a_run_writes_and_a_second_has_nothing_to_do(project: Path) -> None:
    done = command(cwd=project)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"app.py:1:5: DC101 unused-state `bad` stands here\n    safe fix made: write good\n" in (
        done.stdout
    )
    assert b"@@" not in done.stdout
    assert done.stdout.endswith(
        b"\n\n2 fixes in 2 files; 1 more with --unsafe-fixes; 1 callback could not be fixed, "
        b"run with --verbose to see why.\n"
    )
    assert (project / "app.py").read_text() == "a = good\nb = 1\n"
    assert (project / "pages/map.py").read_bytes() == (
        "# é\r\nx = good\r\ny = risky\r\nz = stuck".encode()
    )
    again = command("--no-unsafe-fixes", "app.py", "clean.py", cwd=project)
    assert again.stdout == b"Nothing to do: 1 callback in 2 files is clean.\n"
    assert command(cwd=project).stdout.startswith(b"pages/map.py:3:5: DC102")


def test_the_preview_is_the_change(project: Path) -> None:
    before = (project / "app.py").read_text(), (project / "pages/map.py").read_bytes()
    diff = command("--dry-run", "--output-format", "diff", "--unsafe-fixes", cwd=project)
    assert diff.returncode == 0
    shown = command("--dry-run", "--unsafe-fixes", cwd=project)
    # The preview for people holds the same diffs, file by file.
    for part in diff.stdout.split(b"--- a/")[1:]:
        assert b"--- a/" + part in shown.stdout
    edits = command("--dry-run", "--output-format=json", "--unsafe-fixes", cwd=project).stdout
    assert before == ((project / "app.py").read_text(), (project / "pages/map.py").read_bytes())
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    subprocess.run(["git", "apply", "--check", "-"], cwd=project, input=diff.stdout, check=True)
    subprocess.run(["patch", "-p1", "-s", "--binary"], cwd=project, input=diff.stdout, check=True)
    patched = (project / "app.py").read_text(), (project / "pages/map.py").read_bytes()
    (project / "app.py").write_text(before[0])
    (project / "pages/map.py").write_bytes(before[1])
    command("--unsafe-fixes", cwd=project)
    assert patched == ((project / "app.py").read_text(), (project / "pages/map.py").read_bytes())
    assert [file["path"] for file in json.loads(edits)["files"]] == ["app.py", "pages/map.py"]


@pytest.mark.parametrize(
    ("text", "arguments", "code"),
    [
        ("a = bad\n", (), 0),
        ("a = bad\n", ("--dry-run",), 0),
        ("a = bad\n", ("--check",), 1),
        ("a = bad\n", ("--check", "--dry-run"), 1),
        ("a = bad\n", ("--check", "--output-format=json"), 1),
        ("a = bad\n", ("--check", "--quiet"), 1),
        ("a = good\n", ("--check",), 0),
        # An unsafe fix counts where it was asked for.
        ("a = risky\n", ("--check",), 0),
        ("a = risky\n", ("--check", "--unsafe-fixes"), 1),
        ("a = stuck\n", ("--check",), 0),
        # A rule that is an error needs no fix to fail; a preview alone never fails.
        ("a = wrong\n", ("--check",), 1),
        ("a = wrong\n", (), 0),
        ("a = wrong\n", ("--dry-run",), 0),
        ("broken\n", (), 2),
        ("broken\n", ("--dry-run",), 2),
        ("broken\n", ("--check",), 2),
        ("a = good\n", ("nowhere.py",), 2),
        ("a = good\n", ("--config", "nowhere.toml"), 2),
        ("a = good\n", ("--nonsense",), 2),
    ],
)
def test_exit_codes(text: str, arguments: tuple[str, ...], code: int, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(text)
    done = command("app.py", *arguments, cwd=tmp_path)
    assert done.returncode == code, done
    wrote = text == "a = bad\n" and not arguments
    assert (tmp_path / "app.py").read_text() == (text.replace("bad", "good") if wrote else text)


def test_check_alone_lists_without_diffs(project: Path) -> None:
    listed = command("--check", cwd=project)
    assert b"app.py:1:5: DC101" in listed.stdout
    assert b"@@" not in listed.stdout
    assert b"@@" in command("--check", "--dry-run", cwd=project).stdout


def test_other_files_are_done_when_one_is_wrong(project: Path) -> None:
    (project / "wrong.py").write_text("broken")
    done = command("nowhere", ".", cwd=project)
    assert done.returncode == 2
    assert done.stderr == (
        b"error: nowhere: no such file or folder\nerror: wrong.py:1: does not parse\n"
    )
    assert done.stdout.endswith(b"2 errors, named above.\n")
    assert (project / "app.py").read_text() == "a = good\nb = 1\n"


@pytest.mark.parametrize("form", ["diff", "json"])
def test_a_program_finds_nothing_else_on_standard_output(project: Path, form: str) -> None:
    done = command("--dry-run", "--output-format", form, "--statistics", cwd=project)
    assert done.stdout.startswith(b"--- a/app.py\n" if form == "diff" else b"{\n")
    assert done.stdout.endswith(b"\\ No newline at end of file\n" if form == "diff" else b"}\n")
    assert b"Would make 2 fixes in 2 files" in done.stderr
    assert b"3  DC101  unused-state  2 fixable" in done.stderr
    quiet = command("--dry-run", "--output-format", form, "--quiet", cwd=project)
    assert (quiet.stdout, quiet.stderr) == (done.stdout, b"")


def test_json_asks_for_the_edits_of_each_fix(project: Path) -> None:
    found = json.loads(command("--check", "--output-format=json", "app.py", cwd=project).stdout)
    (finding,) = found["findings"]
    assert finding["fix"]["edits"] == [
        {
            "path": "app.py",
            "start": {"line": 1, "column": 5},
            "end": {"line": 1, "column": 8},
            "replacement": "good",
        }
    ]


def test_concise_lines_are_what_problem_matchers_read(project: Path) -> None:
    done = command("--check", "--output-format=concise", cwd=project)
    lines = done.stdout.decode().splitlines()
    assert lines[0] == "app.py:1:5: DC101 unused-state `bad` stands here [fixable]"
    assert len(lines) == 4


def test_quiet_shows_errors_only(project: Path) -> None:
    (project / "wrong.py").write_text("broken")
    done = command("--quiet", cwd=project)
    assert (done.stdout, done.stderr) == (b"", b"error: wrong.py:1: does not parse\n")
    assert (project / "app.py").read_text() == "a = good\nb = 1\n"


def test_statistics_come_before_the_closing_line(project: Path) -> None:
    lines = command("--check", "--statistics", cwd=project).stdout.splitlines()
    assert lines[-3:-1] == [
        b"3  DC101  unused-state  2 fixable",
        b"1  DC102  whole-store   1 fixable",
    ]


def test_unsafe_fixes_of_the_project_are_taken_and_can_be_refused(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.dash-codemods]\nunsafe-fixes = true\n")
    assert b"Would make 3 fixes" in command("--dry-run", cwd=project).stdout
    refused = command("--dry-run", "--no-unsafe-fixes", cwd=project).stdout
    assert b"Would make 2 fixes in 2 files; 1 more with --unsafe-fixes" in refused


def test_a_named_configuration_that_is_wrong_stops_the_run(project: Path) -> None:
    (project / "own.toml").write_text("selct = []\n")
    done = command("--config", "own.toml", cwd=project)
    assert done.returncode == 2
    assert done.stderr == b"error: own.toml: unknown key `selct`; did you mean `select`?\n"
    assert (project / "app.py").read_text() == BAD
    form = command("--config", "own.toml", "--output-format=json", cwd=project)
    assert json.loads(form.stdout)["errors"][0]["kind"] == "configuration"


SOURCE = "# é\r\na = bad\r\n".encode()


def test_standard_input_becomes_standard_output(tmp_path: Path) -> None:
    done = command("-", cwd=tmp_path, stdin=SOURCE)
    assert (done.returncode, done.stdout) == (0, SOURCE.replace(b"bad", b"good"))
    assert b"<stdin>:2:5: DC101 unused-state" in done.stderr
    assert done.stderr.endswith(b"1 fix in 1 file.\n")
    quiet = command("-", "--quiet", cwd=tmp_path, stdin=SOURCE)
    assert (quiet.stdout, quiet.stderr) == (done.stdout, b"")


@pytest.mark.parametrize(
    "source",
    [
        b"a = 1\r\n\rb",
        b"",
        b"\xef\xbb\xbfa = 1",
        b"broken \xe9 latin-1\n",
        b"\xef\xbb\xbfa = bad\r\n",
        b"# latin-1\n'\xe9'\na = bad",
    ],
)
def test_standard_output_has_the_bytes_of_standard_input_but_for_the_fix(source: bytes) -> None:
    done = command("-", "-q", stdin=source)
    assert done.stdout == source.replace(b"bad", b"good")
    assert done.returncode == (2 if b"broken" in source else 0)


@pytest.mark.parametrize("arguments", [("--dry-run",), ("--check",), ("--output-format=json",)])
def test_a_report_on_standard_input_holds_no_source(arguments: tuple[str, ...]) -> None:
    done = command("-", "--stdin-filename", "pages/map.py", *arguments, stdin=SOURCE)
    assert b"pages/map.py" in done.stdout
    assert b"\na = good\r\n" not in done.stdout
    assert done.returncode == (1 if "--check" in arguments else 0)


def test_standard_input_has_the_settings_of_its_place(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one/pyproject.toml").write_text("[tool.dash-codemods]\nunsafe-fixes = true\n")
    here = command("-", "-q", "--stdin-filename=one/a.py", cwd=tmp_path, stdin=b"risky")
    there = command("-", "-q", "--stdin-filename=two/a.py", cwd=tmp_path, stdin=b"risky")
    assert (here.stdout, there.stdout) == (b"daring", b"risky")
