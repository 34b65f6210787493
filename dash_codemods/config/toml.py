"""TOML on every Python that we support."""

from __future__ import annotations

import re
import sys
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class BrokenToml(ValueError):
    """A file that is not TOML."""

    def __init__(self, message: str, line: int | None) -> None:
        super().__init__(message)
        self.line = line


def parse(data: bytes) -> dict[str, Any]:
    """Parse a TOML file's bytes; a byte order mark, which TOML does not allow, is forgiven."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BrokenToml("it is not UTF-8", line) from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # The line stands in the message alone before Python 3.14.
        place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", str(error))
        line = int(place[1]) if place and place[1] else text.count("\n") + 1
        message = str(error)[: place.start()] if place else str(error)
        raise BrokenToml(message[:1].lower() + message[1:], line) from error
