"""`Stream`: one run of a scan."""

from __future__ import annotations

from collections.abc import Iterator

from rogtk_bridge import client
from rogtk_bridge.text import safe

from ._rejects import warn_of_rejects

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any

    import pyarrow as pa
    from rogtk_bridge import BatchStream

    from ._plan import Plan
    from .progress import Reporter
    from .statistics import Statistics


class Stream(Iterator["pa.RecordBatch"]):
    """One run of a scan: an iterator of record batches, to be used once, and a context manager.

    It is closed when it is exhausted, when its `with` block ends, by `close()` and when it is dropped. Made
    by `Scan.open()`.

    Examples
    --------
    >>> from rogtk_shim import scan_bam
    >>> with scan_bam("reads.bam", batch_size=2).open() as stream:
    ...     [batch.num_rows for batch in stream]
    [2, 1]
    >>> stream.stats.records
    3
    """

    __slots__ = ("_batches", "_label", "_open", "_records", "_report", "_run", "_stats")

    def __init__(self, run: BatchStream, report: Reporter, label: str) -> None:
        self._run = run
        self._report = report
        self._label = label
        self._stats: Statistics | None = None
        self._batches = 0
        self._records = 0
        self._open = True

    @classmethod
    def start(cls, plan: Plan, report: Reporter, *, as_bytes: bool = False) -> Stream:
        """Start reading what the plan says; `as_bytes` is for `message_of`."""
        plan.check_sources()
        run = client().stream(
            plan.request("stream", progress_seconds=report.seconds),
            on_progress=report.take,
            describe=f"reading {plan.label}",
            as_bytes=as_bytes,
        )
        return cls(run, report, plan.label)

    @property
    def schema(self) -> pa.Schema:
        """The schema of every batch, with the format's metadata."""
        return self._run.schema

    @property
    def stats(self) -> Statistics | None:
        """The counts of the run; None until the last batch has been taken."""
        return self._stats

    def __iter__(self) -> Stream:
        """Return the stream itself."""
        return self

    def __next__(self) -> pa.RecordBatch:
        """Wait for the next batch."""
        try:
            batch = next(self._run)
        except StopIteration:
            self._finish()
            raise
        except BaseException:
            self._report.close()
            self._open = False
            raise
        self._batches += 1
        self._records += batch.num_rows
        return batch

    def _finish(self) -> None:
        from .statistics import Statistics

        if self._stats is None and self._run.statistics is not None:
            self._stats = Statistics(**self._run.statistics)
            self._report.close()
            warn_of_rejects(self._stats, self._label)
        self._report.close()

    def close(self) -> None:
        """Stop reading and let go of everything; doing it twice is fine."""
        self._run.close()
        self._report.close()
        self._open = False

    def __repr__(self) -> str:
        """Show in one line how far it is."""
        state = "open" if self._open else "closed"
        if self._stats is not None:
            state = "read to its end" if self._stats.complete else "read to its limit"
        counts = f"{self._records:,} records in {self._batches:,} batches so far"
        return f"<Stream: {safe(self._label)}, {counts}, {state}>"

    def __enter__(self) -> Stream:
        """Return the stream itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the stream."""
        self.close()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Hand the batches that are left to a consumer of the Arrow PyCapsule interface."""
        import pyarrow as pa

        reader: Any = pa.RecordBatchReader.from_batches(self.schema, self)
        return reader.__arrow_c_stream__(requested_schema)


def message_of(stream: Stream) -> bytes:
    """Give what the last batch's buffers lie in; nothing unless the stream was started with `as_bytes`."""
    return stream._run.message  # pyright: ignore[reportPrivateUsage]
