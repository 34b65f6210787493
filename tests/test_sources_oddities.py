"""`discover` among links, pipes, odd names and files that cannot be read."""

import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dash_codemods.sources import MAX_BYTES, discover


def too_long(*_: object) -> None:
    raise TimeoutError("nothing here may hang")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(120)
    yield folder
    signal.alarm(0)


def make(*paths: str, content: bytes = b"x = 1\n") -> None:
    for path in paths:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(content)


def found(*paths: str, **options: object) -> list[str]:
    discovery = discover(paths or ["."], **options)  # type: ignore[arg-type]
    assert discovery.problems == ()
    return [file.path for file in discovery.files]


def test_links_in_a_walk(tmp_path: Path) -> None:
    make("src/real.py", "src/template.in", "../out/o.py", "venv/v.py", "venv/v.in", "other/f.py")
    os.symlink("real.py", "src/link.py")
    os.symlink("template.in", "src/by_link.py")
    os.symlink("../src/template.in", "other/again.py")
    os.symlink("../../out/o.py", "src/out.py")
    os.symlink("../venv/v.in", "src/excluded.py")
    os.symlink("nothing", "src/broken.py")
    os.symlink("self.py", "src/self.py")
    os.symlink("..", "src/loop")
    os.symlink("../../out", "src/folder")
    os.symlink("../../out", "src/folder.py")
    discovery = discover(["."])
    assert discovery.problems == ()
    # of two links to one file, whichever was met first
    assert len({"src/by_link.py", "other/again.py"} & {f.path for f in discovery.files}) == 1
    real = {os.path.realpath(file.path) for file in discovery.files}
    names = ["src/real.py", "src/template.in", "other/f.py"]
    assert real == {str(tmp_path / "here" / name) for name in names}
    assert discovery.counted == 3


def test_named_links_are_followed() -> None:
    make("real/a.py", "real/b.txt")
    os.symlink("real", "linked")
    os.symlink("real/b.txt", "b.py")
    os.symlink("nothing", "broken.py")
    assert found("linked") == ["linked/a.py"]
    assert found("b.py", "real/b.txt") == ["b.py"]
    os.symlink("self.py", "self.py")
    for path in ("broken.py", "self.py"):
        (problem,) = discover([path]).problems
        assert (problem.path, problem.kind) == (path, "missing")
        assert "link" in problem.message


def test_pipes_sockets_and_devices_are_never_opened() -> None:
    make("a.py")
    os.mkfifo("pipe.py")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.py")
        assert found() == ["a.py"]
        os.symlink("/dev/zero", "device.py")
        assert found() == ["a.py"]
        problems = discover(["pipe.py", "socket.py", "device.py", "a.py"]).problems
    assert [p.kind for p in problems] == ["not-a-regular-file"] * 3
    assert [p.path for p in problems] == ["device.py", "pipe.py", "socket.py"]


def test_a_notebook_is_no_python_file() -> None:
    make("a.py", "home.ipynb")
    assert found() == ["a.py"]
    outcome = discover(["home.ipynb", "a.py"])
    assert [file.path for file in outcome.files] == ["a.py"]
    assert [(p.path, p.kind) for p in outcome.problems] == [("home.ipynb", "notebook")]


def test_names_that_are_not_utf8() -> None:
    name = os.fsdecode(b"caf\xe9.py")
    folder = os.fsdecode(b"d\xff")
    make(name, f"{folder}/a.py", "new\nline.py")
    Path(".gitignore").write_bytes(b"*.txt\n/d\xff/b*\n")
    make(f"{folder}/b.py")
    assert set(found()) == {name, f"{folder}/a.py", "new\nline.py"}


def test_missing_and_nonsense_paths_are_problems_and_the_rest_goes_on() -> None:
    make("a.py")
    discovery = discover(["nope.py", "a.py", "", "nul\0.py", "a.py/x"])
    assert [file.path for file in discovery.files] == ["a.py"]
    assert {(p.path, p.kind) for p in discovery.problems} == {
        (path, "missing") for path in ("nope.py", "", "nul\0.py", "a.py/x")
    }


def test_a_file_that_vanishes_is_a_problem_and_the_rest_goes_on() -> None:
    for name in ("a.py", "b.py", "c.py"):
        make(name, content=name.encode())

    def needle(raw: bytes) -> bool:
        for name in os.listdir():
            if name.encode() != raw:
                os.unlink(name)
        return True

    discovery = discover(["."], needle=needle)
    assert len(discovery.files) == 1
    assert [p.kind for p in discovery.problems] == ["vanished", "vanished"]


def test_what_may_not_be_read_is_a_problem_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        monkeypatch.chdir(folder)
        make("a.py", "secret.py", "closed/b.py", "sub/c.py", "ignored.py", "unlisted/d.py")
        Path(".gitignore").write_text("ignored.py")
        Path("sub/.gitignore").write_text("c.py")
        for path in ("secret.py", "closed", "ignored.py", "sub/.gitignore"):
            os.chmod(path, 0)
        os.chmod("unlisted", 0o711)
        with as_somebody():
            discovery = discover([".", "closed/b.py", "unlisted/d.py"])
            assert [p.path for p in discover(["closed"]).problems] == ["closed"]
        monkeypatch.undo()
    assert [file.path for file in discovery.files] == ["a.py", "sub/c.py", "unlisted/d.py"]
    assert [p.kind for p in discovery.problems] == ["unreadable"] * 5
    paths = {os.path.relpath(p.path, folder) for p in discovery.problems if p.path[0] == "/"}
    paths |= {p.path for p in discovery.problems if p.path[0] != "/"}
    assert paths == {"closed", "closed/b.py", "secret.py", "sub/.gitignore", "unlisted"}


@contextmanager
def as_somebody() -> Iterator[None]:
    """Permissions do not bind root: for a while, be a user whom they do."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_file_that_is_too_large_is_a_problem_only_if_it_matters() -> None:
    with open("big.py", "wb") as file:
        file.write(b"needle")
        file.truncate(MAX_BYTES + 1)
    with open("just.py", "wb") as file:
        file.truncate(MAX_BYTES)
    discovery = discover(["."])
    assert [file.path for file in discovery.files] == ["just.py"]
    assert [(p.path, p.kind) for p in discovery.problems] == [("big.py", "too-large")]
    assert discover(["."], needle=lambda raw: b"other" in raw).problems == ()


def test_what_killed_runs_left_is_found() -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    dead = f".a.py.dash-codemod-{ended.pid}-0123abcd.tmp"
    alive = f".a.py.dash-codemod-{os.getppid()}-0123abcd.tmp"
    make("s/a.py", f"s/{dead}", f"s/{alive}", f"venv/{dead}", f"s/x{dead}", f"s/{dead}.py")
    assert discover(["."]).stale_temporaries == (f"s/{dead}",)
    assert discover(["s/a.py"]).stale_temporaries == (os.path.abspath(f"s/{dead}"),)
