"""Standard output and standard error: colours, encodings, readers that go away."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from dash_codemods.cli.options import When


def on_terminal(stream: TextIO | None) -> bool:
    """Whether a person looks at the stream."""
    return stream is not None and not stream.closed and stream.isatty()


def wants_colour(when: When, stream: TextIO | None) -> bool:
    """Whether a stream is to be coloured."""
    if when != "auto":
        return when == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return on_terminal(stream) and os.environ.get("TERM") != "dumb"


def write_out(text: str) -> None:
    """Write to standard output."""
    _write(sys.stdout, text)


def write_error(text: str) -> None:
    """Write to standard error."""
    _write(sys.stderr, text)


def write_bytes(data: bytes) -> None:
    """Write bytes to standard output as they are."""
    if sys.stdout is not None:
        _write_bytes(sys.stdout, data)


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None or not text:
        return
    if on_terminal(stream):
        data = text.encode(stream.encoding, "backslashreplace")
    else:
        # For programs it is UTF-8 on every system, and a file name's bytes are what they are.
        try:
            data = text.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            data = text.encode("utf-8", "backslashreplace")
    _write_bytes(stream, data)


def _write_bytes(stream: TextIO, data: bytes) -> None:
    try:
        stream.flush()
        stream.buffer.write(data)
        stream.buffer.flush()
    except BrokenPipeError:
        # The reader (`| head`) has seen enough; what the run did and its exit code stay.
        return
