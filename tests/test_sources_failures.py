"""Transactions that fail or are interrupted: no group of files lands in part."""

import errno
import os
import shutil
import signal
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dash_codemods.sources import Outcome, Write, commit, staging
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


def spy(monkeypatch: pytest.MonkeyPatch, name: str, before: Callable[[], object]) -> None:
    """Has `before` called ahead of every call of `os.<name>`."""
    real = getattr(os, name)

    def watched(*arguments: object, **options: object) -> object:
        before()
        return real(*arguments, **options)

    monkeypatch.setattr(os, name, watched)


@pytest.mark.skipif(not AS_ROOT or not shutil.which("chattr"), reason="chattr needs root")
def test_a_rename_that_fails_takes_its_group_back() -> None:
    make("a.py", "b.py", "c.py", "d.py")
    os.chmod("a.py", 0o751)
    os.utime("a.py", ns=(1_000_000_007, 2_000_000_009))
    if subprocess.run(["chattr", "+i", "b.py"], capture_output=True).returncode:
        pytest.skip("chattr does not work on this file system")
    try:
        outcome = commit(changes("a.py b.py c.py", "d.py"), within=["."])
    finally:
        subprocess.run(["chattr", "-i", "b.py"], check=True)
    assert kinds(outcome) == [("b.py", "read-only")]
    assert (outcome.written, outcome.withheld) == (("d.py",), ("a.py", "c.py"))
    assert states("a.py", "b.py", "c.py", "d.py") == ["old", "old", "old", "new"]
    status = os.stat("a.py")
    assert (stat.S_IMODE(status.st_mode), status.st_mtime_ns) == (0o751, 2_000_000_009)


def test_a_full_disk_fails_the_group_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    make("a.py", "big.py", "b.py")
    calls = iter(range(99))

    def fill() -> None:
        if next(calls) == 1:
            raise OSError(errno.ENOSPC, "No space left on device")

    spy(monkeypatch, "fsync", fill)
    outcome = commit(changes("a.py big.py", "b.py"), within=["."])
    assert kinds(outcome) == [("big.py", "disk-full")]
    assert (outcome.written, outcome.withheld) == (("b.py",), ("a.py",))
    assert states("a.py", "big.py", "b.py") == ["old", "old", "new"]
    assert sorted(os.listdir()) == ["a.py", "b.py", "big.py"]


def test_taking_back_that_fails_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    make("a.py", "b.py", "c.py")
    calls = iter(range(99))

    def fail_from_the_second() -> None:
        if next(calls) in (1, 2):
            raise OSError(5, "Input/output error")

    spy(monkeypatch, "replace", fail_from_the_second)
    outcome = commit(changes("a.py b.py", "c.py"), within=["."])
    assert kinds(outcome) == [("b.py", "unwritable"), ("a.py", "half-written")]
    assert (outcome.written, outcome.withheld) == (("c.py",), ())
    assert states("a.py", "b.py", "c.py") == ["new", "old", "new"]


def test_taking_back_leaves_what_others_wrote(monkeypatch: pytest.MonkeyPatch) -> None:
    make("a.py", "b.py")
    real = staging.replace

    def replace(temporary: str, target: str) -> None:
        real(temporary, target)
        for name in ("a.py", "b.py"):
            Path(name).write_bytes(b"theirs")

    monkeypatch.setattr("dash_codemods.sources.transaction.replace", replace)
    outcome = commit(changes("a.py b.py"), within=["."])
    assert kinds(outcome) == [("b.py", "changed-meanwhile"), ("a.py", "half-written")]
    assert Path("a.py").read_bytes() == b"theirs"


FAULTS = ("open", "fsync", "replace", "chmod", "stat", "read", "unlink", "utime")


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("lasting", [False, True])
def test_whatever_fails_leaves_whole_groups(
    name: str, lasting: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every call of a system function fails in turn, alone or with all that follow."""
    groups = ("a.py b.py sub/c.py", "d.py", "e.py sub/f.py")
    paths = " ".join(groups).split()
    for turn in range(1000):
        make(*paths)
        left = [turn]

        def fail(left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] == -1 or (lasting and left[0] < 0):
                raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            spy(patch, name, fail)
            outcome = commit(changes(*groups), within=["."])
        torn = {path for path, kind in kinds(outcome) if kind == "half-written"}
        assert lasting or not torn
        assert {path for path in paths if state(path) == "new"} == {*outcome.written, *torn}
        for group in groups:
            assert len({state(path) for path in group.split()}) == 1 or torn & {*group.split()}
        told = [*outcome.written, *outcome.withheld, *(p.path for p in outcome.failed)]
        assert sorted(told) == sorted(paths)
        for path in Path().rglob(".*.tmp"):  # what could not be deleted
            assert name == "unlink"
            path.unlink()
        if left[0] >= 0:
            assert turn > 0 or name == "utime"  # which only taking back calls
            assert outcome.written == tuple(paths)
            return


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_takes_effect_between_groups(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    make("a.py", "b.py", "c.py", "d.py")
    spy(monkeypatch, "replace", lambda: os.kill(os.getpid(), number))
    with handled_by(number, signal.default_int_handler):
        outcome = commit(changes("a.py b.py", "c.py d.py"), within=["."])
        assert signal.getsignal(number) is signal.default_int_handler
    assert outcome == Outcome(("a.py", "b.py"), (), ("c.py", "d.py"), interrupted=True)
    assert states("a.py", "b.py", "c.py", "d.py") == ["new", "new", "old", "old"]


@contextmanager
def handled_by(number: int, handler: Callable[..., object] | signal.Handlers) -> Iterator[None]:
    """Tests may run where signals are ignored: in the background of a shell, for one."""
    before = signal.signal(number, handler)
    try:
        yield
    finally:
        signal.signal(number, before)


def test_an_interrupt_while_staging_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    make("a.py", "b.py", "c.py")
    spy(monkeypatch, "fsync", lambda: os.kill(os.getpid(), signal.SIGINT))
    with handled_by(signal.SIGINT, signal.default_int_handler):
        outcome = commit(changes("a.py b.py", "c.py"), within=["."])
    assert outcome == Outcome((), (), ("a.py", "b.py", "c.py"), interrupted=True)
    assert states("a.py", "b.py", "c.py") == ["old", "old", "old"]


def test_an_ignored_signal_stays_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    make("a.py", "b.py")
    spy(monkeypatch, "replace", lambda: os.kill(os.getpid(), signal.SIGHUP))
    with handled_by(signal.SIGHUP, signal.SIG_IGN):
        assert not commit(changes("a.py", "b.py"), within=["."]).interrupted
    assert states("a.py", "b.py") == ["new", "new"]


def test_an_unforeseen_error_takes_the_group_back(monkeypatch: pytest.MonkeyPatch) -> None:
    make("a.py", "b.py", "c.py")
    calls = iter(range(99))

    def run_out() -> None:
        if next(calls) == 2:
            raise MemoryError

    spy(monkeypatch, "replace", run_out)
    with pytest.raises(MemoryError):
        commit(changes("a.py", "b.py c.py"), within=["."])
    assert states("a.py", "b.py", "c.py") == ["new", "old", "old"]
