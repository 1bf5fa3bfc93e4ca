"""One request's answers on their way from the reader thread to the thread that waits for them."""

from __future__ import annotations

import queue
import sys
import threading
from collections import deque

from . import _frames as frames

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._inputs import Inputs

# Put in by a stream that was closed, to wake whoever waits. Frame kinds are above 0.
CLOSED = 0
# What an ERROR frame never carries: an exception that arose on this side, such as the engine's death.
FAILED = -1

# Waiting for a lock can't be interrupted by Ctrl-C on Windows, so there the wait is cut in pieces.
_wait_seconds = 0.1 if sys.platform == "win32" else None


class Answer:
    """
    The events of one request, in order.

    `put` may be called from a finalizer, which can run at any point of any thread: the queue is of the kind
    that allows it.
    """

    __slots__ = ("_ended", "_events", "as_bytes", "describe", "id", "inputs", "names", "path", "wanted")

    def __init__(self, request_id: int, describe: str, path: str | None, names: dict[str, str]) -> None:
        self.id = request_id
        self.describe = describe
        self.path = path
        #: Names of files that the engine knows otherwise, by what it knows them as.
        self.names = names
        #: Cleared when nobody waits any more; data is then dropped as it arrives.
        self.wanted = True
        #: What the engine may pull.
        self.inputs: Inputs | None = None
        #: Whether batches arrive as `bytes`, which are cut without another copy.
        self.as_bytes = False
        self._events: queue.SimpleQueue[tuple[int, Any]] = queue.SimpleQueue()
        self._ended = threading.Lock()
        self._ended.acquire()

    @property
    def queued(self) -> int:
        """How many events wait to be taken."""
        return self._events.qsize()

    @property
    def ended(self) -> bool:
        """Whether DONE or ERROR has come, or never will."""
        return not self._ended.locked()

    def put(self, kind: int, content: Any) -> None:
        """Hand an event over."""
        self._events.put((kind, content))

    def take(self) -> tuple[int, Any]:
        """
        Wait for the next event. Interrupted by signals at once.

        Whoever waits serves the engine's pulls of inputs meanwhile, when there is nothing else to take: an
        input may be slow. What an input raises comes through.
        """
        pulls: deque[Any] = deque()
        try:
            while True:
                event = self._next(wait=not pulls)
                if event is None:
                    if pulls and self.inputs is not None:
                        self.inputs.serve(pulls.popleft())
                elif event[0] == frames.CREDIT:
                    pulls.append(event[1])
                else:
                    return event
        finally:
            # Another thread may wait for this answer too.
            for pull in pulls:
                self.put(frames.CREDIT, pull)

    def _next(self, *, wait: bool) -> tuple[int, Any] | None:
        try:
            return self._events.get(block=wait, timeout=_wait_seconds)
        except queue.Empty:
            return None

    def end(self, kind: int, content: Any) -> None:
        """Hand the last event over."""
        self.put(kind, content)
        if self._ended.locked():
            self._ended.release()

    def close_inputs(self) -> None:
        """Let go of the inputs: nothing more will be pulled."""
        if self.inputs is not None:
            self.inputs.close()

    def wait_end(self, seconds: float) -> bool:
        """Wait until the request has ended; False when it hasn't in time."""
        if not self._ended.acquire(timeout=seconds):
            return False
        self._ended.release()
        return True
