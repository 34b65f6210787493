"""The journal: what it finishes, and what it keeps its hands off."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from dash_codemods.sources import Write, commit, temporaries, transaction
from dash_codemods.sources.journal import finish, is_journal, unfinished
from dash_codemods.sources.temporaries import is_temporary_name


class Killed(BaseException):
    """Stands for the end of the process: nothing is tidied up."""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    for name in ("a.py", "sub/b.py", "sub/c.py", "d.py"):
        Path(name).write_text("old")
    yield tmp_path
    temporaries._ours.clear()  # this process was not killed after all


def kill_after(renames: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Commits one group of three files, killed after so many renames; the journals."""
    left = [renames]
    real = transaction.replace

    def replace(temporary: str, target: str) -> None:
        if not left[0]:
            raise Killed
        left[0] -= 1
        real(temporary, target)

    with monkeypatch.context() as patch:
        patch.setattr(transaction, "replace", replace)
        patch.setattr(transaction, "discard", lambda _: None)
        patch.setattr(transaction._Transaction, "_take_back", lambda *_: None)
        writes = [Write(name, b"old", b"new") for name in ("a.py", "sub/b.py", "sub/c.py")]
        with pytest.raises(Killed):
            commit(writes, within=["."])
    left_over = [path for path in Path().rglob(".*") if is_temporary_name(path.name)]
    return sorted(os.path.abspath(path) for path in left_over if is_journal(str(path)))


def states() -> list[str]:
    return [Path(name).read_text() for name in ("a.py", "sub/b.py", "sub/c.py")]


@pytest.mark.parametrize("renames", [0, 1, 2])
@pytest.mark.parametrize("number", [0, 1])
def test_what_landed_in_part_is_finished(
    renames: int, number: int, monkeypatch: pytest.MonkeyPatch, here: Path
) -> None:
    journals = kill_after(renames, monkeypatch)
    assert len(journals) == 2  # one in each folder, and any of them will do
    missing = 3 - renames if renames else 0
    told = unfinished(journals)
    assert [problem.kind for problem in told] == ["half-written"] * missing
    written, problems = finish([journals[number]])
    assert (len(written), problems) == (missing, ())
    assert states() == (["new"] * 3 if renames else ["old"] * 3)
    assert finish(journals) == ((), ())


def test_nothing_stays_of_a_commit_that_ends(here: Path) -> None:
    writes = [Write(name, b"old", b"new") for name in ("a.py", "sub/b.py")]
    assert commit(writes, within=["."]).written == ("a.py", "sub/b.py")
    assert [path.name for path in here.rglob(".*")] == []


def test_what_was_changed_since_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    journals = kill_after(1, monkeypatch)
    Path("sub/b.py").write_text("mine")
    written, (problem,) = finish(journals)
    assert [os.path.basename(path) for path in written] == ["c.py"]
    assert problem.path.endswith("sub/b.py")
    assert "a.py" in problem.message
    assert states() == ["new", "mine", "new"]


def test_what_was_put_back_since_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    journals = kill_after(1, monkeypatch)
    Path("a.py").write_text("old")  # by `git checkout`
    assert finish(journals) == ((), ())
    assert states() == ["old"] * 3


@pytest.mark.parametrize("damage", [b"", b"[", b"7", b"[[1]]", b'[[["a", "b"]]]', b"\xff"])
def test_a_torn_journal_is_no_journal(damage: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    for journal in kill_after(1, monkeypatch):
        Path(journal).write_bytes(damage)
        assert finish([journal]) == ((), ())
    assert states() == ["new", "old", "old"]


def test_a_journal_writes_only_what_lies_beside_the_file(
    monkeypatch: pytest.MonkeyPatch, here: Path
) -> None:
    (journal, *_) = kill_after(1, monkeypatch)
    groups = json.loads(Path(journal).read_text())
    for part in groups[0][1:]:
        # The new content, brought along in a folder that somebody else may write to.
        part[1] = str(here / os.path.basename(part[1]))
        Path(part[1]).write_text("new")
    Path(journal).write_text(json.dumps(groups))
    assert finish([journal]) == ((), ())
    assert states() == ["new", "old", "old"]
