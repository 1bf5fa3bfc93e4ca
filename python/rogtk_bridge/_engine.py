"""One engine: its process, the thread that writes to it, the thread that reads from it, and who waits."""

from __future__ import annotations

import itertools
import queue
import threading
import time
from collections import deque

from . import _frames as frames
from . import _request
from ._answer import FAILED, Answer
from ._buffers import allocate
from ._crash import explain_crash
from ._inputs import Inputs
from ._node import check_version
from ._reader import Reader
from .errors import EngineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from ._process import EngineProcess

# Cancelled requests that may still be cleaning up when a new one is sent. Their memory isn't free yet.
SETTLING_REQUESTS_MAX = 8
# What the engine gets to remove its temporary files before it is killed.
CLOSE_SECONDS_MAX = 5.0
_settle_seconds_max = 10.0
_ids_max = 0xFFFF_FFFF


class EngineGone(Exception):
    """The engine has ended or is about to: the request was not sent."""


class Engine:
    """A running engine and the requests it works on. Usable from any thread."""

    def __init__(
        self, process: EngineProcess, *, node: str, version: str | None, idle_seconds: float
    ) -> None:
        self.process = process
        #: Set in a forked child, where nothing of this engine may be used.
        self.forked = False
        #: How memory for a batch is had; pyarrow's own way once pyarrow is there.
        self.allocate: Callable[[int], Any] = allocate
        self._node = node
        self._version = version
        self._idle_seconds = idle_seconds
        self._lock = threading.Lock()
        self._gone = False
        self._closing = False
        self._greeted = False
        self._ids = itertools.count()
        self._answers: dict[int, Answer] = {}
        self._settling: deque[Answer] = deque()
        self._active_last = time.monotonic()
        # Frames to send; None ends it. A finalizer may put into it at any moment, so no lock is around it.
        self._outbox: queue.SimpleQueue[bytes | tuple[bytes, memoryview] | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write, name="rogtk-shim-write", daemon=True)
        self._reader = threading.Thread(target=self._read, name="rogtk-shim-read", daemon=True)
        self._writer.start()
        self._reader.start()

    # Called by the threads that use the engine

    @property
    def requests(self) -> list[Answer]:
        """What is under way, cancelled requests that clean up included."""
        with self._lock:
            return list(self._answers.values())

    def submit(self, request: Mapping[str, Any], describe: str | None, *, as_bytes: bool = False) -> Answer:
        """Send a request off; with `as_bytes`, its batches arrive as `bytes`."""
        self._settle()
        inputs = _request.names(request)
        answer = Answer(
            next(self._ids) % _ids_max + 1,
            _request.describe(request, describe),
            inputs[0] if inputs else None,
            _request.original_names(request),
        )
        answer.as_bytes = as_bytes
        content, readers = _request.prepare(request)
        if readers:
            answer.inputs = Inputs(
                [reader for reader, _ in readers],
                [name for _, name in readers],
                lambda number, state, data: self._send_input(answer.id, number, state, data),
            )
        frame = frames.encode_frame(frames.REQUEST, answer.id, content)
        with self._lock:
            if self._gone or (not self._answers and self.process.has_ended()):
                raise EngineGone
            self._answers[answer.id] = answer
        self._outbox.put(frame)
        return answer

    def credit(self, answer: Answer, count: int) -> None:
        """Tell the engine that batches of so many bytes were taken off."""
        if answer.wanted and not answer.ended:
            self._outbox.put(frames.encode_frame(frames.CREDIT, answer.id, {"bytes": count}))

    def _send_input(self, request: int, number: int, state: int, data: Any) -> None:
        head = frames.encode_input(request, number, state, len(data))
        self._outbox.put((head, data) if len(data) > 0 else head)

    def cancel(self, answer: Answer) -> None:
        """Tell the engine that nobody wants the answer any more. Doesn't wait; finalizers may call it."""
        answer.close_inputs()
        if answer.wanted and not answer.ended:
            answer.wanted = False
            self._settling.append(answer)
            self._outbox.put(frames.encode_frame(frames.CANCEL, answer.id, {}))

    def cancel_and_wait(self, answer: Answer, seconds: float) -> None:
        """Cancel and wait for the end; an engine that is too slow, and serves nobody else, is killed."""
        if self.forked:
            return
        self.cancel(answer)
        settled = False
        try:
            settled = answer.wait_end(seconds)
        finally:
            with self._lock:
                stuck = not settled and not any(other.wanted for other in self._answers.values())
                self._gone |= stuck
            if stuck:
                self.process.kill()

    def close(self) -> None:
        """End the engine: the channel first, so that nothing blocks on it, then its input; or kill it."""
        with self._lock:
            self._gone = self._closing = True
        self.process.close_channel()
        self._outbox.put(None)
        if not self.process.wait(CLOSE_SECONDS_MAX):
            self.process.kill()
        for thread in (self._reader, self._writer):
            if thread is not threading.current_thread():
                thread.join(CLOSE_SECONDS_MAX)

    def _settle(self) -> None:
        while self._settling and (self._settling[0].ended or len(self._settling) > SETTLING_REQUESTS_MAX):
            self._settling[0].wait_end(_settle_seconds_max)
            try:
                self._settling.popleft()
            except IndexError:
                # Another thread was faster.
                return

    # Called by the reader thread

    def greet(self, hello: Mapping[str, Any]) -> None:
        """Check whom we talk to."""
        protocol, version = hello.get("protocol"), hello.get("version")
        check_version(str(hello.get("node")), self._node)
        if protocol != frames.PROTOCOL or (self._version is not None and version != self._version):
            raise EngineError(
                f"The engine is version {version} (protocol {protocol}), but this package needs version "
                f"{self._version} (protocol {frames.PROTOCOL})",
                code="ENGINE_VERSION",
                hint="Reinstall rogtk-shim.",
            )
        self._greeted = True

    def find(self, request: int) -> Answer | None:
        """Give the request of that id."""
        return self._answers.get(request)

    def end(self, answer: Answer, kind: int, content: dict[str, Any]) -> None:
        """Hand a request's DONE or ERROR over."""
        self._active_last = time.monotonic()
        with self._lock:
            del self._answers[answer.id]
        if content.get("path") in answer.names:
            content["path"] = answer.names[content["path"]]
        answer.end(kind, content)

    def _read(self) -> None:
        problem = Reader(self).run()
        if not self.forked:
            self._finish(problem)

    def _finish(self, problem: EngineError | None) -> None:
        """Whatever ended the channel: collect the process and tell everybody who waits."""
        with self._lock:
            self._gone = True
        if problem is not None:
            self.process.kill()
        code = self.process.reap()
        self._outbox.put(None)
        self.process.release()
        with self._lock:
            answers = list(self._answers.values())
            self._answers.clear()
        for answer in answers:
            answer.end(FAILED, problem or self._explain_end(answer, code))

    def _explain_end(self, answer: Answer, code: int) -> EngineError:
        if not self._closing:
            return explain_crash(answer, code, self.process.tail().strip(), greeted=self._greeted)
        return EngineError(
            f"The engine was closed while {answer.describe}", code="ENGINE_CLOSED", path=answer.path
        )

    # The writer thread. It owns the engine's input, and alone closes it.

    def _write(self) -> None:
        wait = self._idle_seconds
        while True:
            try:
                frame = self._outbox.get(timeout=wait)
            except queue.Empty:
                wait = self._retire()
                if wait > 0:
                    continue
                break
            parts = frame if isinstance(frame, tuple) else (frame,)
            if not all(part is not None and self.process.send(part) for part in parts):
                break
            # What was sent may be large, and this thread may wait long for the next.
            del frame, parts
            wait = self._idle_seconds
        self.process.close_input()

    def _retire(self) -> float:
        """Let an idle engine go: 0, or else the seconds after which to ask again."""
        with self._lock:
            if self._answers:
                return self._idle_seconds
            left = self._active_last + self._idle_seconds - time.monotonic()
            if left > 0:
                return left
            self._gone = self._closing = True
            return 0.0
