"""What a transaction keeps of a file, and which files it leaves alone."""

import os
import signal
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dash_codemods.sources import Outcome, Write, commit, temporaries
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


def spy(monkeypatch: pytest.MonkeyPatch, name: str, before: Callable[[], object]) -> None:
    """Has `before` called ahead of every call of `os.<name>`."""
    real = getattr(os, name)

    def watched(*arguments: object, **options: object) -> object:
        before()
        return real(*arguments, **options)

    monkeypatch.setattr(os, name, watched)


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


def test_read_only_files_stay_even_for_root() -> None:
    make("a.py")
    os.chmod("a.py", 0o555)
    assert kinds(commit([change("a.py")], within=["."])) == [("a.py", "read-only")]
    assert state("a.py") == "old"


@pytest.mark.skipif(not AS_ROOT, reason="needs a file of somebody else")
def test_what_the_user_may_not_write_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    # its folder is the user's own, so that a rename would get around the permission
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.chdir(folder)
        os.chown(folder, 65534, 65534)
        make("a.py")
        os.setresuid(65534, 65534, 0)
        try:
            outcome = commit([change("a.py")], within=["."])
        finally:
            os.setresuid(0, 0, 0)
        assert kinds(outcome) == [("a.py", "read-only")]
        assert state("a.py") == "old"
        monkeypatch.undo()


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


def test_what_is_private_is_so_from_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    make("a.py")
    os.chmod("a.py", 0o600)
    modes: list[int] = []

    def look() -> None:
        modes.extend(os.stat(path).st_mode & 0o777 for path in os.listdir() if path != "a.py")

    spy(monkeypatch, "chmod", look)
    before = os.umask(0)
    try:
        assert commit([change("a.py")], within=["."]).written
    finally:
        os.umask(before)
    assert modes == [0o600]
