"""What stops a rewrite."""

from __future__ import annotations


class CannotRewrite(Exception):
    """An edit that cannot be made without touching what it must not touch."""

    def __init__(self, reason: str, message: str, line: int) -> None:
        super().__init__(f"{reason}: {message} (line {line})")
        self.reason = reason
        """A kebab-case identifier: `line-ends`."""
        self.message = message
        self.line = line
