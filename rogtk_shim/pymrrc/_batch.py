"""Many records at once: from bytes whose boundaries are known, or from a file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from operator import gt, sub
from typing import TYPE_CHECKING

from ..errors import RogtkShimError
from ..marc._reading import Views
from ..marc.boundaries import Boundary
from ..marc.collection import no_collection
from ..marc.held_bytes import Elsewhere, shared_views
from ._faults import fault_of
from ._input import RecordViews
from ._plain_records import plain_records
from .record import BatchRecord

if TYPE_CHECKING:
    from ..marc.view import RecordView

__all__ = ["ProducerConsumerPipeline", "parse_batch_parallel", "parse_batch_parallel_limited"]

_record_of = BatchRecord._of  # pyright: ignore[reportPrivateUsage]
_new = object.__new__


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
        One for each boundary, in the same order. They are views of the bytes: one that is kept keeps all of
        them in memory.

    Raises
    ------
    ValueError
        A boundary lies outside of the bytes or isn't a record's, or a record is damaged.

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
    joined, places = _join(boundaries, data)
    try:
        return _records(shared_views(joined, places))
    except (Elsewhere, RogtkShimError):
        return _all_the_same(joined, places)


def _all_the_same(joined: bytes, places: list[int]) -> list[BatchRecord]:
    """Make them from the beginning on: where a damaged record is the cause, its error says so."""
    with Views.of(joined, whole=True) as views:
        found = list(views.placed())
    records = _records([[view for _, view in found]])
    told = len(places) - 1
    if len(records) != told:
        raise ValueError(
            f"Parse error: {told} boundaries hold {len(records)} records: they aren't the records'"
        )
    for number, ((offset, _), place) in enumerate(zip(found, places, strict=False)):
        if offset != place:
            raise ValueError(f"Parse error: no record begins where boundary no. {number} does")
    return records


def _join(boundaries: Sequence[Boundary], data: bytes) -> tuple[bytes, list[int]]:
    """Give the records one behind the other, where each begins, and where the last one ends."""
    size = len(data)
    starts = [start for start, _ in boundaries]
    ends = [start + length for start, length in boundaries]
    if min(starts) < 0 or max(ends) > size or any(map(gt, starts, ends)):
        for number, (start, length) in enumerate(boundaries):
            if start < 0 or length < 0 or start + length > size:
                place = f"({start}, {length}) exceeds buffer size {size} (no. {number})"
                raise ValueError(f"Parse error: Record boundary {place}")
    if starts[1:] == ends[:-1]:
        # Mostly it is all of the data, which is no copy then.
        joined = data[starts[0] : ends[-1]]
        base = starts[0]
        return joined, [start - base for start in [*starts, ends[-1]]] if base else [*starts, ends[-1]]
    joined = b"".join([data[start:end] for start, end in zip(starts, ends, strict=True)])
    return joined, [0, *accumulate(map(sub, ends, starts))]


def _records(batches: Iterable[Iterable[RecordView]]) -> list[BatchRecord]:
    records: list[BatchRecord] = []
    for views in batches:
        with no_collection():
            for view in views:
                if view.error is None:
                    record = _new(BatchRecord)
                    record._view = view  # pyright: ignore[reportPrivateUsage]
                    records.append(record)
                else:
                    records.append(_judged(view, None))
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
