"""The walk through folders, pruned by exclude patterns and ignore files.

It lists and reads nothing but folders and their ignore files, and opens nothing that is not a
regular file.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator

from dash_codemods.sources.excludes import Excludes
from dash_codemods.sources.ignore import IGNORE_FILES, Ignores, ignores_above
from dash_codemods.sources.problems import Problem, unreadable
from dash_codemods.sources.rules import PYTHON_SUFFIXES
from dash_codemods.sources.temporaries import is_stale, is_temporary_name

# What marks a virtual environment: venv and virtualenv write the file, conda the folder.
_ENVIRONMENT = frozenset({"pyvenv.cfg", "conda-meta"})
_CONFIGURATION = "pyproject.toml"
_MARKERS = _ENVIRONMENT | {_CONFIGURATION, *IGNORE_FILES}


class Walk:
    """A walk through several folders that enters none of them twice.

    `problems` and `temporaries` (what killed runs left) grow as it goes on.
    """

    def __init__(self, excludes_of: Callable[[str], Excludes], problems: list[Problem]) -> None:
        """Take what says the excludes of a folder that is given, or that holds a configuration."""
        self.problems = problems
        self.temporaries: list[str] = []
        self._excludes_of = excludes_of
        self._entered: set[str] = set()
        self._links: list[str] = []

    def files(self, shown: str) -> Iterator[tuple[str, str]]:
        """The Python files in the folder `shown`, each as it is shown and by its real path."""
        real = os.path.realpath(shown)
        given = os.path.abspath(shown)
        at_top = self._excludes_of(given)
        above = ignores_above(real, os.path.realpath(at_top.root), self.problems)
        # What to put before a path inside, to show it, to know it, to hold it against `exclude`.
        show, top, place = _inside(shown), os.path.join(real, ""), _inside(given)
        pending: list[tuple[str, Ignores, Excludes]] = [("", above, at_top)]
        while pending:
            inner, outer_ignores, excludes = pending.pop()
            if top + inner in self._entered:
                continue
            listing = self._list(show + inner)
            if listing is None or (inner and not _ENVIRONMENT.isdisjoint(listing.markers)):
                continue
            self._entered.add(top + inner)
            paths = (show + inner + name for name in listing.temporaries)
            self.temporaries += [path for path in paths if is_stale(path)]
            ignores = outer_ignores.inside(top + inner, listing.markers, self.problems)
            if inner and _CONFIGURATION in listing.markers:
                excludes = self._excludes_of(place + inner.rstrip(os.sep))
            for name in listing.folders:
                path = inner + name
                if not (
                    excludes.skips_folder(place + path, name)
                    or ignores.skips_folder(top + path, name)
                ):
                    pending.append((path + os.sep, ignores, excludes))
            check = excludes.speaks_of_files or ignores.speaks_of_files
            for names, linked in ((listing.files, False), (listing.links, True)):
                for name in names:
                    path = inner + name
                    if check and (
                        excludes.skips_file(place + path, name)
                        or ignores.skips_file(top + path, name)
                    ):
                        continue
                    if linked:
                        self._links.append(show + path)
                    else:
                        yield show + path, top + path

    def linked_files(self) -> Iterator[tuple[str, str]]:
        """The linked files met so far whose target lies in a folder that was walked.

        A target with a Python file's name was met there itself. One elsewhere is somebody else's
        (another project's, an installed package's): a walk does not reach out of what it was given.
        """
        for shown in self._links:
            target = os.path.realpath(shown)
            if target.endswith(PYTHON_SUFFIXES):
                continue
            if os.path.join(os.path.dirname(target), "") in self._entered and _is_file(target):
                yield shown, target

    def _list(self, folder: str) -> _Listing | None:
        try:
            return _listing(folder)
        except OSError as error:
            self.problems.append(unreadable(folder.rstrip(os.sep) or os.curdir, error))
            return None


def leftovers(folder: str) -> list[str]:
    """The temporaries of killed runs in one folder; none if it cannot be listed."""
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    found = [os.path.join(folder, name) for name in names if is_temporary_name(name)]
    return [path for path in found if is_stale(path)]


class _Listing:
    """The entries of a folder that matter, by name."""

    __slots__ = ("files", "folders", "links", "markers", "temporaries")

    def __init__(self) -> None:
        self.files: list[str] = []
        self.folders: list[str] = []
        self.links: list[str] = []
        self.markers: list[str] = []
        self.temporaries: list[str] = []


def _listing(folder: str) -> _Listing:
    found = _Listing()
    with os.scandir(folder or os.curdir) as entries:
        for entry in entries:
            name = entry.name
            if name in _MARKERS:
                found.markers.append(name)
            if entry.is_dir(follow_symlinks=False):
                found.folders.append(name)
            elif name.endswith(PYTHON_SUFFIXES):
                if entry.is_file(follow_symlinks=False):
                    found.files.append(name)
                elif entry.is_symlink():
                    found.links.append(name)
            elif is_temporary_name(name):
                found.temporaries.append(name)
    return found


def _inside(folder: str) -> str:
    """What to put before a name in `folder`; nothing for the current folder, which is not shown."""
    return "" if folder == os.curdir else os.path.join(folder, "")


def _is_file(path: str) -> bool:
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False
