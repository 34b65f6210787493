"""Which files a run is about, and their bytes.

Reading is left to processes, not threads: system calls on cached files are so short that several
threads only wait for each other (22,000 files: 0.34 s with one, 0.45 s with two, 0.6 s with four).
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple, Protocol

from dash_codemods.sources.contents import MAX_BYTES, digest_of, is_generated, read_bytes
from dash_codemods.sources.excludes import Excludes
from dash_codemods.sources.problems import Problem, unreadable
from dash_codemods.sources.walk import Walk, leftovers

Look = tuple[bytes | Problem | None, bytes]
"""What is kept of a file, and a digest of all of it."""

DEFAULT_EXCLUDE = (
    "**/.*/",
    "__pycache__",
    "__pypackages__",
    "_build",
    "buck-out",
    "build",
    "dist",
    "node_modules",
    "site-packages",
    "venv",
)
"""Left out of every walk unless `exclude` says otherwise; the first is every hidden folder."""


@dataclass(frozen=True)
class FoundFile:
    """A file to work on. `explicit`: the user named it, rather than a folder that it is in."""

    path: str
    raw: bytes
    explicit: bool


@dataclass(frozen=True)
class Listing:
    """The files that some paths stand for, none of them read.

    `places` has every real file once, with whether the user named it and whether it may be a link.
    `stale_temporaries` are for `remove_stale_temporaries`.
    """

    places: tuple[Place, ...]
    problems: tuple[Problem, ...]
    stale_temporaries: tuple[str, ...]


class Place(NamedTuple):
    """Where a file is. `named`: by the user, rather than a folder that it is in."""

    path: str
    named: bool = False
    linked: bool = False


@dataclass(frozen=True)
class Discovery:
    """What a look at the given paths found.

    `counted` is the number of files looked at, whatever came of them. `generated` are those that
    say that a program wrote them. `stale_temporaries` are for `remove_stale_temporaries`.
    `digest` stands for the names and the whole contents of all files looked at; it is empty
    unless it was asked for.
    """

    files: tuple[FoundFile, ...]
    counted: int
    generated: tuple[str, ...]
    problems: tuple[Problem, ...]
    stale_temporaries: tuple[str, ...]
    digest: bytes = b""


class Each(Protocol):
    """Calls a function for each of many items, like `map`, and gives the results in order."""

    def __call__(
        self, function: Callable[[Place], Look], items: Sequence[Place], /
    ) -> Iterable[Look]:
        """The results."""


def discover(
    paths: Sequence[str],
    *,
    exclude: Sequence[str] = DEFAULT_EXCLUDE,
    extend_exclude: Sequence[str] = (),
    needle: Callable[[bytes], bool] | None = None,
    root: str | None = None,
) -> Discovery:
    """The files that `paths`, files and folders, stand for, sorted by path, each real file once.

    `exclude` and `extend_exclude` are patterns as ruff reads them, relative to the folder `root`
    (default: the current one). See `list_files` for which files these are, and `take` for what
    becomes of them. Raises `ValueError` for an exclude pattern that can match nothing.
    """
    excludes = Excludes((*exclude, *extend_exclude), os.path.abspath(root or os.curdir))
    return take(list_files(paths, lambda _: excludes), needle)


def list_files(paths: Sequence[str], excludes_of: Callable[[str], Excludes]) -> Listing:
    """The files that `paths`, files and folders, stand for; each real file once, none read.

    A file named here is always taken, whatever its name and though it be ignored or excluded. In a
    folder, `*.py` and `*.pyw` are; those that an ignore file or an exclude pattern covers are not,
    nor is anything in a virtual environment. A folder named here is always entered. Linked folders
    are not; a linked file is taken if its target lies in a folder that was walked, once.

    `excludes_of` says what is left out of a folder named here, and of one further down that holds
    a `pyproject.toml`, by their absolute paths. What goes wrong is in the result's `problems`.
    """
    problems: list[Problem] = []
    walk = Walk(excludes_of, problems)
    places: list[Place] = []
    folders: list[str] = []
    # Only a file that is named or linked can have another name: the walk meets nothing twice.
    met: set[str] = set()
    for given in paths:
        path = tidy(given)
        problem = _unusable(given, path)
        if problem is not None:
            problems.append(problem)
        elif os.path.isdir(path):
            folders.append(path)
        elif (real := os.path.realpath(path)) not in met:
            met.add(real)
            places.append(Place(path, named=True))
    beside = {os.path.dirname(real) for real in met}
    for folder in folders:
        places += [Place(path) for path, real in walk.files(folder) if real not in met]
    for path, real in walk.linked_files():
        if real not in met:
            met.add(real)
            places.append(Place(path, linked=True))
    temporaries = {*walk.temporaries, *(path for folder in beside for path in leftovers(folder))}
    return Listing(tuple(places), tuple(problems), tuple(sorted(temporaries)))


def take(
    listing: Listing,
    needle: Callable[[bytes], bool] | None = None,
    each: Each = map,
    *,
    digested: bool = False,
) -> Discovery:
    """Read the files of a listing and keep those that matter.

    `needle` says whether a file's bytes are worth keeping; the others are counted and dropped.
    Files marked `@generated` are listed and not taken, even when named: the next run of their
    generator would undo any change. `each` may spread the reading over processes.
    """
    problems = list(listing.problems)
    files: list[FoundFile] = []
    generated: list[str] = []
    whole: list[bytes] = []
    looks = each(lambda place: _look(place, needle, digested), listing.places)
    for place, (look, digest) in zip(listing.places, looks, strict=True):
        if digested:
            whole.append(repr((place, digest)).encode("utf-8", "surrogatepass"))
        if isinstance(look, Problem):
            problems.append(look)
        elif look is not None and is_generated(look):
            generated.append(place.path)
        elif look is not None:
            files.append(FoundFile(place.path, look, place.named))
    return Discovery(
        files=tuple(sorted(files, key=attrgetter("path"))),
        counted=len(listing.places),
        generated=tuple(sorted(generated)),
        problems=tuple(sorted(set(problems), key=attrgetter("path", "kind"))),
        stale_temporaries=listing.stale_temporaries,
        digest=digest_of(b"".join(whole)) if digested else b"",
    )


def _look(place: Place, needle: Callable[[bytes], bool] | None, digested: bool) -> Look:
    """The bytes of a file that matters, None for another, or what is wrong with it."""
    try:
        raw = read_bytes(place.path, follow_link=place.named or place.linked)
    except OSError as error:
        return unreadable(place.path, error), str(error.errno).encode()
    digest = digest_of(raw) if digested else b""
    if needle is not None and not needle(raw):
        return None, digest
    if len(raw) > MAX_BYTES:
        message = f"is larger than {MAX_BYTES // 1_000_000} MB; exclude it"
        return Problem(place.path, "too-large", message), digest
    return raw, digest


def tidy(path: str) -> str:
    """`path` as it is shown: without `./`, doubled slashes and a slash at the end.

    `..` stays: behind a linked folder it leads elsewhere than the text says.
    """
    drive, rest = os.path.splitdrive(path.replace(os.altsep, os.sep) if os.altsep else path)
    parts = [part for part in rest.split(os.sep) if part not in ("", os.curdir)]
    return drive + (os.sep if rest.startswith(os.sep) else "") + os.sep.join(parts) or os.curdir


def _unusable(given: str, path: str) -> Problem | None:
    """What is wrong with a path as an argument, before anything is read."""
    if not given:
        return Problem(given, "missing", "is empty; for the current folder say '.'")
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError) as error:  # ValueError: a NUL character
        if isinstance(error, OSError):
            if error.errno not in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
                return unreadable(path, error)
            if os.path.islink(path):
                return Problem(path, "missing", "is a link to nothing; mend the link")
        return Problem(path, "missing", "no such file or folder; check the spelling")
    if stat.S_ISREG(mode) and path.endswith(".ipynb"):
        message = "is a notebook; make a .py file of it first (jupyter nbconvert --to script)"
        return Problem(path, "notebook", message)
    if stat.S_ISDIR(mode) or stat.S_ISREG(mode):
        return None
    message = "is a pipe, a socket or a device; name a file or a folder"
    return Problem(path, "not-a-regular-file", message)
