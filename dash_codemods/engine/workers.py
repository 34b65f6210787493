"""Work spread over forked processes, which see what they work on without its being sent to them.

Other than those of `multiprocessing.Pool`, they say nothing at Ctrl-C, end when the run is killed,
and are not waited for when they crash; and importing them takes no 30 ms.
"""

from __future__ import annotations

import os
import pickle
import selectors
import signal
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_LENGTH = 4
_READ = 1 << 20


def spread(
    function: Callable[[T], R],
    items: Sequence[T],
    workers: int,
    meanwhile: Callable[[], object] | None = None,
) -> Iterator[tuple[T, R | None]]:
    """The items, as they are done, with the function's result; None where its process crashed.

    Put items that take long first: every worker is dealt its share in turn. `meanwhile` is done
    here once they are at work.
    """
    waiting = [share for n in range(workers) if (share := list(items[n::workers]))]
    running: list[_Worker[T, R]] = []
    selector = selectors.DefaultSelector()
    try:
        while waiting or running:
            while waiting:
                running.append(_Worker(function, waiting.pop(), running))
                selector.register(running[-1].pipe, selectors.EVENT_READ, running[-1])
            if meanwhile is not None:
                meanwhile()
                meanwhile = None
            for key, _ in selector.select():
                worker: _Worker[T, R] = key.data
                results = worker.read()
                yield from results or ()
                if results is None:
                    selector.unregister(worker.pipe)
                    running.remove(worker)
                    worker.end()
                    if worker.share:
                        yield worker.share[0], None
                        if rest := worker.share[1:]:
                            waiting.append(rest)
    finally:
        selector.close()
        for worker in running:
            worker.end()


class _Worker(Generic[T, R]):
    """A process that works on its share, one item after the other."""

    def __init__(
        self, function: Callable[[T], R], share: list[T], others: Sequence[_Worker[T, R]]
    ) -> None:
        """Start it. `others` are those whose results are not this one's business."""
        self.share = share
        """What no result has come for."""
        self.pipe, out = os.pipe()
        self._data = bytearray()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._process = os.fork()
            if not self._process:
                # Ctrl-C reaches every process of the terminal; the run itself will end this one.
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                for pipe in (self.pipe, *(other.pipe for other in others)):
                    os.close(pipe)  # or nobody would notice that the run is gone
                _work(function, share, out)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            os.close(out)

    def read(self) -> list[tuple[T, R]] | None:
        """What it has sent since; None when it has ended."""
        data = os.read(self.pipe, _READ)
        if not data:
            return None
        self._data += data
        found: list[tuple[T, R]] = []
        while len(self._data) >= _LENGTH:
            end = _LENGTH + int.from_bytes(self._data[:_LENGTH], "big")
            if len(self._data) < end:
                break
            found.append((self.share.pop(0), pickle.loads(self._data[_LENGTH:end])))
            del self._data[:end]
        return found

    def end(self) -> None:
        """End it, whatever it is at."""
        os.close(self.pipe)
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)


def _work(function: Callable[[T], R], share: Sequence[T], out: int) -> None:
    """What a worker does; it does not return."""
    try:
        with open(out, "wb") as stream:
            for item in share:
                data = pickle.dumps(function(item), protocol=5)
                stream.write(len(data).to_bytes(_LENGTH, "big") + data)
                stream.flush()
    finally:
        os._exit(0)
