"""Colours, encodings, readers that go away, progress, interrupts."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from test_cli_harness import __file__ as harness
from test_cli_harness import command

from dash_codemods.cli import output, progress

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals and signals are POSIX")


def on_a_terminal(
    *arguments: str,
    cwd: Path,
    environment: dict[str, str] | None = None,
    stdout: int | None = None,
) -> tuple[bytes, bytes]:
    """What the command writes to terminals, one for each stream."""
    import pty

    shown = []
    pairs = [pty.openpty(), pty.openpty()]
    clean = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
    process = subprocess.Popen(
        [sys.executable, harness, *arguments],
        cwd=cwd,
        stdout=pairs[0][1] if stdout is None else stdout,
        stderr=pairs[1][1],
        env={
            **clean,
            "TERM": "xterm",
            "PYTHONPATH": str(Path(harness).parent.parent),
            **(environment or {}),
        },
    )
    for _, theirs in pairs:
        os.close(theirs)
    for ours, _ in pairs:
        data = b""
        try:
            while part := os.read(ours, 65536):
                data += part
        except OSError:  # the other end was closed
            pass
        os.close(ours)
        shown.append(data.replace(b"\r\n", b"\n"))
    process.wait(timeout=30)
    return shown[0], shown[1]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "app.py").write_text("a = bad  # é\n")
    return tmp_path


def test_terminals_get_colours_and_pipes_do_not(project: Path) -> None:
    assert b"\x1b[1mapp.py\x1b[0m:1:5:" in on_a_terminal("--dry-run", cwd=project)[0]
    assert b"\x1b" not in command("--dry-run", cwd=project).stdout
    assert b"\x1b" not in command("--dry-run", "nowhere", cwd=project).stderr


@pytest.mark.parametrize("form", ["full", "concise"])
def test_colours_can_be_asked_for_and_refused(project: Path, form: str) -> None:
    arguments = ("--dry-run", f"--output-format={form}")
    plain = command(*arguments, cwd=project).stdout
    always = command(*arguments, "--color=always", cwd=project).stdout
    forced = command(*arguments, cwd=project, environment={"FORCE_COLOR": "1"}).stdout
    assert b"\x1b" in always
    assert always == forced
    for refusal in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert b"\x1b" not in on_a_terminal(*arguments, cwd=project, environment=refusal)[0]
    assert b"\x1b" not in on_a_terminal(*arguments, "--color=never", cwd=project)[0]
    both = {"NO_COLOR": "1", "FORCE_COLOR": "1"}
    assert command(*arguments, cwd=project, environment=both).stdout == plain


@pytest.mark.parametrize("form", ["diff", "json"])
def test_what_programs_read_is_never_coloured(project: Path, form: str) -> None:
    arguments = ("--dry-run", f"--output-format={form}", "--color=always")
    assert b"\x1b" not in command(*arguments, cwd=project).stdout


def test_errors_are_coloured_by_their_own_stream(project: Path) -> None:
    out, err = on_a_terminal("nowhere", cwd=project, stdout=subprocess.DEVNULL)
    assert (out, err) == (
        b"",
        b"\x1b[1;31merror\x1b[0m: \x1b[1mnowhere\x1b[0m: no such file or folder\n",
    )


@pytest.mark.parametrize("encoding", ["ascii", "utf-8", "latin-1"])
def test_no_encoding_of_the_terminal_makes_it_fail(project: Path, encoding: str) -> None:
    environment = {"PYTHONIOENCODING": encoding, "LC_ALL": "C"}
    out, _ = on_a_terminal("--dry-run", cwd=project, environment=environment)
    expected = {"ascii": rb"# \xe9", "utf-8": "# é".encode(), "latin-1": b"# \xe9"}
    assert expected[encoding] in out
    piped = command("--dry-run", cwd=project, environment=environment)
    assert "# é".encode() in piped.stdout


def test_file_names_that_are_no_text(project: Path) -> None:
    name = os.fsdecode(b"caf\xe9.py")
    try:
        (project / name).write_text("a = bad\n")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    for form in ("full", "concise"):
        done = command("--dry-run", f"--output-format={form}", cwd=project)
        assert done.returncode == 0
        # Bytes in, bytes out: another program can open what is named here.
        assert b"caf\xe9.py:1:5: DC101" in done.stdout
    assert b'"a/caf\\351.py"' in command("--dry-run", "--output-format=diff", cwd=project).stdout
    assert b"caf\\udce9.py" in command("--dry-run", "--output-format=json", cwd=project).stdout
    assert b"caf\\udce9.py" in on_a_terminal("--dry-run", cwd=project)[0]


def test_a_reader_that_goes_away_is_no_error(project: Path) -> None:
    (project / "app.py").write_text("a = bad\n" * 20_000)
    process = subprocess.Popen(
        [sys.executable, harness, "--dry-run", "--check"],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(harness).parent.parent)},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    # What was found out counts, though nobody read it to the end.
    assert process.wait(timeout=60) == 1


def test_a_closed_output_is_no_error(project: Path) -> None:
    script = f"exec {sys.executable} {harness} --dry-run >&-"
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=project,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(Path(harness).parent.parent)},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_ctrl_c_ends_the_run_without_a_traceback(project: Path) -> None:
    script = (
        # A shell starts its background jobs with the signal ignored; a terminal does not.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "import time, test_cli_harness as h; h.install();"
        "import dash_codemods.engine as e;"
        "e.run = lambda r: print('on', flush=True) or time.sleep(60);"
        "from dash_codemods.cli import main; main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={
            **os.environ,
            "PYTHONPATH": f"{Path(harness).parent.parent}{os.pathsep}{Path(harness).parent}",
        },
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"on\n"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert err.decode().strip() == (
        "dash-codemod: interrupted: every file is whole; run again to go on"
    )


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_the_progress_bar_waits_a_second_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    screen = Terminal()
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(sys, "stderr", screen)
    bar = progress.progress_for(quiet=False)
    assert bar is not None
    bar("Reading", 1, 10)
    bar.clear()
    assert screen.getvalue() == ""
    now[0] += 1.01
    bar("Reading", 5, 10)
    assert screen.getvalue() == f"\r\x1b[KReading [{'#' * 15}{'-' * 15}] 5/10"
    bar("Reading", 6, 10)
    assert "6/10" not in screen.getvalue()
    now[0] += 0.2
    bar("Reading", 12, 10)
    assert screen.getvalue().endswith(f"\r\x1b[KReading [{'#' * 30}] 12/10")
    bar.clear()
    assert screen.getvalue().endswith("\r\x1b[K")


def test_the_progress_bar_is_for_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.delenv("TERM", raising=False)
    assert progress.progress_for(quiet=False) is not None
    assert progress.progress_for(quiet=True) is None
    monkeypatch.setenv("TERM", "dumb")
    assert progress.progress_for(quiet=False) is None
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert progress.progress_for(quiet=False) is None


def test_a_stream_that_is_closed_is_no_terminal() -> None:
    stream = Terminal()
    stream.close()
    assert not output.on_terminal(stream)
    assert not output.on_terminal(None)
