"""Records in bytes that Python holds: the engine checks them and sends none back."""

from __future__ import annotations

import os
import sys
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from .._contents import Memory
from .._plan import Plan, Source
from ._reading import MEMORY_BYTES, THREADS, Views
from ._rows import Rows, lengths_of, offsets_of, plain_of
from ._views import PlainView, RecordView
from .collection import no_collection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Elsewhere", "SharedView", "shared_views"]

#: Bytes that the engine gets at a time: while it works on them, the next ones are copied for it.
PART_BYTES = 32 << 20
#: Nobody waits for the first records.
_BATCH_RECORDS = 8192
_new = object.__new__


class Elsewhere(Exception):
    """Records begin elsewhere than was told, or are damaged."""


class SharedView(PlainView):
    """A plain record that stays where it is, among others: whoever keeps it keeps all of them."""

    __slots__ = ("data", "end", "start")

    data: bytes
    start: int
    end: int

    def __reduce__(self) -> tuple[type[PlainView], tuple[bytes]]:
        return PlainView, (self.raw,)

    @property
    def raw(self) -> bytes:  # pyright: ignore[reportIncompatibleVariableOverride]
        """The record as it is in the file."""
        return self.data[self.start : self.end]


def shared_views(data: bytes, places: list[int]) -> Iterator[list[RecordView]]:
    """
    Give views of records that follow one another, some of them at a time.

    Parameters
    ----------
    data : bytes
        The records.
    places : list of int
        Where each record begins, and where the last one ends: at the end of the data.

    Raises
    ------
    Elsewhere
        The engine finds something else, which may be after some were given.
    """
    # Two are enough: one is filled while the engine reads the other one.
    files = (_MemoryFile(), _MemoryFile())
    runs: list[_Run] = []
    try:
        for number, (first, last) in enumerate(pairwise(_parts(places))):
            runs.append(_Run(data, places[first : last + 1], files[number % 2]))
            if len(runs) == 2:
                yield from runs[0].views()
                runs.pop(0).close()
        yield from runs[0].views()
    finally:
        for run in runs:
            run.close()
        for file in files:
            file.close()


def _parts(places: list[int]) -> list[int]:
    """Give the numbers of the records that parts begin with, and how many records there are."""
    found = [0]
    while found[-1] < len(places) - 1:
        last = bisect_right(places, places[found[-1]] + PART_BYTES) - 1
        # Records that are larger go alone; those without a byte are the engine's to miss.
        found.append(max(last, found[-1] + 1))
    return found


class _MemoryFile:
    """A file in memory that the engine can open; where there are none, it gets the bytes otherwise."""

    def __init__(self) -> None:
        self._descriptor = os.memfd_create("rogtk-shim") if sys.platform == "linux" else -1

    def source(self, data: memoryview) -> Source:
        """Fill it, and say what the engine is to read."""
        if self._descriptor < 0:
            return Source(None, "<bytes>", Memory(bytes(data)))
        # What is there is written over, which takes a fifth of the time that new memory takes.
        os.ftruncate(self._descriptor, len(data))
        done = 0
        while done < len(data):
            done += os.pwrite(self._descriptor, data[done:], done)
        return Source(b"/proc/%d/fd/%d" % (os.getpid(), self._descriptor), "<bytes>")

    def close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


class _Run(Views):
    """One run over a part."""

    def __init__(self, data: bytes, places: list[int], file: _MemoryFile) -> None:
        source = file.source(memoryview(data)[places[0] : places[-1]])
        plan = Plan("marc", (source,), (), THREADS, MEMORY_BYTES)
        super().__init__(plan, whole=True, batch_size=_BATCH_RECORDS, bare=True)
        self._data = data
        self._places = places

    def close(self) -> None:
        """Stop reading, and let go of the bytes: objects that lead to each other may stay for a while."""
        super().close()
        self._data = b""

    def views(self) -> Iterator[list[RecordView]]:
        """Give the views of a batch at a time."""
        first = 0
        base = self._places[0]
        batch: Any
        for batch in self._stream:
            last: int = first + batch.num_rows
            places = self._places[first : last + 1]
            if len(places) <= batch.num_rows or [base + one for one in offsets_of(batch)] != places[:-1]:
                raise Elsewhere
            # What stands between two records belongs to none, but boundaries may say so.
            if sum(lengths_of(batch)) != places[-1] - places[0]:
                raise Elsewhere
            plain = plain_of(batch)
            yield self._shared(places) if plain is None else self._tables(batch, places, plain)
            first = last
        if first != len(self._places) - 1:
            raise Elsewhere

    def _shared(self, places: list[int]) -> list[RecordView]:
        data = self._data
        views: list[RecordView] = []
        with no_collection():
            for start, end in pairwise(places):
                view = _new(SharedView)
                view.data = data
                view.start = start
                view.end = end
                views.append(view)
        return views

    def _tables(self, batch: Any, places: list[int], plain: list[bool]) -> list[RecordView]:
        rows = Rows(offsets_of(batch), self._data, places[0], lengths_of(batch), plain)
        views = list(self._mixed(batch, rows))
        # Their numbers and places would be those within the part.
        if any(view.error is not None for view in views):
            raise Elsewhere
        return views
