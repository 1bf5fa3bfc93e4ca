"""A stream of record batches: one run of one request."""

from __future__ import annotations

from . import _frames as frames
from ._answer import CLOSED, FAILED
from ._fault import make_error
from .errors import EngineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Any

    import pyarrow as pa

    from ._answer import Answer
    from ._engine import Engine


class BatchStream:
    """
    An iterator of record batches and a context manager.

    Closing it, dropping it, or an interrupt while it waits, cancels the request. An error that ended it is
    raised again by every further step, so that what was read can't be mistaken for everything.
    """

    def __init__(
        self, engine: Engine, answer: Answer, on_progress: Callable[[dict[str, Any]], object] | None
    ) -> None:
        self._closed = False
        self._engine = engine
        #: What has come of it and waits to be taken.
        self.answer = answer
        self._on_progress = on_progress
        #: The message that the last batch lies in, if the stream was asked for with `as_bytes`.
        self.message = b""
        self._schema: pa.Schema | None = None
        self._statistics: dict[str, Any] | None = None
        self._failure: tuple[int, Any] | None = None
        # Not before now: the engine starts meanwhile.
        import pyarrow as pa
        import pyarrow.ipc as ipc

        engine.allocate = pa.allocate_buffer
        self._wrap = pa.py_buffer
        self._ipc = ipc

    @property
    def schema(self) -> pa.Schema:
        """The schema of the batches; waits for it at first."""
        try:
            while self._schema is None:
                if self._advance() is not None or self._statistics is not None:
                    raise EngineError("The engine sent no schema", code="PROTOCOL")
        except BaseException:
            self.close()
            raise
        return self._schema

    @property
    def statistics(self) -> dict[str, Any] | None:
        """What the engine counted; None until the last batch has been taken."""
        return self._statistics

    def __iter__(self) -> BatchStream:
        """Return the stream itself: it runs once."""
        return self

    def __next__(self) -> pa.RecordBatch:
        """Wait for the next batch."""
        try:
            while self._statistics is None:
                batch = self._advance()
                if batch is not None:
                    return batch
        except BaseException:
            # Wherever an interrupt hits, a batch may be lost: what follows must not look like the rest.
            self.close()
            raise
        raise StopIteration

    def close(self) -> None:
        """Cancel what is under way. Doesn't wait; closing twice does no harm."""
        if self._closed:
            return
        self._closed = True
        if not self._engine.forked:
            self._engine.cancel(self.answer)
            self.answer.put(CLOSED, None)

    def __enter__(self) -> BatchStream:
        """Return the stream itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the stream."""
        self.close()

    def __del__(self) -> None:
        """Cancel what nobody can read any more."""
        self.close()

    def _advance(self) -> pa.RecordBatch | None:
        """Take one event; give its batch, if it is one."""
        self._check_usable()
        try:
            kind, content = self.answer.take()
        except Exception as error:
            # What an input raised, here in the user's thread.
            self._failure = (FAILED, error)
            raise
        if kind == frames.BATCH:
            return self._decode(content)
        if kind == frames.SCHEMA:
            self._schema = self._ipc.read_schema(self._wrap(content))
        elif kind == frames.PROGRESS:
            if self._on_progress is not None:
                self._on_progress(content)
        else:
            # Back it goes: nobody, in whatever thread, shall wait for what comes after the last event.
            self.answer.put(kind, content)
            self.answer.close_inputs()
            self._end(kind, content)
        return None

    def _end(self, kind: int, content: Any) -> None:
        if kind == frames.DONE:
            self._statistics = content
        elif kind == CLOSED:
            raise ValueError("The stream was closed while it waited")
        else:
            self._failure = (kind, content)
            self._raise_failure()

    def _raise_failure(self) -> None:
        if self._failure is not None:
            kind, content = self._failure
            raise content if kind == FAILED else make_error(content)

    def _decode(self, buffer: Any) -> pa.RecordBatch:
        self._engine.credit(self.answer, len(buffer))
        if self.answer.as_bytes:
            self.message = buffer
        return self._ipc.read_record_batch(self._wrap(buffer), self.schema)

    def _check_usable(self) -> None:
        if self._engine.forked:
            raise EngineError(
                "This stream was opened before the process was forked",
                code="FORKED",
                path=self.answer.path,
                hint="Open it in the process that reads it.",
            )
        self._raise_failure()
        if self._closed:
            raise ValueError("The stream is closed")
