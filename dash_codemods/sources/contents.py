"""The bytes of one file, read without ever hanging on it."""

from __future__ import annotations

import os
import re

MAX_BYTES = 20_000_000
"""Files above this are data, not code that someone maintains; parsing one takes minutes."""

# Nearly every source file fits, and a buffer of this size is had without asking the system.
_ONE_READ = 1 << 16

# A name can become a pipe, a terminal or a link between the listing and the opening. With these
# flags opening returns at once whatever it has become.
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)

_MARK = b"@generated"


def read_bytes(path: str, *, follow_link: bool = False) -> bytes:
    """The bytes of the regular file at `path`, at most `MAX_BYTES` and one.

    The one byte more tells the caller that the file is too large. Raises `OSError`, also when
    `path` is a symbolic link and `follow_link` is off.
    """
    descriptor = os.open(path, _FLAGS if follow_link else _FLAGS | _NO_LINK)
    try:
        raw = os.read(descriptor, _ONE_READ)
        more = os.read(descriptor, _ONE_READ)  # only an empty read means the end
        if not more:
            return raw
        parts = [raw]
        left = MAX_BYTES + 1 - len(raw)
        while more and left > 0:
            parts.append(more[:left])
            left -= len(more)
            more = os.read(descriptor, _ONE_READ)
        return b"".join(parts)
    finally:
        os.close(descriptor)


def digest_of(raw: bytes) -> bytes:
    """20 bytes that stand for some contents."""
    from hashlib import blake2b  # not needed by every run

    return blake2b(raw, digest_size=20).digest()


def is_generated(raw: bytes) -> bool:
    """Whether a file says that a program wrote it: `@generated` in its first five lines.

    Only the first kilobyte is looked at. An address such as `me@generated.org` does not count.
    """
    head = raw[:1024]
    if _MARK not in head:
        return False
    first = b"\n".join(head.splitlines()[:5])
    return re.search(rb"(?<![\w.@])@generated\b", first) is not None
