"""What `discover` finds in real folders, and what it leaves alone."""

import os
import signal
import socket
import subprocess
import tempfile
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dash_codemods.sources import DEFAULT_EXCLUDE, MAX_BYTES, discover

DEFAULT_FOLDERS = [".venv", ".tox", ".git", ".anything", "venv", "node_modules", "site-packages"]
DEFAULT_FOLDERS += ["__pypackages__", "__pycache__", "build", "dist", "_build", "buck-out"]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    signal.alarm(60)  # nothing here may hang
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


def test_takes_python_files_of_a_folder_sorted() -> None:
    make("b.py", "a/z.py", "a/w.pyw", "a/types.pyi", "a/t.txt", "a/n.ipynb", "a/py", "A.py")
    discovery = discover(["."])
    assert [file.path for file in discovery.files] == ["A.py", "a/w.pyw", "a/z.py", "b.py"]
    assert discovery.counted == 4
    assert {file.raw for file in discovery.files} == {b"x = 1\n"}
    assert not any(file.explicit for file in discovery.files)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (".", "src/a.py"),
        ("./", "src/a.py"),
        ("src", "src/a.py"),
        ("./src//", "src/a.py"),
        ("src/.", "src/a.py"),
        ("./src/a.py", "src/a.py"),
        ("src//a.py", "src/a.py"),
        ("../here/src", "../here/src/a.py"),
        ("src/../src", "src/../src/a.py"),
    ],
)
def test_shows_paths_as_they_were_given(given: str, shown: str) -> None:
    make("src/a.py")
    assert found(given) == [shown]


def test_absolute_paths_stay_absolute(here: Path) -> None:
    make("src/a.py")
    assert found(str(here)) == [f"{here}/src/a.py"]


def test_a_named_file_is_always_taken() -> None:
    make("ignored.py", "venv/x.py", "script", "mine/a.py")
    Path(".gitignore").write_text("ignored.py\nscript\n")
    names = ["ignored.py", "mine/a.py", "script", "venv/x.py"]
    discovery = discover(names, extend_exclude=["mine", "*.py"])
    assert [file.path for file in discovery.files] == names
    assert all(file.explicit for file in discovery.files)


def test_each_real_file_once_and_explicit_wins(here: Path) -> None:
    make("src/a.py", "src/b.py", "c.py")
    discovery = discover(["src", ".", "./src/a.py", "src/a.py", f"{here}/src", "../here/src/a.py"])
    assert [(f.path, f.explicit) for f in discovery.files] == [
        ("c.py", False),
        ("src/a.py", True),
        ("src/b.py", False),
    ]
    assert discovery.counted == 3


@pytest.mark.parametrize("folder", DEFAULT_FOLDERS)
def test_default_excludes(folder: str) -> None:
    make("a.py", f"{folder}/x.py", f"deep/er/{folder}/x.py", f"{folder}/sub/x.py")
    assert found() == ["a.py"]
    assert found(folder) == [f"{folder}/sub/x.py", f"{folder}/x.py"]  # unless it is named


@pytest.mark.parametrize("marker", ["pyvenv.cfg", "conda-meta/history"])
def test_environments_are_known_by_their_marker(marker: str) -> None:
    make("a.py", f"env311/{marker}", "env311/lib/x.py")
    assert found() == ["a.py"]
    assert found(exclude=()) == ["a.py"]
    assert found("env311") == ["env311/lib/x.py"]


def test_hidden_files_are_taken_and_excludes_can_be_replaced() -> None:
    make(".hidden.py", ".config/x.py", "build/x.py")
    assert found() == [".hidden.py"]
    assert found(exclude=["build"]) == [".config/x.py", ".hidden.py"]
    assert found(exclude=[*DEFAULT_EXCLUDE, ".hidden.py"]) == []


def test_the_needle_decides_and_sees_every_file_once() -> None:
    make("a.py", "b.py", content=b"needle")
    make("c.py", "d/e.py", content=b"hay")
    seen: list[bytes] = []

    def needle(raw: bytes) -> bool:
        seen.append(raw)
        return b"needle" in raw

    discovery = discover(["c.py", "."], needle=needle)
    assert [file.path for file in discovery.files] == ["a.py", "b.py"]
    assert discovery.counted == 4
    assert sorted(seen) == [b"hay", b"hay", b"needle", b"needle"]


def test_what_the_needle_drops_is_not_kept_in_memory() -> None:
    for number in range(60):
        make(f"{number}.py", content=b"#" * 1_000_000)
    tracemalloc.start()
    discover(["."], needle=lambda raw: False)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 3_000_001])
def test_files_are_read_whole(size: int) -> None:
    content = bytes(i % 251 for i in range(1000)) * (size // 1000 + 1)
    make("a.py", content=content[:size])
    assert discover(["."]).files[0].raw == content[:size]


@pytest.mark.parametrize(
    ("head", "generated"),
    [
        (b"# @generated\n", True),
        (b"\n\n\n\n# Code @generated by protoc, do not edit\n", True),
        (b'"""\r\n@generated\r\n"""', True),
        (b"\n\n\n\n\n# @generated\n", False),
        (b"#" + b" " * 1024 + b"@generated\n", False),
        (b"# me@generated.org @generatedby\n", False),
    ],
)
def test_generated_files_are_listed_not_taken(head: bytes, generated: bool) -> None:
    make("g.py", content=head)
    for given in (".", "g.py"):
        discovery = discover([given])
        assert discovery.generated == (("g.py",) if generated else ())
        assert len(discovery.files) == (not generated)
        assert discovery.counted == 1
    assert discover(["."], needle=lambda raw: False).generated == ()


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
    (problem,) = discover(["broken.py"]).problems
    assert (problem.path, problem.kind) == ("broken.py", "missing")
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
        make("a.py", "secret.py", "closed/b.py", "sub/c.py", "ignored.py")
        Path(".gitignore").write_text("ignored.py")
        Path("sub/.gitignore").write_text("c.py")
        for path in ("secret.py", "closed", "ignored.py", "sub/.gitignore"):
            os.chmod(path, 0)
        with as_somebody():
            discovery = discover([".", "closed/b.py"])
        monkeypatch.undo()
    assert [file.path for file in discovery.files] == ["a.py", "sub/c.py"]
    assert [p.kind for p in discovery.problems] == ["unreadable"] * 4
    paths = {os.path.relpath(p.path, folder) for p in discovery.problems if p.path[0] == "/"}
    paths |= {p.path for p in discovery.problems if p.path[0] != "/"}
    assert paths == {"closed", "closed/b.py", "secret.py", "sub/.gitignore"}


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
