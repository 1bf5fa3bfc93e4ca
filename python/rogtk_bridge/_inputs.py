"""Inputs that are no paths: read in the thread that waits for the answer, sent as the engine asks."""

from __future__ import annotations

import threading

from . import _frames as frames
from .errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, Protocol

    class Reader(Protocol):
        """What a source's ``reader`` is. Both are called by threads that use the engine, never by its own."""

        def read(self, size: int, /) -> Any:
            """Give about `size` bytes (bytes-like, fewer or more are fine), and none at the end."""

        def close(self) -> None:
            """Let go: nothing more will be read."""


class Inputs:
    """
    The readers of one request, by their numbers.

    Parameters
    ----------
    readers : sequence of Reader
        The readers.
    names : sequence of str
        What errors call them.
    send : callable
        Called with the input's number, a state and the bytes of an INPUT frame.
    """

    def __init__(
        self, readers: Sequence[Reader], names: Sequence[str], send: Callable[[int, int, Any], None]
    ) -> None:
        self._feeds = [_Feed(reader, name) for reader, name in zip(readers, names, strict=True)]
        self._send = send
        # One thread at a time reads, and sends in the order in which it has read.
        self._lock = threading.Lock()
        self._closed = False

    def serve(self, pull: Mapping[str, Any]) -> None:
        """Answer one pull. What the reader raises comes through, and ends the request."""
        number: int = pull["input"]
        try:
            with self._lock:
                if not self._closed:
                    self._answer(number, self._feeds[number], pull["bytes"])
        finally:
            if self._closed:
                self._close_all()

    def _answer(self, number: int, feed: _Feed, size: int) -> None:
        if feed.ended:
            return
        try:
            data = feed.take(size)
        except BaseException:
            self._send(number, frames.INPUT_FAILED, b"")
            raise
        self._send(number, frames.INPUT_END if feed.ended else frames.INPUT_DATA, data)

    def close(self) -> None:
        """Close the readers; one that is being read, when that is over. Finalizers may call it."""
        self._closed = True
        self._close_all()

    def _close_all(self) -> None:
        # Whoever reads closes them afterwards; it may be this thread, interrupted by a finalizer.
        if self._lock.acquire(blocking=False):
            try:
                feeds, self._feeds = self._feeds, []
            finally:
                self._lock.release()
            for feed in feeds:
                feed.reader.close()


class _Feed:
    """A reader, and what it gave beyond what was asked for."""

    def __init__(self, reader: Reader, name: str) -> None:
        self.reader = reader
        self.ended = False
        self._name = name
        self._rest = memoryview(b"")

    def take(self, size: int) -> memoryview:
        """Give up to `size` bytes, and none at the end."""
        if not self._rest:
            self._rest = self._frozen(self.reader.read(size))
            self.ended = not self._rest
        data, self._rest = self._rest[:size], self._rest[size:]
        return data

    def _frozen(self, data: Any) -> memoryview:
        """View the bytes; copied where they may change before they are sent."""
        if isinstance(data, str):
            raise TypeError(f"{self._name} gives text, not bytes: open it with 'rb'")
        if data is None:
            raise InputError(
                "the input has no data yet, and doesn't wait for any",
                code="INPUT_IO",
                path=self._name,
                hint="Make it a blocking one.",
            )
        view = memoryview(data)
        if not view.readonly:
            return memoryview(bytes(view))
        return view if view.format == "B" and view.ndim == 1 else view.cast("B")
