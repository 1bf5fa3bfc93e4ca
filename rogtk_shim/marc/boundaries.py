"""Where records begin and end in bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

__all__ = ["Boundary", "boundaries", "is_gapless"]

#: Where a record begins, and how many bytes it has.
Boundary: TypeAlias = tuple[int, int]

_TERMINATOR = 0x1D
#: Newlines, NUL and the end-of-file mark of old systems may stand between records.
_FILLER = b"\r\n\x00\x1a"
#: UTF-8's byte order mark: an editor may have put it in front of the first record.
_MARK = b"\xef\xbb\xbf"


def boundaries(data: bytes) -> Iterator[Boundary]:
    r"""
    Give where each record begins, and how many bytes it has: each ends behind a terminator.

    Newlines between records and a byte order mark before them belong to none. What stands behind the last
    terminator is given as well: it is what is left of a record.

    Examples
    --------
    >>> list(boundaries(b"first\x1d\nsecond\x1dcut"))
    [(0, 6), (7, 7), (14, 3)]
    """
    find = data.find
    start = len(_MARK) if data.startswith(_MARK) else 0
    size = len(data)
    while start < size:
        if data[start] in _FILLER:
            start += 1
            continue
        end = find(_TERMINATOR, start) + 1 or size
        yield start, end - start
        start = end


def is_gapless(found: Sequence[Boundary]) -> bool:
    """Whether each record begins where the one before ends."""
    starts = [start for start, _ in found]
    ends = [start + length for start, length in found]
    return starts[1:] == ends[:-1]
