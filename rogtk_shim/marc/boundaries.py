"""Where records begin and end in bytes."""

from __future__ import annotations

from typing import TypeAlias

from .collection import no_collection

__all__ = ["Boundary", "boundaries"]

#: Where a record begins, and how many bytes it has.
Boundary: TypeAlias = tuple[int, int]

_TERMINATOR = 0x1D
#: Newlines, NUL and the end-of-file mark of old systems may stand between records.
_FILLER = b"\r\n\x00\x1a"
#: UTF-8's byte order mark: an editor may have put it in front of the first record.
_MARK = b"\xef\xbb\xbf"
#: A record begins with digits, and what is below them may be filler.
_DIGITS = 0x30


def boundaries(data: bytes, limit: int | None = None) -> list[Boundary]:
    r"""
    Give where each record begins, and how many bytes it has: each ends behind a terminator.

    Newlines between records and a byte order mark before them belong to none. What stands behind the last
    terminator is given as well: it is what is left of a record.

    Parameters
    ----------
    data : bytes
        The records.
    limit : int, optional
        How many are wanted at most.

    Examples
    --------
    >>> boundaries(b"first\x1d\nsecond\x1dcut")
    [(0, 6), (7, 7), (14, 3)]
    """
    find = data.find
    start = len(_MARK) if data.startswith(_MARK) else 0
    size = len(data)
    found: list[Boundary] = []
    append = found.append
    left = -1 if limit is None else limit
    with no_collection():
        while start < size and left:
            if data[start] < _DIGITS and data[start] in _FILLER:
                start += 1
                continue
            # Cutting at all terminators, and taking lengths, takes twice as long.
            end = find(_TERMINATOR, start) + 1 or size
            append((start, end - start))
            start = end
            left -= 1
    return found
