"""A batch of MARC records: where they lie in the message that it came in."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from itertools import islice
from operator import sub

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Rows", "lengths_of", "offsets_of", "plain_of", "slices"]

#: Records that are read at a time: so many stay in the processor's cache until each is cut out.
PIECE_RECORDS = 128


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
        Where the first one begins in it.
    lengths : list of int
        How many bytes each has.
    plain : list of bool or None
        Which of them `PlainView` shows; None: all.
    """

    __slots__ = ("_base", "_lengths", "_message", "offsets", "plain")

    def __init__(
        self, offsets: Sequence[int], message: bytes, base: int, lengths: list[int], plain: list[bool] | None
    ) -> None:
        self.offsets = offsets
        self.plain = plain
        self._message = message
        self._base = base
        self._lengths = lengths

    @classmethod
    def of(cls, batch: Any, message: bytes) -> Rows:
        """Take them out of a batch that came in a message."""
        places, data = _parts(batch.columns[0])
        if data is None:
            return cls([], b"", 0, [], None)
        base: int = data.address - _address(message) + places[0]
        lengths = list(map(sub, islice(places, 1, None), places))
        return cls(offsets_of(batch), message, base, lengths, plain_of(batch))

    @classmethod
    def within(cls, batch: Any, read: Callable[[int, int], bytes]) -> Iterator[Rows]:
        """Read what a batch tells the places of, some at a time; `read` is called with a size and a place."""
        lengths, offsets, plain = lengths_of(batch), offsets_of(batch), plain_of(batch)
        step = PIECE_RECORDS if plain is None else max(1, len(lengths))
        for first in range(0, len(lengths), step):
            yield cls._read(offsets[first : first + step], lengths[first : first + step], plain, read)

    @classmethod
    def _read(
        cls,
        offsets: Sequence[int],
        lengths: list[int],
        plain: list[bool] | None,
        read: Callable[[int, int], bytes],
    ) -> Rows:
        start = offsets[0]
        size = offsets[-1] + lengths[-1] - start
        message = read(size, start)
        if sum(lengths) < size:
            # Newlines stand between them.
            places = zip(offsets, lengths, strict=True)
            message = b"".join([message[at - start : at - start + length] for at, length in places])
        return cls(offsets, message, 0, lengths, plain)

    def __len__(self) -> int:
        """Count them."""
        return len(self._lengths)

    def raws(self) -> Iterator[bytes]:
        """Cut them out, one after the other."""
        # A file in memory shares the bytes, and reading takes less than making slices and cutting by them.
        file = BytesIO(self._message)
        file.seek(self._base)
        return map(file.read, self._lengths)

    def raw(self, i: int) -> bytes:
        """Cut one of them out."""
        start = self._base + sum(self._lengths[:i])
        return self._message[start : start + self._lengths[i]]

    @property
    def is_sound(self) -> bool:
        """Whether the bytes can be those that the engine found plain, going by the first and the last."""
        if self.plain is not None or not self._lengths:
            return True
        begin = self._message[self._base : self._base + 5]
        return begin == b"%05d" % self._lengths[0] and self.raw(len(self) - 1).endswith(b"\x1d")

    @property
    def start(self) -> int:
        """Where the first one begins."""
        return self.offsets[0]

    @property
    def end(self) -> int:
        """Where the last one ends."""
        return self.offsets[-1] + self._lengths[-1]

    @property
    def is_plain(self) -> bool:
        """Whether all are plain, and nothing stands between them."""
        return self.plain is None and self.end - self.start == sum(self._lengths)

    def index_of(self, offset: int) -> int:
        """Find the record that begins at an offset, or -1."""
        i = bisect_left(self.offsets, offset)
        return i if i < len(self.offsets) and self.offsets[i] == offset else -1

    def behind(self, count: int) -> Rows | None:
        """Leave out the first ones; None if nothing is left."""
        if count >= len(self):
            return None
        plain = None if self.plain is None else self.plain[count:]
        base = self._base + sum(self._lengths[:count])
        return Rows(self.offsets[count:], self._message, base, self._lengths[count:], plain)


def offsets_of(batch: Any) -> Sequence[int]:
    """Tell where the records of a batch begin in the input."""
    return memoryview(batch.columns[3].buffers()[1]).cast("Q")[: batch.num_rows]


def lengths_of(batch: Any) -> list[int]:
    """Tell how many bytes the records of a batch have that came without them."""
    return memoryview(batch.columns[0].buffers()[1]).cast("I")[: batch.num_rows].tolist()


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
