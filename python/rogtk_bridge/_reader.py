"""The reader thread's work: frames from the channel to those who wait for them."""

from __future__ import annotations

import sys

from . import _frames as frames
from ._answer import FAILED
from .errors import EngineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._answer import Answer
    from ._engine import Engine

_discard_bytes = 1024 * 1024
_levels = {"debug": 10, "info": 20, "warning": 30, "error": 40}
_warning = 30


class _CutError(Exception):
    """The channel ended within a frame."""


class Reader:
    """Reads frames until the channel ends. It never waits for anything but the channel."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._greeted = False

    def run(self) -> EngineError | None:
        """Read to the end. Gives what was wrong; None when the channel just ended, as on a crash."""
        try:
            while self._read_frame():
                pass
        except _CutError:
            return None
        except frames.FrameError as error:
            return EngineError(
                f"The engine's answer can't be understood: {error}",
                code="PROTOCOL",
                hint="Was something else than this package's engine started? See ROGTK_SHIM_NODE.",
            )
        except EngineError as error:
            return error
        except Exception as error:
            return EngineError(f"The engine's answer can't be read: {error!r}", code="PROTOCOL")
        return None

    def _read_frame(self) -> bool:
        header = bytearray(frames.HEADER_BYTES)
        got = self._engine.process.receive_into(memoryview(header))
        if got == 0:
            return False
        if got < len(header):
            raise _CutError
        kind, request, length = frames.decode_header(header)
        if not self._greeted and kind != frames.HELLO:
            raise frames.FrameError(f"Its first frame is of kind {kind}, not HELLO")
        if kind in (frames.SCHEMA, frames.BATCH):
            self._read_data(kind, request, length)
        else:
            payload = bytearray(length)
            self._fill(memoryview(payload))
            self._take_control(kind, request, frames.decode_map(payload))
        return True

    def _read_data(self, kind: int, request: int, length: int) -> None:
        answer = self._answer(kind, request)
        if not answer.wanted:
            self._discard(length)
            return
        try:
            as_bytes = answer.as_bytes
            buffer = self._engine.process.receive(length) if as_bytes else self._engine.allocate(length)
        except MemoryError as error:
            self._engine.cancel(answer)
            answer.put(FAILED, MemoryError(f"No memory for a batch of {length:,} bytes: {error}"))
            self._discard(length)
            return
        if not as_bytes:
            self._fill(memoryview(buffer).cast("B"))
        elif len(buffer) < length:
            raise _CutError
        answer.put(kind, buffer)

    def _take_control(self, kind: int, request: int, content: dict[str, Any]) -> None:
        if kind == frames.HELLO:
            self._engine.greet(content)
            self._greeted = True
        elif kind in (frames.PROGRESS, frames.CREDIT):
            self._answer(kind, request).put(kind, content)
        elif kind in (frames.DONE, frames.ERROR):
            self._engine.end(self._answer(kind, request), kind, content)
        elif kind == frames.LOG:
            _log(content)
        else:
            raise frames.FrameError(f"A frame of kind {kind} does not go this way")

    def _answer(self, kind: int, request: int) -> Answer:
        answer = self._engine.find(request)
        if answer is None:
            raise frames.FrameError(f"A frame of kind {kind} belongs to no request ({request})")
        return answer

    def _fill(self, view: memoryview) -> None:
        if self._engine.process.receive_into(view) < len(view):
            raise _CutError

    def _discard(self, length: int) -> None:
        scratch = memoryview(bytearray(min(length, _discard_bytes)))
        while length > 0:
            piece = scratch[: min(length, len(scratch))]
            self._fill(piece)
            length -= len(piece)


def _log(content: dict[str, Any]) -> None:
    level = _levels.get(str(content.get("level")), _warning)
    # Below a warning nobody sees it who hasn't imported logging himself, and the import takes a while.
    if level < _warning and "logging" not in sys.modules:
        return
    import logging

    logging.getLogger("rogtk_shim.engine").log(level, "%s", content.get("message"))
