"""Environments with older Dashes, made when a test first needs them and kept for the next run.

They are put below `DASH_CODEMODS_TEST_ENVS`, or the user's cache folder.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PINS = {
    "2.9": ["dash==2.9.3", "plotly<6", "flask<2.3", "werkzeug<2.3", "setuptools<81"],
    "2.18": ["dash==2.18.2", "plotly<6", "setuptools<81"],
    "3": ["dash==3.4.0", "plotly<7"],
    "4": [],
}
"""The newest release of each line; Dash 4 is the one that the tests themselves run with."""

NEWEST_PYTHON = {"2.9": (3, 11), "2.18": (3, 13), "3": (3, 14), "4": (3, 99)}
_SECONDS = 600
_NO_NETWORK = (
    "Failed to establish a new connection",
    "Temporary failure in name resolution",
    "Network is unreachable",
    "Name or service not known",
    "Connection refused",
    "timed out",
)


@cache
def python_with(line: str) -> str:
    """A Python that has a Dash of that line; the test is skipped where there can be none."""
    if line == "4":
        return sys.executable
    base = _base_python(line)
    if base is None:
        pytest.skip(f"no Python here that Dash {line} runs on")
    version = subprocess.run(
        [base, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    folder = _folder() / f"dash-{line}-python-{version}"
    ready = folder / "ready"
    if not ready.exists():
        with _alone(folder.with_suffix(".lock"), ready):
            if not ready.exists():
                _make(folder, base, PINS[line])
                ready.touch()
    return str(folder / "bin" / "python")


def _folder() -> Path:
    given = os.environ.get("DASH_CODEMODS_TEST_ENVS")
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    folder = Path(given or f"{base}/dash-codemods-tests").expanduser()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _base_python(line: str) -> str | None:
    newest = NEWEST_PYTHON[line]
    if sys.version_info[:2] <= newest:
        return sys.executable
    names = (f"python3.{minor}" for minor in range(newest[1], 8, -1))
    return next(filter(None, map(shutil.which, names)), None)


@contextlib.contextmanager
def _alone(lock: Path, ready: Path) -> Iterator[None]:
    """Keep others from making the same environment; wait where one is being made."""
    deadline = time.monotonic() + _SECONDS
    while True:
        try:
            lock.mkdir()
            break
        except FileExistsError:
            if ready.exists():
                break
            if time.monotonic() > deadline:
                pytest.fail(f"{lock} is still there: remove it if nothing is at work")
            time.sleep(1)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            lock.rmdir()


def _make(folder: Path, base: str, pins: list[str]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([base, "-m", "venv", str(folder)], check=True, timeout=_SECONDS)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    try:
        done = subprocess.run(
            [*pip, "install", "--quiet", *pins], capture_output=True, text=True, timeout=_SECONDS
        )
    except subprocess.TimeoutExpired:
        _no_environment(f"pip was not done with {pins[0]} after {_SECONDS} seconds", offline=False)
    if done.returncode != 0:
        offline = any(sign in done.stderr for sign in _NO_NETWORK)
        _no_environment(f"pip cannot install {pins[0]}: {done.stderr[-500:]}", offline=offline)


def _no_environment(reason: str, *, offline: bool) -> None:
    if offline and not os.environ.get("CI"):
        pytest.skip(f"no network: {reason}")
    pytest.fail(reason)
