"""Writing many files: each is as it was or as it was to become, whatever happens."""

import os
import signal
import stat
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dash_codemods.sources import Outcome, Write, commit, remove_stale_temporaries, temporaries
from dash_codemods.sources.temporaries import is_temporary_name

AS_ROOT = os.geteuid() == 0


def too_long(*_: object) -> None:
    raise TimeoutError("nothing here may hang")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(120)
    yield folder
    signal.alarm(0)
    assert [path for path in tmp_path.rglob("*") if is_temporary_name(path.name)] == []
    assert temporaries._ours == set()


def make(*paths: str) -> None:
    for path in paths:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(b"old " + path.encode())


def change(path: str, group: int = 0) -> Write:
    name = path.encode()
    return Write(path, b"old " + name, b"new " + name + b"\r\n\xff", group)


def changes(*groups: str) -> list[Write]:
    """One group for each string of paths."""
    return [change(path, number) for number, paths in enumerate(groups) for path in paths.split()]


def state(path: str) -> str:
    raw = Path(path).read_bytes()
    write = change(path)
    return {write.before: "old", write.after: "new"}.get(raw, "other")


def states(*paths: str) -> list[str]:
    return [state(path) for path in paths]


def kinds(outcome: Outcome) -> list[tuple[str, str]]:
    return [(problem.path, problem.kind) for problem in outcome.failed]


def test_writes_everything() -> None:
    make("a.py", "sub/b.py", "c")
    outcome = commit(changes("a.py sub/b.py", "c"), within=["."])
    assert outcome == Outcome(("a.py", "sub/b.py", "c"), (), (), interrupted=False)
    assert states("a.py", "sub/b.py", "c") == ["new", "new", "new"]


def test_nothing_to_write() -> None:
    make("a.py")
    before = os.stat("a.py")
    assert commit([], within=["."]) == Outcome((), (), (), interrupted=False)
    same = Write("a.py", b"x", b"x")
    assert commit([same], within=["."]) == Outcome((), (), (), interrupted=False)
    assert os.stat("a.py") == before


def test_two_writes_to_one_file_are_a_mistake_of_the_caller() -> None:
    make("a.py")
    os.symlink("a.py", "b.py")
    for other in ("a.py", "./a.py", "b.py"):
        with pytest.raises(ValueError, match="two writes"):
            commit([change("a.py"), Write(other, b"old a.py", b"z", 1)], within=["."])
    assert state("a.py") == "old"


def test_a_file_changed_meanwhile_is_left_and_so_is_its_group() -> None:
    make("a.py", "b.py", "c.py")
    Path("b.py").write_bytes(b"mine")
    outcome = commit(changes("a.py b.py", "c.py"), within=["."])
    assert outcome.written == ("c.py",)
    assert outcome.withheld == ("a.py",)
    assert kinds(outcome) == [("b.py", "changed-meanwhile")]
    assert states("a.py", "b.py", "c.py") == ["old", "other", "new"]


def test_every_problem_of_a_group_is_told() -> None:
    make("a.py", "b.py", "c.py", "d.py")
    os.unlink("a.py")
    os.chmod("c.py", 0o444)
    outcome = commit(changes("a.py b.py c.py", "d.py"), within=["."])
    assert kinds(outcome) == [("a.py", "vanished"), ("c.py", "read-only")]
    assert (outcome.withheld, outcome.written) == (("b.py",), ("d.py",))


def test_everything_is_on_the_disk_before_the_first_rename(monkeypatch: pytest.MonkeyPatch) -> None:
    make("a.py", "b.py", "sub/c.py")
    events: list[str] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        status = os.fstat(descriptor)
        sizes = {len(write.after): f"{len(write.after)} bytes" for write in writes}
        folder = stat.S_ISDIR(status.st_mode)
        events.append("folder" if folder else sizes.get(status.st_size, "journal"))
        real(descriptor)

    writes = changes("a.py b.py", "sub/c.py")
    monkeypatch.setattr(os, "fsync", fsync)
    spy(monkeypatch, "replace", lambda: events.append("replace"))
    assert len(commit(writes, within=["."]).written) == 3
    sizes = [f"{len(write.after)} bytes" for write in writes]
    assert events == [*sizes, "journal", "folder", *["replace"] * 3, *["folder"] * 2]


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="needs /proc to count open files")
def test_nothing_stays_open() -> None:
    make("a.py", "sub/b.py")
    before = os.listdir("/proc/self/fd")
    commit(changes("a.py sub/b.py"), within=["."])
    assert os.listdir("/proc/self/fd") == before


def spy(monkeypatch: pytest.MonkeyPatch, name: str, before: Callable[[], object]) -> None:
    """Has `before` called ahead of every call of `os.<name>`."""
    real = getattr(os, name)

    def watched(*arguments: object, **options: object) -> object:
        before()
        return real(*arguments, **options)

    monkeypatch.setattr(os, name, watched)


def test_works_outside_the_main_thread() -> None:
    make("a.py")
    outcomes: list[Outcome] = []
    thread = threading.Thread(
        target=lambda: outcomes.append(commit([change("a.py")], within=["."]))
    )
    thread.start()
    thread.join()
    assert outcomes[0].written == ("a.py",)


def test_only_abandoned_temporaries_are_removed(here: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    running = os.getppid()
    dead = f".a.py.dash-codemod-{ended.pid}-0123abcd.tmp"
    old = f".old.py.dash-codemod-{running}-0123abcd.tmp"
    alive = f".a.py.dash-codemod-{running}-0123abcd.tmp"
    own = f".a.py.dash-codemod-{os.getpid()}-0123abcd.tmp"  # by an earlier process of that number
    odd = f".a.py.dash-codemod-{10**30}-0123abcd.tmp"
    make(dead, old, alive, own, odd, "a.py.tmp")
    os.utime(old, (0, 0))
    os.symlink("a.py.tmp", f".l.py.dash-codemod-{ended.pid}-0123abcd.tmp")
    gone = f".gone.dash-codemod-{ended.pid}-0123abcd.tmp"
    removed = remove_stale_temporaries([*sorted(os.listdir()), gone])
    assert set(removed) == {dead, old, own, odd}
    assert {alive, "a.py.tmp"} <= set(os.listdir())
    for name in set(os.listdir()) - {"a.py.tmp"}:
        os.unlink(name)
