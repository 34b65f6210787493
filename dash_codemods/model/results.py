"""What a run has to say, ready to be reported."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dash_codemods.model.findings import Finding
    from dash_codemods.model.places import Position


@dataclass(frozen=True)
class TextEdit:
    """Replace the text from start to end (exclusive) of one file."""

    path: str
    start: Position
    end: Position
    replacement: str


@dataclass(frozen=True)
class FileChange:
    """A file's whole text before and after, line ends as they are on the disk."""

    path: str
    before: str
    after: str
    encoding: str = "utf-8"
    """The codec of the bytes on the disk; `utf-8-sig`: behind a byte order mark."""


@dataclass(frozen=True)
class FindingResult:
    """A finding, and what became of its fix."""

    finding: Finding
    selected: bool = False
    """Its fix is one of those that the run makes (or would make)."""
    edits: tuple[TextEdit, ...] = ()
    """The fix alone, made to the files as they are; empty unless asked for."""
    dropped_comments: tuple[str, ...] = ()
    """Comments that spoke of the removed code alone and went with it."""


@dataclass(frozen=True)
class Problem:
    """An error of the input, or a broken proof: one line that says where and what to do."""

    path: str
    kind: str
    message: str
    line: int | None = None


@dataclass(frozen=True)
class Summary:
    """The counts of a run."""

    files: int = 0
    """Python files looked at."""
    callbacks: int = 0
    generated: int = 0
    """Files left out because they say that they are generated."""
    idle: bool = False
    """No rule is selected for any file that has callbacks."""


@dataclass(frozen=True)
class Outcome:
    """What came of a run's reading and of its rules, before anything is written."""

    findings: tuple[FindingResult, ...] = ()
    changes: tuple[FileChange, ...] = ()
    unsafe_changes: tuple[FileChange, ...] = ()
    groups: tuple[frozenset[str], ...] = ()
    """Files that are written together or not at all."""
    callbacks: int = 0
    idle: bool = False
    """No rule is selected for any file that has callbacks."""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class RunResult:
    """Everything that a run found, changed and could not do."""

    findings: tuple[FindingResult, ...] = ()
    changes: tuple[FileChange, ...] = ()
    """What the selected fixes make of the files, all together."""
    unsafe_changes: tuple[FileChange, ...] = ()
    """What --unsafe-fixes would change besides; `before` is a file after `changes`."""
    written: tuple[str, ...] = ()
    """Paths whose new text is on the disk."""
    withheld: tuple[str, ...] = ()
    """Paths left as they were because another file of the same fix could not be written."""
    problems: tuple[Problem, ...] = ()
    summary: Summary = field(default_factory=Summary)
    finished: tuple[str, ...] = ()
    """Paths that a run which was killed had still to write, for a fix that it had begun."""
