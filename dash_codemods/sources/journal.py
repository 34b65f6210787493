"""Finishing what a killed run had begun.

A fix that changes several files lands by several renames. A run that is killed between two of them
leaves code that no longer fits together, and nothing there to be found: what called for the fix is
gone. So the run writes down beforehand which files belong together, in a journal in each of their
folders. A later run that meets the journal, over whichever of the folders, puts what is missing in
its place.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from dash_codemods.sources.contents import digest_of, read_bytes
from dash_codemods.sources.problems import Problem, unwritable
from dash_codemods.sources.staging import Staged, discard, flush_folder
from dash_codemods.sources.temporaries import is_temporary_name, temporary_path

_NAME = "journal"


class _Part(NamedTuple):
    """A file of a fix, and digests of what it held and is to hold."""

    target: str
    temporary: str
    before: str
    after: str


def write_journals(groups: Sequence[Sequence[Staged]]) -> list[str]:
    """Writes down what belongs together, through to the disk; the paths of the journals.

    Raises `OSError`; nothing is left behind then.
    """
    import json

    folders: dict[str, list[list[_Part]]] = {}
    for group in groups:
        parts = [
            _Part(staged.target, staged.temporary, _digest(staged.before), _digest(staged.after))
            for staged in group
        ]
        for folder in {os.path.dirname(part.target) for part in parts}:
            folders.setdefault(folder, []).append(parts)
    journals: list[str] = []
    try:
        for folder, found in folders.items():
            journals.append(temporary_path(os.path.join(folder, _NAME)))
            descriptor = os.open(journals[-1], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "wb") as file:
                file.write(json.dumps(found).encode())
                file.flush()
                os.fsync(descriptor)
            flush_folder(folder)
    except BaseException:
        for journal in journals:
            discard(journal)
        raise
    return journals


def is_journal(path: str) -> bool:
    """Whether a temporary is a journal, by its name."""
    return os.path.basename(path).startswith(f".{_NAME}.dash-codemod-")


def finish(journals: Iterable[str]) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Completes the fixes that landed in part: what was written, and what could not be.

    Files that have changed since are left as they are, and named.
    """
    written: list[str] = []
    problems: list[Problem] = []
    for missing, landed in _in_part(journals):
        for part in missing:
            if not _can_land(part):
                problems.append(_lost(part, landed))
                continue
            try:
                os.replace(part.temporary, part.target)
                written.append(part.target)
            except OSError as error:
                problems.append(unwritable(part.target, error))
    return tuple(written), tuple(problems)


def unfinished(journals: Iterable[str]) -> tuple[Problem, ...]:
    """What there is to finish, for a run that writes nothing."""
    return tuple(
        (_waiting if _can_land(part) else _lost)(part, landed)
        for missing, landed in _in_part(journals)
        for part in missing
    )


def _in_part(journals: Iterable[str]) -> Iterator[tuple[list[_Part], str]]:
    """The files that fixes still miss, each with one that has landed."""
    for group in sorted({group for path in journals for group in _read(path)}):
        landed = [part for part in group if _holds(part.target, part.after)]
        if landed:
            missing = [part for part in group if part not in landed]
            yield missing, landed[0].target


def _can_land(part: _Part) -> bool:
    """Whether neither the file nor its new content has been touched since.

    The content comes from beside the file alone. Whoever could put it there could have changed the
    file itself: a journal that somebody else left in a folder of theirs changes nothing of ours.
    """
    return _holds(part.target, part.before) and _holds(part.temporary, part.after)


def _lost(part: _Part, landed: str) -> Problem:
    message = f"a run was killed before it made this file fit {landed}, and it has changed since"
    return Problem(part.target, "half-written", f"{message}; compare both with your last commit")


def _waiting(part: _Part, landed: str) -> Problem:
    message = f"a run was killed before it made this file fit {landed}"
    how = "run again without --dry-run and --check to finish it"
    return Problem(part.target, "half-written", f"{message}; {how}")


def _read(path: str) -> list[tuple[_Part, ...]]:
    """The groups in a journal; none if it is torn: then nothing had landed yet."""
    import json

    try:
        groups = [tuple(_Part(*part) for part in group) for group in json.loads(read_bytes(path))]
        return [group for group in groups if all(map(_is_sound, group))]
    except (OSError, ValueError, TypeError):
        return []


def _is_sound(part: _Part) -> bool:
    folder, name = os.path.split(part.temporary)
    return os.path.dirname(part.target) == folder and is_temporary_name(name)


def _holds(path: str, digest: str) -> bool:
    with suppress(OSError):
        return _digest(read_bytes(path)) == digest
    return False


def _digest(content: bytes) -> str:
    return digest_of(content).hex()
