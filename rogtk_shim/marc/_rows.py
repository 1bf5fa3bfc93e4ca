"""A batch of MARC records: where they lie in the message that it came in."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import islice
from operator import sub

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Rows", "offsets_of", "plain_of", "slices"]


class Rows:
    """
    Records of a batch.

    Parameters
    ----------
    offsets : sequence of int
        Where they begin in the (decompressed) input.
    message : bytes
        What they lie in, one behind the other.
    base : int
        From where on places in it are counted.
    places : list of int
        Where each begins in it, and where the last one ends.
    plain : list of bool or None
        Which of them `PlainView` shows; None: all.
    """

    __slots__ = ("_base", "_message", "_places", "offsets", "plain")

    def __init__(
        self, offsets: Sequence[int], message: bytes, base: int, places: list[int], plain: list[bool] | None
    ) -> None:
        self.offsets = offsets
        self.plain = plain
        self._message = message
        self._base = base
        self._places = places

    @classmethod
    def of(cls, batch: Any, message: bytes) -> Rows:
        """Take them out of a batch that came in a message."""
        count: int = batch.num_rows
        columns: list[Any] = batch.columns
        places, data = _parts(columns[0])
        if not count or data is None:
            return cls([], b"", 0, [0], None)
        base: int = data.address - _address(message)
        return cls(offsets_of(batch), message, base, places, plain_of(batch))

    def __len__(self) -> int:
        """Count them."""
        return len(self._places) - 1

    def raws(self) -> Iterator[bytes]:
        """Cut them out, one after the other."""
        places = self._places
        # A file in memory shares the bytes, and reading takes less than making slices and cutting by them.
        file = BytesIO(self._message)
        file.seek(self._base + places[0])
        return map(file.read, map(sub, islice(places, 1, None), places))

    def raw(self, i: int) -> bytes:
        """Cut one of them out."""
        base = self._base
        return self._message[base + self._places[i] : base + self._places[i + 1]]

    @property
    def start(self) -> int:
        """Where the first one begins."""
        return self.offsets[0]

    @property
    def end(self) -> int:
        """Where the last one ends."""
        return self.offsets[-1] + self._places[-1] - self._places[-2]

    @property
    def is_plain(self) -> bool:
        """Whether all are plain, and nothing stands between them."""
        return self.plain is None and self.end - self.start == self._places[-1] - self._places[0]

    def index_of(self, offset: int) -> int:
        """Find the record that begins at an offset, or -1."""
        i = bisect_left(self.offsets, offset)
        return i if i < len(self.offsets) and self.offsets[i] == offset else -1

    def behind(self, count: int) -> Rows | None:
        """Leave out the first ones; None if nothing is left."""
        if count >= len(self):
            return None
        plain = None if self.plain is None else self.plain[count:]
        return Rows(self.offsets[count:], self._message, self._base, self._places[count:], plain)


def offsets_of(batch: Any) -> Sequence[int]:
    """Tell where the records of a batch begin in the input."""
    return memoryview(batch.columns[3].buffers()[1]).cast("Q")[: batch.num_rows]


def plain_of(batch: Any) -> list[bool] | None:
    """Tell which records have no table of their fields; None: all."""
    tags: Any = batch.columns[1]
    return None if tags.null_count == batch.num_rows else tags.is_null().to_pylist()


def _parts(column: Any) -> tuple[list[int], Any]:
    """Give where the values of a binary or text column begin and end in its data, and the data."""
    _, offsets, data = column.buffers()
    if offsets is None or data is None:
        return [0] * (len(column) + 1), None
    return memoryview(offsets).cast("i")[: len(column) + 1].tolist(), data


def slices(column: Any) -> Iterator[bytes]:
    """Cut a binary or text column's data into its values."""
    places, data = _parts(column)
    if data is None:
        return iter([b""] * len(column))
    return map(data.to_pybytes().__getitem__, map(slice, places, places[1:]))


def _address(message: bytes) -> int:
    """Tell where bytes lie in memory."""
    import pyarrow as pa

    buffer: Any = pa.py_buffer(message)
    return buffer.address
