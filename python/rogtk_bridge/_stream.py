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
        self._schema: pa.Schema | None = None
        self._statistics: dict[str, Any] | None = None
        try:
            # Not before now: the engine starts meanwhile.
            import pyarrow as pa
            import pyarrow.ipc as ipc

            engine.allocate = pa.allocate_buffer
            self._wrap = pa.py_buffer
            self._ipc = ipc
        except BaseException:
            self.close()
            raise

    @property
    def schema(self) -> pa.Schema:
        """The schema of the batches; waits for it at first."""
        while self._schema is None:
            if self._advance() is not None or self._statistics is not None:
                raise EngineError("The engine sent no schema", code="PROTOCOL")
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
        while self._statistics is None:
            batch = self._advance()
            if batch is not None:
                return batch
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
            if kind == frames.PROGRESS and self._on_progress is not None:
                self._on_progress(content)
        except BaseException:
            self.close()
            raise
        if kind == frames.BATCH:
            return self._decode(content)
        if kind == frames.SCHEMA:
            self._schema = self._ipc.read_schema(self._wrap(content))
        elif kind == frames.DONE:
            self._statistics = content
            self.answer.put(kind, content)
        elif kind in (frames.ERROR, FAILED):
            # Back it goes: the next step, in whatever thread, must not wait for ever.
            self.answer.put(kind, content)
            raise make_error(content) if kind == frames.ERROR else content
        elif kind == CLOSED:
            self.answer.put(kind, content)
            raise ValueError("The stream was closed while it waited")
        return None

    def _decode(self, buffer: Any) -> pa.RecordBatch:
        self._engine.credit(self.answer, len(buffer))
        return self._ipc.read_record_batch(self._wrap(buffer), self.schema)

    def _check_usable(self) -> None:
        if self._engine.forked:
            raise EngineError(
                "This stream was opened before the process was forked",
                code="FORKED",
                path=self.answer.path,
                hint="Open it in the process that reads it.",
            )
        if self._closed:
            raise ValueError("The stream is closed")
