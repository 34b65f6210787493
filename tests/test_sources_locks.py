"""One run at a time writes into a folder."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dash_codemods.sources import locks

pytest.importorskip("fcntl", reason="Windows has no locks on folders")

HOLDER = """
import sys
from dash_codemods.sources.locks import locked
with locked([sys.argv[1]]):
    print("held", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def another_run(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds a folder until it is told to let go, or killed."""
    pipe = subprocess.PIPE
    words = [sys.executable, "-c", HOLDER, str(folder)]
    with subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def seconds_to_lock(*folders: Path) -> float:
    started = time.monotonic()
    with locks.locked(map(str, folders)):
        return time.monotonic() - started


def test_another_run_is_waited_for(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with another_run(tmp_path) as process:
        assert seconds_to_lock(other) < 1
        process.kill()  # a killed run holds nothing
        assert seconds_to_lock(tmp_path, other) < locks.PATIENCE
    assert sorted(tmp_path.rglob("*")) == [other]


def test_patience_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "PATIENCE", 0.2)
    with another_run(tmp_path):
        assert 0.2 <= seconds_to_lock(tmp_path) < 2
    assert seconds_to_lock(tmp_path) < 0.2


def test_a_folder_that_went_away_is_no_matter(tmp_path: Path) -> None:
    assert seconds_to_lock(tmp_path / "gone", tmp_path) < 1


def test_a_folder_twice_is_locked_once(tmp_path: Path) -> None:
    assert seconds_to_lock(tmp_path, tmp_path) < 1
