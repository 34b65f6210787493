"""Where a file's project begins."""

from __future__ import annotations

import os
from functools import cache
from typing import NamedTuple


class _Marks(NamedTuple):
    """What a folder holds that says where a project begins."""

    pyproject: bool
    setup: bool
    git: bool
    package: bool


def find_project_root(path: str) -> str:
    """The topmost folder of the project that a file or folder belongs to, as an absolute path.

    Upwards, and never above the git repository, it is the first of these that exists: the nearest
    folder with a pyproject.toml; the nearest with a setup.cfg or setup.py; the repository's own
    folder; the topmost folder of the packages (`__init__.py`) that the file lies in; the file's
    own folder. The file itself need not exist.
    """
    absolute = os.path.abspath(path)
    return root_of_folder(absolute if os.path.isdir(absolute) else os.path.dirname(absolute))


@cache
def root_of_folder(folder: str) -> str:
    """The project root of the files in one folder (an absolute path)."""
    with_setup: str | None = None
    package, in_package = folder, True
    for ancestor in (folder, *_parents(folder)):
        marks = _marks(ancestor)
        if marks.pyproject:
            return ancestor
        if marks.setup and with_setup is None:
            with_setup = ancestor
        if marks.git:
            return with_setup or ancestor
        in_package = in_package and marks.package
        if in_package:
            package = ancestor
    return with_setup or package


def is_project(folder: str) -> bool:
    """Whether a folder holds what says that a project begins there."""
    marks = _marks(folder)
    return marks.pyproject or marks.setup or marks.git


@cache
def workspace_of(root: str) -> str | None:
    """What a project's root is a part of: its git repository, or the topmost project around it."""
    workspace = None
    for folder in (root, *_parents(root)):
        if _marks(folder).git:
            return folder
        if is_project(folder) and folder != root:
            workspace = folder
    return workspace


def _parents(folder: str) -> list[str]:
    found: list[str] = []
    parent = os.path.dirname(folder)
    while parent != folder:
        found.append(parent)
        folder, parent = parent, os.path.dirname(parent)
    return found


@cache
def _marks(folder: str) -> _Marks:
    def has(name: str) -> bool:
        return os.path.exists(os.path.join(folder, name))

    return _Marks(
        pyproject=has("pyproject.toml"),
        setup=has("setup.cfg") or has("setup.py"),
        git=has(".git"),
        package=has("__init__.py"),
    )


def forget_roots() -> None:
    """Look at the disk again: for processes that live longer than one run."""
    root_of_folder.cache_clear()
    workspace_of.cache_clear()
    _marks.cache_clear()
