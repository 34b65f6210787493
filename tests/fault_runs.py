"""Whole runs of the command as processes, held up and disturbed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

APP = """from dash import Input, Output, State, callback, dcc, html

layout = html.Div([dcc.Store(id="rows"), html.Button(id="go"), html.Div(id="out")])


@callback(Output("out", "children"), Input("go", "n_clicks"), State("rows", "data"))
def show(n_clicks, rows):
    return n_clicks
"""
FIXED = APP.replace(', State("rows", "data"))', ")").replace(", rows)", ")")
FIXED = FIXED.replace("Output, State,", "Output,")
TEST = "from {name} import show\n\n\ndef test_show():\n    assert show(3, []) == 3\n"
FIXED_TEST = TEST.replace("3, []", "3")

# Holds the run up where the test asks for it: before it reads the first file, when all is worked
# out and nothing written, and before the given one of the renames.
HELD_UP = """
import os, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # also below a shell's background job
import dash_codemods.engine.parsing as parsing
import dash_codemods.engine.run
import dash_codemods.sources.transaction as transaction
run = sys.modules["dash_codemods.engine.run"]  # the package has a function of that name

def before(module, name, act):
    real, count = getattr(module, name), [0]
    def held_up(*arguments, **options):
        count[0] += 1
        act(count[0], arguments)
        return real(*arguments, **options)
    setattr(module, name, held_up)

def pause_at(wanted):
    def act(number, _):
        if number == wanted:
            print("here", flush=True)
            sys.stdin.readline()
    return act

{hooks}
from dash_codemods.cli import main
main()
"""
READING = 'before(parsing, "read_source", pause_at(1))'
WRITING = 'before(run, "_write", pause_at(1))'


def landing(number: int) -> str:
    """Holds up before the rename of that number."""
    return f'before(transaction, "replace", pause_at({number}))'


def start(
    folder: Path, *arguments: str, hooks: str = "", select: str = "DC101", **options: object
) -> Run:
    """Starts the command; with `hooks`, held up."""
    code = ["-c", HELD_UP.replace("{hooks}", hooks)] if hooks else ["-m", "dash_codemods"]
    return Run(
        [sys.executable, *code, "--no-cache", f"--select={select}", *(arguments or (".",))],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,  # type: ignore[arg-type]
    )


class Run(subprocess.Popen):  # type: ignore[type-arg]
    """A run that has been started."""

    def wait_until_held_up(self) -> None:
        """Waits for the place where it was to stop."""
        assert self.stdout is not None
        assert self.stdout.readline() == b"here\n", self.communicate()[1].decode()

    def end(self) -> tuple[int, list[str]]:
        """Lets it go on to its end: the exit code, and what it says on standard error."""
        _, err = self.communicate(b"\n", timeout=120)
        lines = err.decode("utf-8", "surrogateescape").strip().splitlines()
        assert not any("Traceback" in line for line in lines), "\n".join(lines)
        return self.returncode, lines


def tool(folder: Path, *arguments: str, **options: object) -> tuple[int, list[str]]:
    """A run from its start to its end."""
    return start(folder, *arguments, **options).end()


def write(folder: Path, files: dict[str, bytes | str]) -> dict[str, bytes]:
    """Lays files out; gives them back as bytes."""
    raw = {n: c if isinstance(c, bytes) else c.encode() for n, c in files.items()}
    for name, content in raw.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return raw


def contents(folder: Path) -> dict[str, bytes]:
    """What is there, hidden files and temporaries too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


def pairs(count: int) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Callbacks and the test of each, which one fix changes together: before and after."""
    before: dict[str, bytes] = {}
    after: dict[str, bytes] = {}
    for number in range(count):
        names = f"app_{number}.py", f"tests/test_app_{number}.py"
        text = TEST.format(name=f"app_{number}"), FIXED_TEST.format(name=f"app_{number}")
        before |= {names[0]: APP.encode(), names[1]: text[0].encode()}
        after |= {names[0]: FIXED.encode(), names[1]: text[1].encode()}
    return before, after


def torn(folder: Path, before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    """Files that are neither as they were nor as they were to become, or that should not be."""
    found = contents(folder)
    wrong = [n for n in before if found.get(n) not in (before[n], after[n])]
    return wrong + sorted(set(found) - set(before))
