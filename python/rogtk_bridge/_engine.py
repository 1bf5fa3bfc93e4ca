"""One engine: its process, the thread that writes to it, the thread that reads from it, and who waits for what."""

from __future__ import annotations

import itertools
import queue
import signal
import sys
import threading
import time
from collections import deque

from . import _frames as frames
from ._answer import FAILED, Answer
from ._buffers import allocate
from ._fault import make_error
from ._node import check_version
from .errors import EngineCrashed, EngineError

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
_discard_bytes = 1024 * 1024


class EngineGone(Exception):
    """The engine has ended or is about to: the request was not sent."""


class Engine:
    """A running engine and the requests it works on. Usable from any thread."""

    def __init__(self, process: EngineProcess, *, node: str, version: str | None, idle_seconds: float) -> None:
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
        self._ids = itertools.count(1)
        self._answers: dict[int, Answer] = {}
        self._settling: deque[Answer] = deque()
        self._active_last = time.monotonic()
        # Frames to send; None ends it. A finalizer may put into it at any moment, hence no lock around the writing.
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write, name="rogtk-shim-write", daemon=True)
        self._reader = threading.Thread(target=self._read, name="rogtk-shim-read", daemon=True)
        self._writer.start()
        self._reader.start()

    # Called by the threads that use the engine

    def submit(self, request: Mapping[str, Any], describe: str, path: str | None) -> Answer:
        """Send a request off."""
        self._settle()
        answer = Answer(next(self._ids) & 0xFFFF_FFFF, describe, path)
        frame = frames.encode_frame(frames.REQUEST, answer.id, request)
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

    def cancel(self, answer: Answer) -> None:
        """Tell the engine that nobody wants the answer any more. Doesn't wait; may be called by a finalizer."""
        if answer.wanted and not answer.ended:
            answer.wanted = False
            self._settling.append(answer)
            self._outbox.put(frames.encode_frame(frames.CANCEL, answer.id, {}))

    def cancel_and_wait(self, answer: Answer, seconds: float) -> None:
        """Cancel and wait for the end; an engine that doesn't answer in time, and serves nobody else, is killed."""
        if self.forked:
            return
        self.cancel(answer)
        settled = False
        try:
            settled = answer.wait_end(seconds)
        finally:
            with self._lock:
                serves_others = any(other.wanted for other in self._answers.values())
            if not settled and not serves_others:
                self.process.kill()

    def close(self) -> None:
        """End the engine: the channel first, so that nothing blocks on it, then its input; if need be, kill it."""
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
                return

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
            if frame is None or not self.process.send(frame):
                break
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

    # The reader thread

    def _read(self) -> None:
        problem: EngineError | None = None
        try:
            while self._read_frame():
                pass
        except frames.FrameError as error:
            problem = EngineError(
                f"The engine's answer can't be understood: {error}",
                code="PROTOCOL",
                hint="Was something else than this package's engine started? See ROGTK_SHIM_NODE.",
            )
        except EngineError as error:
            problem = error
        except Exception as error:
            problem = EngineError(f"The engine's answer can't be read: {error!r}", code="PROTOCOL")
        if not self.forked:
            self._finish(problem)

    def _read_frame(self) -> bool:
        header = bytearray(frames.HEADER_BYTES)
        got = self.process.receive_into(memoryview(header))
        if got == 0:
            return False
        if got < len(header):
            return self._cut()
        kind, request, length = frames.decode_header(header)
        if not self._greeted and kind != frames.HELLO:
            raise frames.FrameError(f"Its first frame is of kind {kind}, not HELLO")
        if kind in (frames.SCHEMA, frames.BATCH):
            return self._read_data(kind, request, length)
        payload = bytearray(length)
        if self.process.receive_into(memoryview(payload)) < length:
            return self._cut()
        self._take_control(kind, request, frames.decode_map(payload))
        return True

    def _read_data(self, kind: int, request: int, length: int) -> bool:
        answer = self._answer(kind, request)
        if not answer.wanted:
            return self._discard(length)
        try:
            buffer = self.allocate(length)
        except MemoryError as error:
            self.cancel(answer)
            answer.put(FAILED, MemoryError(f"No memory for a batch of {length:,} bytes: {error}"))
            return self._discard(length)
        if self.process.receive_into(memoryview(buffer).cast("B")) < length:
            return self._cut()
        answer.put(kind, buffer)
        return True

    def _take_control(self, kind: int, request: int, content: dict[str, Any]) -> None:
        if kind == frames.HELLO:
            self._check_hello(content)
        elif kind == frames.PROGRESS:
            self._answer(kind, request).put(kind, content)
        elif kind in (frames.DONE, frames.ERROR):
            answer = self._answer(kind, request)
            self._active_last = time.monotonic()
            with self._lock:
                del self._answers[request]
            answer.end(kind, content)
        elif kind == frames.LOG:
            _log(content)
        else:
            raise frames.FrameError(f"A frame of kind {kind} does not go this way")

    def _answer(self, kind: int, request: int) -> Answer:
        answer = self._answers.get(request)
        if answer is None:
            raise frames.FrameError(f"A frame of kind {kind} belongs to no request ({request})")
        return answer

    def _check_hello(self, content: dict[str, Any]) -> None:
        protocol, version = content.get("protocol"), content.get("version")
        check_version(str(content.get("node")), self._node)
        if protocol != frames.PROTOCOL or (self._version is not None and version != self._version):
            raise EngineError(
                f"The engine is version {version} (protocol {protocol}), but this package needs version "
                f"{self._version} (protocol {frames.PROTOCOL})",
                code="ENGINE_VERSION",
                hint="Reinstall rogtk-shim.",
            )
        self._greeted = True

    def _discard(self, length: int) -> bool:
        scratch = memoryview(bytearray(min(length, _discard_bytes)))
        while length > 0:
            piece = scratch[: min(length, len(scratch))]
            if self.process.receive_into(piece) < len(piece):
                return self._cut()
            length -= len(piece)
        return True

    def _cut(self) -> bool:
        """The channel ended within a frame: the process is gone, or as good as."""
        return False

    # The end

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
        if self._closing:
            return EngineError(f"The engine was closed while {answer.describe}", code="ENGINE_CLOSED", path=answer.path)
        stage = "while" if self._greeted else "at its start, before"
        printed = self.process.tail().strip()
        error = EngineCrashed(
            f"The engine {_describe_exit(code)} {stage} {answer.describe}",
            path=answer.path,
            code="ENGINE_CRASHED",
            hint=_crash_hint(code, printed),
        )
        error.exit_code = code
        error.stderr = printed
        return error


def _describe_exit(code: int) -> str:
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = "unknown"
    return f"was killed by signal {-code} ({name})"


def _crash_hint(code: int, printed: str) -> str:
    memory = "Out of memory? Fewer threads or smaller batches need less. " if code == -9 or "out of memory" in printed else ""
    said = f"The last it printed:\n{printed}" if printed else "It printed nothing."
    return f"{memory}The next call starts a new engine. {said}"


def _log(content: dict[str, Any]) -> None:
    level = {"debug": 10, "info": 20, "warning": 30, "error": 40}.get(str(content.get("level")), 20)
    # Below a warning nobody sees it who hasn't imported logging himself, and the import takes a while.
    if level < 30 and "logging" not in sys.modules:
        return
    import logging

    logging.getLogger("rogtk_shim.engine").log(level, "%s", content.get("message"))
