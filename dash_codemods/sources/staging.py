"""One file's new content, written beside it and ready to take its place in one step."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import dataclass

from dash_codemods.sources.contents import read_bytes
from dash_codemods.sources.problems import Problem, unwritable
from dash_codemods.sources.temporaries import forget_temporary, temporary_path


@dataclass(frozen=True)
class Staged:
    """A file `target` (a real path) and the `temporary` that is to replace it."""

    path: str
    target: str
    temporary: str
    before: bytes
    after: bytes
    status: os.stat_result


def stage(path: str, before: bytes, after: bytes, tops: tuple[str, ...]) -> Staged | Problem:
    """Writes `after` to the disk, beside the file that `path` is or links to.

    A problem, and nothing left behind, if the file is not one that can be replaced: it must lie in
    one of `tops` (real paths), be regular, writable and have one name only.
    """
    target = os.path.realpath(path)
    if not any(target == top or target.startswith(os.path.join(top, "")) for top in tops):
        message = f"left as it was: it is {target}, outside the given paths; name that path too"
        return Problem(path, "outside-paths", message)
    try:
        status = os.lstat(target)
        problem = _irreplaceable(path, target, status)
        if problem is not None:
            return problem
        temporary = write_beside(target, after, status)
    except OSError as error:
        return unwritable(path, error)
    return Staged(path, target, temporary, before, after, status)


def write_beside(target: str, content: bytes, status: os.stat_result) -> str:
    """Writes a temporary beside `target`, through to the disk, and returns its path.

    It gets the mode, and where the system allows it the owner and the extended attributes, of the
    file that it is to replace. Raises `OSError`; nothing is left behind then.
    """
    temporary = temporary_path(target)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with open(os.open(temporary, flags, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            _look_like(temporary, target, status)
            os.fsync(file.fileno())
    except BaseException:
        discard(temporary)
        raise
    return temporary


def replace(temporary: str, target: str) -> None:
    """Puts a temporary in the place of its target in one step. Raises `OSError`."""
    os.replace(temporary, target)
    forget_temporary(temporary)


def discard(temporary: str) -> None:
    """Deletes a temporary; none being there is fine."""
    with suppress(OSError):
        os.unlink(temporary)
    forget_temporary(temporary)


def is_still(target: str, content: bytes) -> bool:
    """Whether a file still holds `content`. Raises `OSError`."""
    return read_bytes(target) == content


def flush_folder(folder: str) -> None:
    """Makes the renames in a folder last, on systems where that takes a step of its own."""
    with suppress(OSError):  # the files are whole either way, and Windows has no such step
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _irreplaceable(path: str, target: str, status: os.stat_result) -> Problem | None:
    if not stat.S_ISREG(status.st_mode):
        return Problem(path, "not-a-regular-file", "left as it was: it is no regular file any more")
    if not status.st_mode & 0o222 or not os.access(target, os.W_OK):
        # Renaming would get around the permission, and root is not even asked.
        message = "left as it was: it is read-only; make it writable, or exclude it"
        return Problem(path, "read-only", message)
    if status.st_nlink > 1:
        message = (
            f"left as it was: it has {status.st_nlink} names (hard links), and replacing it would "
            "part them; replace it by a copy of itself, or exclude it"
        )
        return Problem(path, "hard-linked", message)
    return None


def _look_like(temporary: str, target: str, status: os.stat_result) -> None:
    """Owner first, since changing it takes rights away; mode last, since it has the final say."""
    made = os.stat(temporary)
    if hasattr(os, "chown") and (made.st_uid, made.st_gid) != (status.st_uid, status.st_gid):
        with suppress(OSError):
            os.chown(temporary, status.st_uid, status.st_gid)
    if hasattr(os, "listxattr"):
        with suppress(OSError):
            for name in os.listxattr(target):
                with suppress(OSError):
                    os.setxattr(temporary, name, os.getxattr(target, name))
    os.chmod(temporary, stat.S_IMODE(status.st_mode))
