"""What can be wrong with a file, as a value.

Nothing in this package prints or raises for a file that cannot be worked on: the file is left as
it is, a `Problem` names it, and the other files are still done. The kinds:

- looking for files: `missing`, `vanished`, `unreadable`, `not-a-regular-file`, `too-large`
- decoding and encoding: `utf-16`, `nul-bytes`, `not-utf8`, `bad-encoding`
- writing: `changed-meanwhile`, `read-only`, `hard-linked`, `outside-paths`, `disk-full`,
  `unwritable`, `half-written`
"""

from __future__ import annotations

import errno

from dash_codemods.model.results import Problem

__all__ = ["Problem", "reason", "unreadable", "unwritable"]


def unreadable(path: str, error: OSError) -> Problem:
    """The problem of a file or folder that exists in a listing and could not be read."""
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
        return Problem(path, "vanished", "went away while it was being read; run again")
    if error.errno in (errno.EACCES, errno.EPERM):
        return Problem(path, "unreadable", "no permission to read it; grant it, or exclude it")
    return Problem(path, "unreadable", f"cannot be read: {reason(error)}")


def unwritable(path: str, error: OSError) -> Problem:
    """The problem of a file that could not be replaced, which is therefore as it was."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Problem(path, "disk-full", "left as it was: the disk is full; make room, run again")
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return Problem(path, "vanished", "was removed or renamed during the run; run again")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Problem(
            path,
            "read-only",
            f"left as it was: the system does not let it be replaced ({reason(error)}); "
            "see to its permissions and to those of its folder",
        )
    return Problem(path, "unwritable", f"left as it was, writing failed: {reason(error)}")


def reason(error: OSError) -> str:
    """What the system says, without the file name that the caller shows anyway."""
    return error.strerror or type(error).__name__
