"""Many records at once: from bytes whose boundaries are known, or from a file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..marc._reading import Views
from ..marc.boundaries import Boundary, is_gapless
from ._faults import fault_of
from ._input import RecordViews
from ._plain_records import plain_records
from .record import BatchRecord

if TYPE_CHECKING:
    from ..marc.view import RecordView

__all__ = ["ProducerConsumerPipeline", "parse_batch_parallel", "parse_batch_parallel_limited"]

_record_of = BatchRecord._of  # pyright: ignore[reportPrivateUsage]


def parse_batch_parallel(boundaries: Sequence[Boundary], buffer: bytes | bytearray) -> list[BatchRecord]:
    """
    Make records of bytes: the engine's threads check them all at once.

    Parameters
    ----------
    boundaries : list of tuple of int and int
        Where each record begins and how many bytes it has: what `RecordBoundaryScanner.scan` gives.
    buffer : bytes or bytearray
        The bytes.

    Returns
    -------
    list of BatchRecord
        One for each boundary, in the same order.

    Raises
    ------
    ValueError
        A boundary lies outside of the bytes, or a record is damaged.

    Examples
    --------
    >>> from rogtk_shim.pymrrc import Field, Record, RecordBoundaryScanner, parse_batch_parallel
    >>> data = Record(fields=[Field("001", data="1")]).as_marc() * 3
    >>> boundaries = RecordBoundaryScanner().scan(data)
    >>> len(parse_batch_parallel(boundaries, data))
    3
    """
    if not boundaries:
        return []
    data = bytes(buffer)
    size = len(data)
    for number, (start, length) in enumerate(boundaries):
        if start < 0 or length < 0 or start + length > size:
            raise ValueError(
                f"Parse error: Record boundary ({start}, {length}) exceeds buffer size {size} (no. {number})"
            )
    if is_gapless(boundaries):
        start = boundaries[0][0]
        end = sum(boundaries[-1])
        joined = data if (start, end) == (0, size) else data[start:end]
    else:
        joined = b"".join([data[start : start + length] for start, length in boundaries])
    records: list[BatchRecord] = []
    with Views.of(joined, whole=True) as views:
        for view in views:
            if view.error is None:
                records.append(_record_of(view))
            else:
                records.append(_judged(view, None))
    if len(records) != len(boundaries):
        raise ValueError(
            f"Parse error: {len(boundaries)} boundaries hold {len(records)} records: they aren't the records'"
        )
    return records


def _judged(view: RecordView, source: str | None) -> BatchRecord:
    """Make a record of a view whose text alone may be damaged, and raise what else is wrong."""
    fault = fault_of(view, source)
    if fault is not None and fault.code != "E301":
        raise ValueError(f"Parse error: {fault}") from fault
    record = _record_of(view)
    record._errors = [fault] if fault else []  # pyright: ignore[reportPrivateUsage]
    return record


def parse_batch_parallel_limited(
    boundaries: Sequence[Boundary], buffer: bytes | bytearray, limit: int
) -> list[BatchRecord]:
    """Do what `parse_batch_parallel` does with the first `limit` boundaries."""
    if limit < 0:
        raise OverflowError("limit can't be negative")
    return parse_batch_parallel(boundaries[:limit], buffer)


class ProducerConsumerPipeline:
    """
    The records of a file, which the engine reads ahead of the program; made by `from_file`.

    Examples
    --------
    >>> from rogtk_shim.pymrrc import Field, ProducerConsumerPipeline, Record, write
    >>> write([Record(fields=[Field("001", data="1")])], "new.mrc")
    1
    >>> pipeline = ProducerConsumerPipeline.from_file("new.mrc")
    >>> while (record := pipeline.next()) is not None:
    ...     print(record.control_field("001"))
    1
    """

    def __init__(self) -> None:
        raise TypeError("a pipeline is made by from_file")

    _views: RecordViews
    told: RecordView | None
    _records: Iterator[BatchRecord]

    @staticmethod
    def from_file(
        path: str | os.PathLike[str], buffer_size: int | None = None, channel_capacity: int | None = None
    ) -> ProducerConsumerPipeline:
        """
        Start reading a file.

        Parameters
        ----------
        path : str or path
            The file.
        buffer_size, channel_capacity : int, optional
            Not used: the engine reads ahead as far as its memory allows.
        """
        self = object.__new__(ProducerConsumerPipeline)
        self._views = RecordViews(path)
        self._records = self._all()
        return self

    def _all(self) -> Iterator[BatchRecord]:
        for run in self._views.runs():
            if run.raws is not None:
                yield from plain_records(BatchRecord, run.raws, self)
                continue
            for view in run.views:
                yield _record_of(view) if view.error is None else _judged(view, self._views.name)

    def next(self) -> BatchRecord | None:
        """
        Give the next record, or None at the end.

        Raises
        ------
        ValueError
            The record is damaged. The next ones can still be asked for.
        """
        try:
            return next(self._records, None)
        except ValueError:
            # A generator that has raised is at its end.
            self._records = self._all()
            raise

    def try_next(self) -> BatchRecord | None:
        """Do what `next` does: the engine has read ahead, or will have in a moment."""
        return self.next()

    def __iter__(self) -> ProducerConsumerPipeline:
        return self

    def __next__(self) -> BatchRecord:
        record = self.next()
        if record is None:
            raise StopIteration
        return record

    def close(self) -> None:
        """Stop reading. At the end that is done without asking."""
        self._views.close()
