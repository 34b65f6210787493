"""Ignore files, held against git itself."""

import os
import random
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from dash_codemods.sources import discover

GIT = shutil.which("git")
needs_git = pytest.mark.skipif(GIT is None, reason="git is not installed")

# What a pattern is made of: usual things, and every corner of git's matcher.
ATOMS = ["a", "b", "ab", "a.py", "b.py", "c", "*", "?", "*.py", "a*", "*b", "**", "a**", "**b"]
ATOMS += ["[ab]", "[!a]", "[a-c]*", "[^b].py", "a?", "*a*", r"\a", "[[:alpha:]]", "[]a]", "a[b"]
ATOMS += ["a\\", "***", "[a", "*.p[xy]", "[a-", "[!]a]", "a.p?", "[[:foo:]]", r"[a\]b]", "b**.py"]
ATOMS += ["*.py*", "ab**", "[c-a]", "[a-a-c]", "{a,b}", "*.p*y", "[[:alnum:].]*"]
FOLDERS = ["a", "b", "ab", "c", "bb"]
FILES = ["a.py", "b.py", "ab.py", "c.py", ".py", "[a.py", "a].py", "b.pyw", "-.py", "py"]


def too_long(*_: object) -> None:
    raise TimeoutError("nothing here may hang")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    home = tmp_path / "home"
    folder = tmp_path / "here"
    for made in (home, folder):
        made.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
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


def git(*arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], check=True, capture_output=True)
    return os.fsdecode(done.stdout).split("\0")


def listed_by_git() -> list[str]:
    paths = git("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    return sorted(path for path in paths if path.endswith((".py", ".pyw")))


def some_pattern(chance: random.Random) -> str:
    pattern = "/".join(chance.choice(ATOMS) for _ in range(chance.choice([1, 1, 1, 2, 2, 3])))
    for likely, change in (
        (0.25, "/{}"),
        (0.25, "{}/"),
        (0.3, "!{}"),
        (0.1, chance.choice(["{} ", "{}\\ ", "{}\t", "{}\r", "{}\\\\ "])),
        (0.05, chance.choice(["#{}", "\\#{}", "\\{}", " {}"])),
    ):
        if chance.random() < likely:
            pattern = change.replace("{}", pattern)
    return pattern


def some_tree(chance: random.Random) -> None:
    folders = [""]
    for _ in range(chance.randint(2, 8)):
        folder = f"{chance.choice(folders)}{chance.choice(FOLDERS)}/"
        if folder.count("/") <= 3 and folder not in folders:
            folders.append(folder)
    ignoring = [f"{folder}.gitignore" for folder in folders if not folder or chance.random() < 0.3]
    if chance.random() < 0.3:
        ignoring.append(".git/info/exclude")
    for folder in folders:
        for name in chance.sample(FILES, chance.randint(1, 4)):
            write(folder + name)
    for path in ignoring:
        ends = chance.choice(["\n", "\r\n"])
        patterns = [some_pattern(chance) for _ in range(chance.randint(1, 5))]
        write(path, chance.choice(["", "\ufeff"]) + ends.join(patterns) + chance.choice(["", ends]))


@needs_git
@pytest.mark.parametrize("batch", range(8))
def test_decides_as_git_does(batch: int, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = 0
    for seed in range(batch * 25, batch * 25 + 25):
        tree = here / str(seed)
        tree.mkdir()
        monkeypatch.chdir(tree)
        git("init", "-q", "--template=")
        some_tree(random.Random(seed))
        expected = listed_by_git()
        assert found() == expected, f"seed {seed}"
        for folder in (entry.name for entry in os.scandir() if entry.is_dir()):
            # the same seen from inside; an ignored folder is entered when it is named
            inside = [path for path in expected if path.startswith(f"{folder}/")]
            assert set(inside) <= set(found(folder)), f"seed {seed}"
        kept += len(expected)
    assert kept > 50  # or the patterns leave nothing to compare


@needs_git
def test_folders_above_speak_up_to_the_top_of_the_repository(here: Path) -> None:
    write("../.gitignore", "c.py")
    write(".gitignore", "/src/a.py\nb.py\n")
    for name in ("a.py", "b.py", "c.py", "d.py"):
        write(f"src/{name}")
    git("init", "-q")
    assert found("src") == ["src/c.py", "src/d.py"]
    os.chdir("src")
    assert found() == ["c.py", "d.py"]


def test_outside_a_repository_folders_speak_up_to_the_root(here: Path) -> None:
    write("../.gitignore", "*.py")
    write(".gitignore", "b.py")
    for name in ("a.py", "b.py"):
        write(f"src/{name}")
    assert found("src") == ["src/a.py"]
    assert found("src", root="src") == ["src/a.py", "src/b.py"]
    assert found(root="..") == []


@needs_git
def test_a_repository_inside_begins_anew() -> None:
    git("init", "-q")
    git("init", "-q", "inner")
    write(".gitignore", "*.py")
    write(".ignore", "x.py")
    write("inner/.git/info/exclude", "b.py")
    for name in ("a.py", "b.py", "x.py"):
        write(f"inner/{name}")
    assert [path for path in found() if "/.git/" not in path] == ["inner/a.py"]


@needs_git
def test_a_worktree_shares_the_excludes_of_its_repository() -> None:
    git("init", "-q", "main")
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    git("-C", "main", *who, "commit", "-q", "--allow-empty", "-m", "x")
    git("-C", "main", "worktree", "add", "-q", "../tree")
    write("main/.git/info/exclude", "b.py")
    write("tree/a.py")
    write("tree/b.py")
    assert found("tree") == ["tree/a.py"]


@needs_git
@pytest.mark.parametrize("place", [".config/git/ignore", "elsewhere/git/ignore", "mine"])
def test_the_users_own_ignore_file_counts(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git("init", "-q")
    write(f"../home/{place}", "b.py")
    if place == "elsewhere/git/ignore":
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home/elsewhere"))
    if place == "mine":
        write("../home/dotfiles/config", "[core]\n\texcludesFile = ~/mine\n")
        os.symlink("dotfiles/config", "../home/.gitconfig")
    write("a.py")
    write("b.py")
    assert found() == listed_by_git() == ["a.py"]


def test_dot_ignore_outranks_gitignore() -> None:
    write(".gitignore", "a.py\nsub/")
    write(".ignore", "!a.py\n!sub/\nb.py")
    write("sub/.gitignore", "!b.py")
    for name in ("a.py", "b.py", "sub/a.py", "sub/b.py", "sub/c.py"):
        write(name)
    assert found() == ["a.py", "sub/a.py", "sub/c.py"]


def test_wildcards_stand_for_characters_not_bytes() -> None:
    write(".gitignore", "?.py\n[ä-ö]/\n")
    for name in ("é.py", "éé.py", "ä/aa.py", "ü/aa.py"):
        write(name)
    assert found() == ["éé.py", "ü/aa.py"]


def test_an_ignore_file_may_be_a_link_and_a_folder_is_none() -> None:
    write("shared", "b.py")
    os.symlink("shared", ".gitignore")
    os.makedirs("sub/.gitignore")
    for name in ("a.py", "b.py", "sub/a.py"):
        write(name)
    assert found() == ["a.py", "sub/a.py"]


def test_an_ignored_folder_is_entered_when_named() -> None:
    write(".gitignore", "made/\nstar/*")
    write("made/sub/a.py")
    write("star/a.py")
    assert found() == []
    assert found("made", "star") == ["made/sub/a.py"]
