"""Exclude patterns, held against ruff itself, and what both kinds of pattern have in common."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dash_codemods.sources import discover, globs

RUFF = shutil.which("ruff", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")

EXCLUDES = ["src/*.py", "foo", "src/a", "*.py", "src/", "./src", "**/foo", "src/**", "f*", "*oo"]
EXCLUDES += ["src/**/d.py", "[fa]*", "?oo", "src/f?o/d.py", "foo/", "**/a/*.py", "{here}/src/a"]
EXCLUDES += ["*/c.py", "s*/d.py", "c.p[xy]", "src/[!a]*"]


def too_long(*_: object) -> None:
    raise TimeoutError("nothing here may hang")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    home = tmp_path / "home"
    folder = tmp_path / "here"
    for made in (home, folder):
        made.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.chdir(folder)
    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(120)
    yield folder
    signal.alarm(0)


def write(path: str, content: str = "x = 1\n") -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(content, newline="")


def found(*paths: str, **options: object) -> list[str]:
    discovery = discover(paths or ["."], **{"exclude": (), **options})  # type: ignore[arg-type]
    assert discovery.problems == ()
    return [file.path for file in discovery.files if not file.path.startswith(".git/")]


@pytest.mark.skipif(RUFF is None, reason="ruff is not installed")
@pytest.mark.parametrize("pattern", EXCLUDES)
def test_excludes_as_ruff_does(pattern: str, here: Path) -> None:
    pattern = pattern.replace("{here}", str(here))
    for path in ("src/a/b.py", "src/c.py", "foo/c.py", "src/foo/d.py", "d.py", "oo/foo.py"):
        write(path)
    for folder in (".", "src"):
        command = [str(RUFF), "check", "--isolated", "--show-files", "--exclude", pattern, folder]
        shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        expected = sorted(os.path.relpath(path) for path in shown.splitlines())
        assert found(folder, exclude=[pattern]) == expected
        assert found(folder, extend_exclude=[pattern]) == expected


def test_excludes_beyond_ruff() -> None:
    for path in ("src/a.py", "a/src/a.py", "lib/b.py"):
        write(path)
    assert found(exclude=["/src"]) == ["a/src/a.py", "lib/b.py"]  # there it excludes nothing
    assert found(exclude=["{src,lib}"]) == []
    assert found(exclude=["{s,l}{rc,ib}/*"]) == ["a/src/a.py"]


def test_excludes_are_relative_to_the_root(here: Path) -> None:
    write("src/gen/a.py")
    write("gen/a.py")
    assert found(exclude=["src/gen"]) == ["gen/a.py"]
    assert found(exclude=["gen/a.py"], root="src") == ["gen/a.py"]
    os.chdir("src")
    assert found(exclude=["src/gen"], root="..") == []
    assert found("../gen", exclude=["gen/*"], root="..") == []


@pytest.mark.parametrize("pattern", ["[a", "a\\", "{a,b", "a}", "", "/", "./"])
def test_an_exclude_that_can_match_nothing_is_an_error(pattern: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        discover(["."], exclude=[pattern])


@given(
    st.text(alphabet="ab*/?", min_size=1, max_size=12).map(lambda text: text.replace("**", "**/")),
    st.text(alphabet="ab/", min_size=1, max_size=14),
    st.booleans(),
)
@example("**/a*b*a/**/b", "a/aab/bba/aba/b", False)
@example("*a*ba/**/b*", "aba/a/ba/b", True)
@example("*a*a", "aa", False)
@example("*a*a", "aa", True)
@example("**/a/**/a", "a/a", False)
@example("**/a/**/a", "a/a", True)
def test_the_expressions_that_never_retry_match_the_same(
    pattern: str, path: str, crosses: bool
) -> None:
    tokens = globs._tokens(pattern, True, crosses)
    regex = globs.to_regex(pattern, path_only=True, crosses=crosses)
    assert tokens is not None
    assert regex is not None
    plain = re.fullmatch("".join(tokens), path)
    assert bool(re.fullmatch(regex, path)) == bool(plain)


@pytest.mark.parametrize(
    "pattern", ["**/" * 8 + "x.py", "*a" * 20 + "b.py", "**/*a*a*a*" * 6 + "x"]
)
def test_no_pattern_takes_long(pattern: str) -> None:
    write(".gitignore", f"{pattern}\n{pattern}/\n")
    path = "/".join(["a"] * 40) + "/" + "a" * 120 + ".py"
    write(path)
    assert found() == [path]
    assert found(exclude=[pattern, f"*/{pattern}"]) == [path]
