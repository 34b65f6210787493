"""Writing many files: each is as it was or as it was to become, whatever happens."""

import os
import signal
import stat
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dash_codemods.sources import Outcome, Write, commit, remove_stale_temporaries
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


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755, 0o4755, 0o666])
def test_the_mode_stays(mode: int) -> None:
    make("a.py")
    os.chmod("a.py", mode)
    assert commit([change("a.py")], within=["."]).written
    assert stat.S_IMODE(os.stat("a.py").st_mode) == mode


@pytest.mark.skipif(not AS_ROOT, reason="only root can give files away")
def test_the_owner_stays() -> None:
    make("a.py")
    os.chown("a.py", 12345, 54321)
    os.chmod("a.py", 0o2754)
    assert commit([change("a.py")], within=["."]).written
    status = os.stat("a.py")
    assert (status.st_uid, status.st_gid) == (12345, 54321)
    assert stat.S_IMODE(status.st_mode) == 0o2754


def test_extended_attributes_stay() -> None:
    make("a.py")
    try:
        os.setxattr("a.py", "user.origin", b"\0here")
    except OSError as error:
        pytest.skip(f"no extended attributes on this file system: {error}")
    assert commit([change("a.py")], within=["."]).written
    assert os.getxattr("a.py", "user.origin") == b"\0here"


def test_of_a_link_the_target_is_written() -> None:
    make("real/a.py")
    os.symlink("real/a.py", "link.py")
    os.symlink("real", "folder")
    write = Write("link.py", b"old real/a.py", b"new")
    assert commit([write], within=["."]).written == ("link.py",)
    assert os.readlink("link.py") == "real/a.py"
    assert Path("real/a.py").read_bytes() == b"new"
    again = Write("folder/a.py", b"new", b"newer")
    assert commit([again], within=["real"]).written == ("folder/a.py",)


def test_only_below_the_given_paths() -> None:
    make("in/a.py", "inner/a.py", "../out.py", "in/b.py")
    os.symlink("../../out.py", "in/link.py")
    paths = ["in/a.py", "inner/a.py", "../out.py", "in/../inner/a.py"]
    writes = [change(path, number) for number, path in enumerate(paths[:3])]
    writes.append(Write("in/link.py", b"old ../out.py", b"new", 9))
    with pytest.raises(ValueError, match="two writes"):
        commit(writes, within=["in"])
    outcome = commit([*writes[:2], writes[3]], within=["in", "in/b.py"])
    assert outcome.written == ("in/a.py",)
    assert kinds(outcome) == [("inner/a.py", "outside-paths"), ("in/link.py", "outside-paths")]
    assert kinds(commit([writes[2]], within=["in/a.py"])) == [("../out.py", "outside-paths")]
    assert states("inner/a.py", "../out.py") == ["old", "old"]
    assert commit([change("inner/a.py")], within=["inner/a.py"]).written == ("inner/a.py",)


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


def test_read_only_files_stay_even_for_root() -> None:
    make("a.py")
    os.chmod("a.py", 0o555)
    assert kinds(commit([change("a.py")], within=["."])) == [("a.py", "read-only")]
    assert state("a.py") == "old"


def test_what_is_no_file_stays() -> None:
    os.mkfifo("pipe.py")
    os.mkdir("folder.py")
    outcome = commit(changes("pipe.py", "folder.py"), within=["."])
    assert [kind for _, kind in kinds(outcome)] == ["not-a-regular-file"] * 2


def test_hard_links_are_not_parted() -> None:
    make("a.py")
    os.link("a.py", "b.py")
    (problem,) = commit([change("a.py")], within=["."]).failed
    assert problem.kind == "hard-linked"
    assert os.path.samefile("a.py", "b.py")
    assert state("a.py") == "old"


@pytest.mark.parametrize("length", [200, 251, 255])
def test_long_names(length: int) -> None:
    name = "é" * ((length - 3) // 2) + "x" * ((length - 3) % 2) + ".py"
    make(name)
    assert commit([change(name)], within=["."]).written == (name,)


def test_names_that_are_not_utf8() -> None:
    name = os.fsdecode(b"\xff\n.py")
    Path(name).write_bytes(b"old")
    assert commit([Write(name, b"old", b"new")], within=["."]).written == (name,)
    assert Path(name).read_bytes() == b"new"


def test_everything_is_on_the_disk_before_the_first_rename(monkeypatch: pytest.MonkeyPatch) -> None:
    make("a.py", "b.py", "sub/c.py")
    events: list[str] = []
    for name in ("fsync", "replace"):
        spy(monkeypatch, name, lambda name=name: events.append(name))
    assert len(commit(changes("a.py b.py", "sub/c.py"), within=["."]).written) == 3
    assert events == ["fsync"] * 3 + ["replace"] * 3 + ["fsync"] * 2  # at last each folder, once


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
