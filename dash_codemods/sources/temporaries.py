"""The names of the files that a run writes beside the real ones, and what a killed run leaves."""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterable

_NAME = r"\..+\.dash-codemod-(\d+)-[0-9a-f]{8}\.tmp"
_LONGEST_NAME = 255  # bytes, on every file system in use

# A run holds its temporaries for seconds. Process numbers are used again, in containers at once;
# what is older than this is left over, whatever process has the number now.
_ABANDONED_AFTER = 3600.0

_ours: set[str] = set()


def temporary_path(target: str) -> str:
    """A new name beside the absolute path `target`: hidden, not a Python file, and unique.

    It holds the number of this process, so that a later run can tell whether it is still needed,
    and a random part, so that no two runs ever share one, not even from two containers.
    """
    folder, name = os.path.split(target)
    ending = f".dash-codemod-{os.getpid()}-{os.urandom(4).hex()}.tmp"
    room = _LONGEST_NAME - 1 - len(ending)
    if len(os.fsencode(name)) > room:
        name = os.fsencode(name)[:room].decode("utf-8", "ignore")
    path = os.path.join(folder, f".{name}{ending}")
    _ours.add(path)
    return path


def forget_temporary(path: str) -> None:
    """Says that this process is done with a name that `temporary_path` gave."""
    _ours.discard(path)


def is_temporary_name(name: str) -> bool:
    """Whether a file name has the form that `temporary_path` gives."""
    return name.endswith(".tmp") and _match(name) is not None


def is_stale(path: str) -> bool:
    """Whether `path` is a temporary that no run will ever finish."""
    match = _match(os.path.basename(path))
    if match is None or os.path.realpath(path) in _ours:
        return False
    try:
        status = os.lstat(path)
    except OSError:
        return False
    if not stat.S_ISREG(status.st_mode):
        return False
    process = int(match[1])
    return (
        process == os.getpid()
        or not _is_alive(process)
        or time.time() - status.st_mtime > _ABANDONED_AFTER
    )


def remove_stale_temporaries(paths: Iterable[str]) -> tuple[str, ...]:
    """Deletes those of `paths` that are temporaries of runs that were killed.

    Every path is looked at anew. Returns what was deleted; what is still in use, is no temporary
    or cannot be deleted stays.
    """
    removed = []
    for path in paths:
        if is_stale(path):
            try:
                os.unlink(path)
            except OSError:
                continue  # it is hidden and harmless, and the next run tries again
            removed.append(path)
    return tuple(removed)


def _match(name: str) -> re.Match[str] | None:
    return re.fullmatch(_NAME, name, re.DOTALL)


def _is_alive(process: int) -> bool:
    if os.name == "nt":
        return True  # there, asking with `os.kill` would end the process: age alone decides
    try:
        os.kill(process, 0)
    except PermissionError:
        return True
    except (ProcessLookupError, OverflowError):
        return False
    return process > 0
