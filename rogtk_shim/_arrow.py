"""Arrow data of other libraries as an input: whatever has `__arrow_c_stream__` becomes a plan."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from ._plan import Plan, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import pyarrow as pa

# Batches larger than this are sent in slices, so that memory stays bounded.
_SLICE_BYTES = 8 * 1024 * 1024
# Where somebody wants so many rows, only batches larger than this.
_EXACT_SLICE_BYTES = 64 * 1024 * 1024
# Where an output does well with so many rows, those larger than what it makes of other inputs.
_USUAL_SLICE_BYTES = 16 * 1024 * 1024
# Smaller pieces are joined: a column of a small batch has a few bytes.
_PIECE_BYTES_MIN = 256 * 1024


def arrow_plan(
    data: object, *, batch_rows: int | None = None, exact: bool = True, threads: int | None = None
) -> Plan:
    """Make the plan that reads Arrow data of any library.

    Parameters
    ----------
    data : object
        Anything with `__arrow_c_stream__`: a pyarrow table or reader, a polars frame, a duckdb relation, a
        scan of this package.
    batch_rows : int, optional
        Rows of each batch but the last, for outputs where this matters; by default the producer's batches are
        kept, but for large ones, which are split. Batches above 64 MiB are split all the same.
    exact : bool, default True
        Whether `batch_rows` was asked for; if not, batches above 16 MiB are split.
    threads : int, optional
        See `Plan`.

    Raises
    ------
    TypeError
        `data` has no `__arrow_c_stream__`.
    """
    if not hasattr(data, "__arrow_c_stream__"):
        raise TypeError(
            "data must have __arrow_c_stream__ (a pyarrow table or reader, a polars frame, a duckdb "
            f"relation, a scan), which {type(data).__name__} has not"
        )
    name = f"<{type(data).__name__}>"
    return Plan(
        "arrow", (Source(None, name, Producer(data, batch_rows, _bytes_max(batch_rows, exact))),), (), threads
    )


def _bytes_max(batch_rows: int | None, exact: bool) -> int:
    if batch_rows is None:
        return _SLICE_BYTES
    return _EXACT_SLICE_BYTES if exact else _USUAL_SLICE_BYTES


class Producer:
    """Arrow data as a source's content. Each run exports it anew; what can do so once gives nothing more."""

    bytes = None

    def __init__(self, data: Any, batch_rows: int | None, bytes_max: int) -> None:
        self._data = data
        self._batch_rows = batch_rows
        self._bytes_max = bytes_max

    def open(self, *, look: bool) -> _Exporter:
        """Start a run."""
        return _Exporter(self._data, self._batch_rows, self._bytes_max)


class _Sink:
    """Where pyarrow's writer puts its buffers; they aren't copied."""

    closed = False

    def __init__(self) -> None:
        self.pieces: deque[memoryview] = deque()

    def write(self, data: Any) -> int:
        view = memoryview(data).cast("B")
        if view:
            self.pieces.append(view)
        return len(view)

    def flush(self) -> None:
        """Nothing waits here."""


class _Exporter:
    """An Arrow IPC stream, written batch by batch as it is read."""

    def __init__(self, data: Any, batch_rows: int | None, bytes_max: int) -> None:
        self._data: Any = data
        self._batch_rows = batch_rows
        self._bytes_max = bytes_max
        self._sink = _Sink()
        self._steps: Iterator[None] | None = None

    def read(self, size: int) -> memoryview:
        """Give the next piece of the stream."""
        if self._steps is None:
            self._steps = self._write()
        pieces = self._sink.pieces
        while not pieces:
            try:
                next(self._steps)
            except StopIteration:
                break
        if not pieces or len(pieces[0]) >= _PIECE_BYTES_MIN:
            return pieces.popleft() if pieces else memoryview(b"")
        joined = bytearray()
        while pieces and len(joined) + len(pieces[0]) <= size:
            joined += pieces.popleft()
        # More than was asked for is kept by whoever asked.
        return memoryview(bytes(joined)) if joined else pieces.popleft()

    def close(self) -> None:
        """Let go of the data."""
        self._steps = None
        self._data = None
        self._sink.pieces.clear()

    def _write(self) -> Iterator[None]:
        import pyarrow as pa
        from pyarrow import ipc

        data: Any = self._data
        reader = data if isinstance(data, pa.RecordBatchReader) else pa.RecordBatchReader.from_stream(data)
        casts = _casts(reader.schema)
        schema = casts or reader.schema
        # A class of its own: pyarrow asks for no more than this of a file.
        output: Any = self._sink
        writer: Any = ipc.new_stream(pa.PythonFile(output, mode="w"), schema)
        yield
        for batch in _rebatched(reader, self._batch_rows, self._bytes_max):
            for piece in _slices(batch, self._bytes_max):
                writer.write_batch(piece if casts is None else _cast(piece, casts))
                yield
        writer.close()
        yield


def _slices(batch: pa.RecordBatch, bytes_max: int) -> Iterator[pa.RecordBatch]:
    """Cut a batch into even slices of a bounded size."""
    pieces = -(-batch.nbytes // bytes_max)
    if pieces <= 1:
        yield batch
        return
    rows = max(1, -(-batch.num_rows // pieces))
    for start in range(0, batch.num_rows, rows):
        yield batch.slice(start, rows)


def _rebatched(reader: pa.RecordBatchReader, rows: int | None, bytes_max: int) -> Iterator[pa.RecordBatch]:
    """Give the batches; with `rows`, of exactly so many, but for the last one and where they are large."""
    if rows is None:
        yield from reader
        return
    import pyarrow as pa

    waiting: list[pa.RecordBatch] = []
    have = 0
    for batch in reader:
        start = 0
        while have + batch.num_rows - start >= rows:
            part = batch.slice(start, rows - have)
            start += part.num_rows
            yield _joined(pa, [*waiting, part])
            waiting, have = [], 0
        if start < batch.num_rows:
            waiting.append(batch.slice(start))
            have += batch.num_rows - start
        if sum(part.nbytes for part in waiting) >= bytes_max:
            # However many rows are wanted, memory holds no more than this.
            yield _joined(pa, waiting)
            waiting, have = [], 0
    if waiting:
        yield _joined(pa, waiting)


def _joined(pa: Any, batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    if len(batches) == 1:
        return batches[0]
    (batch,) = pa.Table.from_batches(batches).combine_chunks().to_batches()
    return batch


def _casts(schema: Any) -> Any:
    """Give the schema with views as plain text; None where there are none.

    A slice of views is written with all the text of its batch.
    """
    import pyarrow

    pa: Any = pyarrow
    if not hasattr(pa, "string_view"):
        return None
    plain = {pa.string_view(): pa.large_string(), pa.binary_view(): pa.large_binary()}
    fields = [field.with_type(plain.get(field.type, field.type)) for field in schema]
    found = pa.schema(fields, metadata=schema.metadata)
    return None if found.equals(schema) else found


def _cast(batch: Any, schema: Any) -> Any:
    import pyarrow as pa

    arrays: list[Any] = [
        column if column.type.equals(field.type) else column.cast(field.type)
        for column, field in zip(batch.columns, schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)  # pyright: ignore[reportUnknownMemberType]
