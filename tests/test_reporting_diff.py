"""Diffs that git and patch take, to the byte."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dash_codemods.model.results import FileChange
from dash_codemods.reporting.diff import exact_diff, quoted, unified_diff

TOOLS = {
    "git": ["git", "-c", "core.autocrlf=false", "apply", "-"],
    "patch": ["patch", "-p1", "--binary", "--no-backup-if-mismatch", "-s"],
}

LONG = "".join(f"line {number}\n" for number in range(40))

CHANGES = {
    "one line": FileChange("a.py", "a\nb\nc\n", "a\nB\nc\n"),
    "no newline at the end": FileChange("a.py", "a\nb", "a\nB"),
    "newline comes": FileChange("a.py", "a\nb", "a\nb\n"),
    "newline goes": FileChange("a.py", "a\nb\n", "a\nb"),
    "no newline, far from the change": FileChange("a.py", f"x\n{LONG}end", f"y\n{LONG}end"),
    "windows lines": FileChange("a.py", "a\r\nb\r\nc\r\n", "a\r\nB\r\nc\r\n"),
    "windows lines become others": FileChange("a.py", "a\r\nb\r\n", "a\nb\r\n"),
    "lone carriage returns": FileChange("a.py", "a\rb\rc\nd\n", "a\rB\rc\nd\n"),
    "odd line ends": FileChange("a.py", "a\x0c\nb\u2028c\x85\x1c\n", "a\x0c\nB\u2028c\x85\x1c\n"),
    "not ascii": FileChange("a.py", "# é \U0001f600\nb\n", "# é \U0001f601\nb\n"),
    "byte order mark": FileChange("a.py", "a\nb\n", "A\nb\n", "utf-8-sig"),
    "latin-1": FileChange("a.py", "# é\nb = 'ü'\nc\n", "# é\nb = 'ü'\nC\n", "iso-8859-1"),
    "shift-jis": FileChange("a.py", "# ソ表\nb\n", "# ソ表\nB\n", "shift_jis"),
    "all goes": FileChange("a.py", "a\n", ""),
    "all comes": FileChange("a.py", "", "a\nb"),
    "far apart": FileChange("a.py", LONG, LONG.replace("line 3\n", "x\n").replace("line 33\n", "")),
    "near": FileChange("a.py", LONG, LONG.replace("line 3\n", "").replace("line 10\n", "y\n")),
    "lines like a diff's": FileChange("a.py", "-- a\n++ b\n@@ -1 +1 @@\n", "-- a\n++ c\n\\ No\n"),
    "in a folder": FileChange(os.path.join("b", "c", "a.py"), "a\n", "b\n"),
    "space": FileChange("my file.py", "a\n", "b\n"),
    "accent": FileChange("é/ñ.py", "a\n", "b\n"),
    "quote and backslash": FileChange('a"b\\c.py', "a\n", "b\n"),
    "tab and line end": FileChange("a\tb\nc.py", "a\n", "b\n"),
    "accent and space": FileChange("é x.py", "a\n", "b\n"),
    "no utf-8 in the name": FileChange(os.fsdecode(b"\xff.py"), "a\n", "b\n"),
}


def patched(change: FileChange, tool: str, folder: Path) -> bytes:
    """What a tool makes of the file with the diff."""
    file = folder / change.path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(change.before.encode(change.encoding))
    done = subprocess.run(
        TOOLS[tool],
        cwd=folder,
        input=exact_diff(change).encode("utf-8", "surrogateescape"),
        capture_output=True,
        check=False,
        env={**os.environ, "GIT_CEILING_DIRECTORIES": str(folder.parent)},
    )
    assert done.returncode == 0, (done.stderr, exact_diff(change))
    return file.read_bytes() if file.exists() else b""


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("name", CHANGES)
def test_the_diff_applies(name: str, tool: str, tmp_path: Path) -> None:
    change = CHANGES[name]
    assert patched(change, tool, tmp_path) == change.after.encode(change.encoding)


LINES = st.lists(
    st.sampled_from(["a\n", "b\n", "\n", "c\r\n", "\r", "d", "-e\n", "\x0c\n", "é\u2028\n"]),
    max_size=25,
).map("".join)


@settings(max_examples=40, deadline=None)
@given(LINES, LINES)
def test_any_diff_applies(
    tmp_path_factory: pytest.TempPathFactory, before: str, after: str
) -> None:
    if before == after:
        assert unified_diff(FileChange("a.py", before, after)) == ""
        return
    change = FileChange("a.py", before, after)
    assert patched(change, "git", tmp_path_factory.mktemp("diff")) == after.encode()


def test_what_a_diff_looks_like() -> None:
    change = FileChange("src/app.py", LONG, LONG.replace("line 3\n", "").replace("39\n", "39"))
    assert unified_diff(change) == (
        "--- a/src/app.py\n+++ b/src/app.py\n"
        "@@ -1,7 +1,6 @@\n line 0\n line 1\n line 2\n-line 3\n line 4\n line 5\n line 6\n"
        "@@ -37,4 +36,4 @@\n line 36\n line 37\n line 38\n-line 39\n+line 39\n"
        "\\ No newline at end of file\n"
    )


def test_an_empty_file_has_no_first_line() -> None:
    assert "@@ -0,0 +1 @@\n+a\n" in unified_diff(FileChange("a.py", "", "a\n"))
    assert "@@ -1,2 +0,0 @@\n" in unified_diff(FileChange("a.py", "a\nb\n", ""))


@pytest.mark.parametrize("name", ["plain.py", "my file.py", "é.py", 'q"uote\\.py', "tab\t.py"])
def test_names_are_quoted_as_git_does(name: str, tmp_path: Path) -> None:
    def git(*arguments: str) -> bytes:
        return subprocess.run(
            ["git", *arguments], cwd=tmp_path, capture_output=True, check=True
        ).stdout

    git("init", "-q")
    (tmp_path / name).write_text("a\n")
    git("add", "-N", ".")
    header = git("diff").split(b"\n+++ ")[1].split(b"\n@@")[0].decode()
    assert quoted(f"b/{name}") == header


def test_an_absolute_path_is_relative_to_the_root() -> None:
    change = FileChange(os.path.join(os.sep, "tmp", "a.py"), "a\n", "b\n")
    assert unified_diff(change).startswith("--- a/tmp/a.py\n+++ b/tmp/a.py\n")
