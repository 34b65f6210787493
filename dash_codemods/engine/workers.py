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
_DONE = bytes(_LENGTH)
"""The last that a worker sends, other than one that crashes."""


def spread(
    function: Callable[[T], R],
    items: Sequence[T],
    workers: int,
    meanwhile: Callable[[], object] | None = None,
) -> Iterator[tuple[T, R | None]]:
    """The items, as they are done, with the function's result; None where its process crashed.

    Put items that take long first: who is done with one takes the next. `meanwhile` is done here
    once they are at work.
    """
    left = dict.fromkeys(range(len(items)))
    tickets = _Tickets(len(items))
    running: list[_Worker[T, R]] = []
    selector = selectors.DefaultSelector()
    try:
        crashed, missing = 0, min(workers, len(items))
        while missing or running:
            for _ in range(missing):
                running.append(_Worker(function, items, tickets, running))
                selector.register(running[-1].pipe, selectors.EVENT_READ, running[-1])
            missing = 0
            if meanwhile is not None:
                meanwhile()
                meanwhile = None
            for key, _ in selector.select():
                worker: _Worker[T, R] = key.data
                results = worker.read()
                for number, result in results or ():
                    del left[number]
                    tickets.hand_out()
                    yield items[number], result
                if results is None:
                    selector.unregister(worker.pipe)
                    running.remove(worker)
                    worker.end()
                    if not worker.is_done and crashed < len(items):
                        crashed += 1
                        tickets.hand_out()
                        missing += 1
        for number in left:
            yield items[number], None
    finally:
        selector.close()
        tickets.close()
        for worker in running:
            worker.end()


class _Tickets:
    """A pipe with the numbers of items, of which every worker takes the next one."""

    _AT_ONCE = 4_000
    """So many fit into the pipes of any system."""

    def __init__(self, count: int) -> None:
        self._next, self._count = 0, count
        self.pipe, self._in = os.pipe()
        for _ in range(min(count, self._AT_ONCE)):
            self.hand_out()

    def hand_out(self) -> None:
        """Put in one more, if there is one; call it once for every item that is done with."""
        if self._next < self._count:
            os.write(self._in, self._next.to_bytes(_LENGTH, "big"))
            self._next += 1
        if self._next == self._count:
            self.close_entry()

    def taken(self) -> Iterator[int]:
        """In a worker: the numbers of what it is to do."""
        self.close_entry()  # or nobody would notice that no more can come
        while number := os.read(self.pipe, _LENGTH):
            yield int.from_bytes(number, "big")

    def close_entry(self) -> None:
        """Let those who wait for more know that there is none."""
        if self._in >= 0:
            os.close(self._in)
            self._in = -1

    def close(self) -> None:
        """Give it all up."""
        self.close_entry()
        os.close(self.pipe)


class _Worker(Generic[T, R]):
    """A process that works on one item after the other."""

    def __init__(
        self,
        function: Callable[[T], R],
        items: Sequence[T],
        tickets: _Tickets,
        others: Sequence[_Worker[T, R]],
    ) -> None:
        """Start it. `others` are those whose results are not this one's business."""
        self.is_done = False
        """It has said that there is nothing left to do."""
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
                _work(function, items, tickets, out)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            os.close(out)

    def read(self) -> list[tuple[int, R]] | None:
        """What it has sent since, with the numbers of the items; None when it has ended."""
        data = os.read(self.pipe, _READ)
        if not data:
            return None
        self._data += data
        found: list[tuple[int, R]] = []
        while len(self._data) >= _LENGTH:
            end = _LENGTH + int.from_bytes(self._data[:_LENGTH], "big")
            if len(self._data) < end:
                break
            if end == _LENGTH:
                self.is_done = True
            else:
                found.append(pickle.loads(self._data[_LENGTH:end]))
            del self._data[:end]
        return found

    def end(self) -> None:
        """End it, whatever it is at."""
        os.close(self.pipe)
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)


def _work(function: Callable[[T], R], items: Sequence[T], tickets: _Tickets, out: int) -> None:
    """What a worker does; it does not return."""
    try:
        with open(out, "wb") as stream:
            for number in tickets.taken():
                data = pickle.dumps((number, function(items[number])), protocol=5)
                stream.write(len(data).to_bytes(_LENGTH, "big") + data)
                stream.flush()
            stream.write(_DONE)
    finally:
        os._exit(0)
