"""Writing many files so that each is either as it was or as it was to become.

First everything is written beside the real files; then each is put in its place by one rename. The
files of one group, which belong to one change, land together or not at all.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from dash_codemods.sources.journal import write_journals
from dash_codemods.sources.locks import locked
from dash_codemods.sources.problems import Problem, reason, unwritable
from dash_codemods.sources.staging import (
    Staged,
    discard,
    flush_folder,
    is_still,
    replace,
    stage,
    write_beside,
)


@dataclass(frozen=True)
class Write:
    """A file that was read as `before` and is to become `after`, together with its `group`."""

    path: str
    before: bytes
    after: bytes
    group: int = 0


@dataclass(frozen=True)
class Outcome:
    """What a transaction did. Every path is in exactly one of the three, by the name given.

    `withheld` are the files that nothing was wrong with, and that are as they were because another
    file of their group failed or the user interrupted.
    """

    written: tuple[str, ...]
    failed: tuple[Problem, ...]
    withheld: tuple[str, ...]
    interrupted: bool


def commit(writes: Sequence[Write], *, within: Sequence[str]) -> Outcome:
    """Writes the files, in groups, each group whole or not at all.

    - Only files below the real paths of `within` are touched. Of a symbolic link the target is.
    - A file that no longer holds `before` is left as it is, and so is its group.
    - A file with several hard links is left: replacing it would part them without a word, and
      writing into it would be the one write that can be caught half-way.
    - Mode, owner and extended attributes are kept where the system allows it.
    - Ctrl-C, SIGTERM and SIGHUP take effect between groups; the caller is told by `interrupted`.
    - Killed outright, the run leaves whole files, and temporaries that the next discovery finds.
      Only a group under way at that moment may have landed in part; `journal.finish` completes it.

    A write whose `after` is its `before` is left out of everything. Raises `ValueError`, before
    anything is touched, if two writes have the same target.
    """
    wanted = [write for write in writes if write.before != write.after]
    targets = [os.path.realpath(write.path) for write in wanted]
    if len(set(targets)) < len(targets):
        raise ValueError("two writes to one file; merge them first")
    groups: dict[int, list[Write]] = {}
    for write in wanted:
        groups.setdefault(write.group, []).append(write)
    with _interrupts_deferred() as interrupted:
        transaction = _Transaction(tuple(map(os.path.realpath, within)), interrupted)
        transaction.run(list(groups.values()))
    written = transaction.written
    failed = {problem.path for problem in transaction.failed}
    return Outcome(
        written=tuple(write.path for write in wanted if write.path in written),
        failed=tuple(transaction.failed),
        withheld=tuple(w.path for w in wanted if w.path not in written and w.path not in failed),
        interrupted=interrupted(),
    )


class _Transaction:
    """The state of one `commit`."""

    def __init__(self, tops: tuple[str, ...], interrupted: Callable[[], bool]) -> None:
        self.written: set[str] = set()
        self.failed: list[Problem] = []
        self._tops = tops
        self._interrupted = interrupted
        self._staged: list[Staged] = []
        self._journals: list[str] = []

    def run(self, groups: list[list[Write]]) -> None:
        """Stages everything before the first rename: a full disk shows before any file changed."""
        try:
            ready = self._noted([self._stage(group) for group in groups])
            for group in ready:
                if self._interrupted():
                    continue
                with locked(os.path.dirname(staged.target) for staged in group):
                    self._land(group)
        finally:
            for temporary in (*(staged.temporary for staged in self._staged), *self._journals):
                discard(temporary)
            for folder in {os.path.dirname(staged.target) for staged in self._staged}:
                flush_folder(folder)

    def _stage(self, group: list[Write]) -> list[Staged]:
        """A group ready to land, or nothing if one of its files cannot."""
        ready: list[Staged] = []
        for write in group:
            if self._interrupted():
                return []
            staged = stage(write.path, write.before, write.after, self._tops)
            if isinstance(staged, Problem):
                self.failed.append(staged)
            else:
                self._staged.append(staged)
                ready.append(staged)
        if len(ready) == len(group):
            return ready
        for staged in ready:
            discard(staged.temporary)
        return []

    def _noted(self, groups: list[list[Staged]]) -> list[list[Staged]]:
        """The groups, with a note on the disk of what belongs together."""
        several = [group for group in groups if len(group) > 1]
        try:
            self._journals = write_journals(several) if several else []
        except OSError as error:
            self.failed += [unwritable(group[0].path, error) for group in several]
            return [group for group in groups if len(group) == 1]
        return groups

    def _land(self, group: list[Staged]) -> None:
        # All are looked at before the first is touched, so that taking back is hardly ever needed.
        problems = [problem for staged in group if (problem := _changed(staged))]
        if problems:
            self.failed += problems
            return
        landed: list[Staged] = []
        try:
            for staged in group:
                problem = _put(staged)
                if problem is not None:
                    self.failed.append(problem)
                    self._take_back(landed, group)
                    return
                landed.append(staged)
        except BaseException:
            self._take_back(landed, group)
            raise
        self.written.update(staged.path for staged in landed)

    def _take_back(self, landed: list[Staged], group: list[Staged]) -> None:
        for staged in group:
            discard(staged.temporary)  # it may be the room on the disk that taking back needs
        for staged in reversed(landed):
            problem = _restore(staged)
            if problem is not None:
                self.failed.append(problem)


def _changed(staged: Staged) -> Problem | None:
    try:
        if is_still(staged.target, staged.before):
            return None
    except OSError as error:
        return unwritable(staged.path, error)
    message = "left as it was: another program changed it during the run; run again"
    return Problem(staged.path, "changed-meanwhile", message)


def _put(staged: Staged) -> Problem | None:
    """Puts a staged file in its place, if what is there is still what was read."""
    problem = _changed(staged)
    if problem is not None:
        return problem
    try:
        replace(staged.temporary, staged.target)
    except OSError as error:
        return unwritable(staged.path, error)
    return None


def _restore(staged: Staged) -> Problem | None:
    """Puts the old content of a file that landed back, with the times it had."""
    path, target, status = staged.path, staged.target, staged.status
    try:
        if not is_still(target, staged.after):
            message = "was rewritten, and another program changed it before it could be put back"
            return Problem(path, "half-written", f"{message}; compare it with your last commit")
        temporary = write_beside(target, staged.before, status)
        try:
            os.utime(temporary, ns=(status.st_atime_ns, status.st_mtime_ns))
            replace(temporary, target)
        finally:
            discard(temporary)
    except OSError as error:
        message = f"was rewritten and could not be put back ({reason(error)})"
        return Problem(path, "half-written", f"{message}; restore it from your last commit")
    return None


@contextmanager
def _interrupts_deferred() -> Iterator[Callable[[], bool]]:
    """Notes signals that would end the program, instead of letting them; gives "did one come?".

    Outside the main thread nothing is to be done: no signal reaches it.
    """
    came: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        came.append(number)

    restore = {}
    if threading.current_thread() is threading.main_thread():
        for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
            number = getattr(signal, name, None)
            # None: somebody else's handler, in C; ignored: the user said so (`nohup`).
            if number is not None and signal.getsignal(number) not in (None, signal.SIG_IGN):
                restore[number] = signal.signal(number, note)
    try:
        yield lambda: bool(came)
    finally:
        for number, handler in restore.items():
            signal.signal(number, handler)
