"""The cache: the same facts, whatever happened to it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from dash_codemods.engine.cache import Cache
from dash_codemods.engine.parsing import read_many
from dash_codemods.model.facts import FileFacts
from dash_codemods.reading.reader import read_source

ROOMS = ("reading", "model")
SOURCE = (
    """
from dash import Input, Output, State, callback

@callback(Output("o", "children"), Input("b", "n_clicks"), State({"type": "s", "i": 1}, "data"))
def show(n, rows):
    return n
"""
    + "# padding\n" * 8000
)


def _entries(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_is_kept_is_what_was_read(tmp_path: Path) -> None:
    cache = Cache(FileFacts, ROOMS, str(tmp_path))
    first = read_many({"a.py": SOURCE}, 1, cache)["a.py"]
    assert len(_entries(tmp_path)) == 1
    kept = Cache(FileFacts, ROOMS, str(tmp_path)).get(cache.key(SOURCE))
    assert isinstance(kept, FileFacts)
    assert kept == first == read_source(SOURCE)


@pytest.mark.parametrize("damage", [b"", b"garbage", b"\x00" * 500])
def test_a_damaged_entry_is_as_if_it_were_not_there(tmp_path: Path, damage: bytes) -> None:
    cache = Cache(FileFacts, ROOMS, str(tmp_path))
    cache.put(cache.key(SOURCE), read_source(SOURCE))
    (entry,) = _entries(tmp_path)
    entry.write_bytes(damage)
    assert cache.get(cache.key(SOURCE)) is None
    entry.write_bytes(entry.read_bytes()[:-1] + b"x")
    assert read_many({"a.py": SOURCE}, 1, cache)["a.py"] == read_source(SOURCE)


def test_a_torn_entry_is_not_unpickled(tmp_path: Path) -> None:
    cache = Cache(FileFacts, ROOMS, str(tmp_path))
    cache.put(cache.key(SOURCE), read_source(SOURCE))
    (entry,) = _entries(tmp_path)
    entry.write_bytes(entry.read_bytes()[:-20])
    assert cache.get(cache.key(SOURCE)) is None


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache(FileFacts, ROOMS, str(tmp_path / "file"))
    assert isinstance(read_many({"a.py": SOURCE}, 1, cache)["a.py"], FileFacts)


def test_only_old_entries_of_our_own_go(tmp_path: Path) -> None:
    old, young, foreign = tmp_path / ("a" * 16), tmp_path / ("b" * 16), tmp_path / "photos"
    for folder in (old, young, foreign):
        folder.mkdir()
    long_ago = time.time() - 90 * 24 * 3600
    os.utime(old, (long_ago, long_ago))
    os.utime(foreign, (long_ago, long_ago))
    Cache(FileFacts, ROOMS, str(tmp_path)).put("0" * 40, read_source(SOURCE))
    assert not old.exists()
    assert young.exists()
    assert foreign.exists()
