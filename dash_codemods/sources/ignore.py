"""The ignore files that speak of a folder, and what they decide.

As ripgrep and ruff do it: an `.ignore` file outranks every `.gitignore`; among files of one kind
the deepest that has a matching pattern decides; `.git/info/exclude` and the user's own ignore file
come last. A folder with a `.git` of its own begins anew: the outer repository's `.gitignore` files
say nothing about it. Unlike ruff, a `.gitignore` counts outside a repository too (an unpacked
release, a container's build context): a tool that writes must not touch more there than at home.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection

from dash_codemods.sources.contents import read_bytes
from dash_codemods.sources.problems import Problem, unreadable
from dash_codemods.sources.rules import RuleSet, ignore_rules, with_slashes

IGNORE_FILES = (".git", ".gitignore", ".ignore")
"""The names of a folder's entries that `Ignores.inside` wants to know of."""


class IgnoreFile:
    """The rules of one file, and the folder (with a slash behind it) that they are relative to."""

    __slots__ = ("base", "files", "folders")

    def __init__(self, base: str, text: str) -> None:
        rules = ignore_rules(text)
        self.base = base
        self.folders = RuleSet(rules, folders=True)
        self.files = RuleSet(rules, folders=False)


class Ignores:
    """All ignore files that speak of the entries of one folder, in the order of their say."""

    __slots__ = ("_dot", "_files", "_folders", "_git")

    def __init__(self, dot: tuple[IgnoreFile, ...] = (), git: tuple[IgnoreFile, ...] = ()) -> None:
        self._dot = dot
        self._git = git
        self._folders = [(len(i.base), i.folders) for i in dot + git if i.folders]
        self._files = [(len(i.base), i.files) for i in dot + git if i.files]

    @property
    def speaks_of_files(self) -> bool:
        """Whether any pattern could match a Python file: most ignore files have none."""
        return bool(self._files)

    def skips_folder(self, path: str, name: str) -> bool:
        """Whether the folder `name` at the absolute `path` is ignored."""
        return _decide(self._folders, path, name)

    def skips_file(self, path: str, name: str) -> bool:
        """Whether the file `name` at the absolute `path` is ignored."""
        return _decide(self._files, path, name)

    def inside(self, folder: str, names: Collection[str], problems: list[Problem]) -> Ignores:
        """What holds in `folder`, an absolute path with a slash behind it, that has these entries.

        An ignore file that cannot be read is added to `problems`.
        """
        dot, git = self._dot, self._git
        if ".git" in names:
            git = _of_repository(folder, problems)
        if ".gitignore" in names:
            git = _load(folder + ".gitignore", folder, problems) + git
        if ".ignore" in names:
            dot = _load(folder + ".ignore", folder, problems) + dot
        return self if dot is self._dot and git is self._git else Ignores(dot, git)


def ignores_above(folder: str, root: str, problems: list[Problem]) -> Ignores:
    """What the folders above `folder` say about it: those up to its repository's top.

    Outside a repository, those up to `root` where `root` is above it. Both are absolute paths.
    """
    above: list[str] = []
    at = folder
    while not os.path.lexists(os.path.join(at, ".git")):
        parent = os.path.dirname(at)
        if parent == at:
            top = os.path.join(root, "")
            above = [one for one in above if os.path.join(one, "").startswith(top)]
            break
        above.append(parent)
        at = parent
    found = Ignores()
    for one in reversed(above):
        names = {name for name in IGNORE_FILES if os.path.lexists(os.path.join(one, name))}
        found = found.inside(os.path.join(one, ""), names, problems)
    return found


def _decide(rule_sets: list[tuple[int, RuleSet]], path: str, name: str) -> bool:
    for cut, rules in rule_sets:
        value = rules.last_match(name, with_slashes(path[cut:]))
        if value >= 0:
            return value % 2 == 0
    return False


def _load(path: str, base: str, problems: list[Problem]) -> tuple[IgnoreFile, ...]:
    try:
        raw = read_bytes(path, follow_link=True)
    except IsADirectoryError:
        return ()
    except OSError as error:
        problems.append(unreadable(path, error))
        return ()
    return (IgnoreFile(base, raw.decode("utf-8", "surrogateescape")),)


def _of_repository(top: str, problems: list[Problem]) -> tuple[IgnoreFile, ...]:
    """What holds in a whole repository: its `info/exclude`, then the user's own ignore file."""
    found: tuple[IgnoreFile, ...] = ()
    for path in (os.path.join(_git_folder(top), "info", "exclude"), _of_user()):
        if os.path.isfile(path):
            found += _load(path, top, problems)
    return found


def _git_folder(top: str) -> str:
    """The folder of a repository's data. In a worktree `.git` is a file that leads to it."""
    path = os.path.join(top, ".git")
    pointer = _first_line(path)
    if pointer.startswith("gitdir: "):
        path = os.path.join(top, pointer.removeprefix("gitdir: "))
    return os.path.join(path, _first_line(os.path.join(path, "commondir")))


def _first_line(path: str) -> str:
    try:
        return os.fsdecode(read_bytes(path)).partition("\n")[0]
    except OSError:
        return ""


def _of_user() -> str:
    """Where the user's own ignore file would be: `core.excludesFile`, else git's usual place."""
    home = os.path.expanduser("~")
    settings = os.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
    settings = os.path.join(settings, "git")
    for path in (os.path.join(home, ".gitconfig"), os.path.join(settings, "config")):
        try:
            text = os.fsdecode(read_bytes(path, follow_link=True))
        except OSError:
            continue
        if set_to := re.search(r'(?im)^\s*excludesfile\s*=\s*"?(.+?)"?\s*$', text):
            return os.path.expanduser(set_to[1])
    return os.path.join(settings, "ignore")
