"""What `discover` finds in real folders, and what it leaves alone."""

import signal
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from dash_codemods.sources import DEFAULT_EXCLUDE, discover

DEFAULT_FOLDERS = [".venv", ".tox", ".git", ".anything", "venv", "node_modules", "site-packages"]
DEFAULT_FOLDERS += ["__pypackages__", "__pycache__", "build", "dist", "_build", "buck-out"]


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
