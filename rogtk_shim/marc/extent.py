"""
Where records begin and end in a stream of bytes.

A record's first five bytes say how long it is, and its last byte is a terminator. Where the two disagree, the
record is damaged, and the next one begins behind the first terminator.
"""

from __future__ import annotations

from typing import IO, NamedTuple

from .constants import LEADER_LEN
from .exceptions import EndOfRecordNotFound, PymarcException, RecordLengthInvalid, TruncatedRecord

__all__ = ["Chunk", "Chunks"]

_TERMINATOR = b"\x1d"
#: Newlines, NUL and the end-of-file mark of old systems may stand between records.
_FILLER = b"\r\n\x00\x1a"
#: UTF-8's byte order mark: an editor may have put it in front of the first record.
_MARK = b"\xef\xbb\xbf"
_LENGTH_LEN = 5
#: What a record's five digits tell at most. Longer ones say this, or zero.
_TOLD_MAX = 99_999
_BLOCK = 4_096


class Chunk(NamedTuple):
    """The bytes of a record."""

    raw: bytes
    offset: int
    #: What is wrong with its extent.
    fault: PymarcException | None


class Chunks:
    """
    Give the bytes of one record after the other.

    Parameters
    ----------
    file : file object
        Read from where it stands, and no further than the records that are asked for, as long as they are
        sound.
    offset : int
        What the offsets of the chunks begin with.
    """

    def __init__(self, file: IO[bytes], offset: int = 0) -> None:
        self._file = file
        self._ahead = b""
        self._offset = offset

    @property
    def unread(self) -> int:
        """How many bytes have been read, but belong to no chunk yet."""
        return len(self._ahead)

    def __iter__(self) -> Chunks:
        return self

    def __next__(self) -> Chunk:
        first = self._take(_LENGTH_LEN)
        if self._offset == 0 and first.startswith(_MARK):
            self._offset = len(_MARK)
            kept = first[len(_MARK) :]
            first = kept + self._take(_LENGTH_LEN - len(kept))
        while first and first[0] in _FILLER:
            kept = first.lstrip(_FILLER)
            self._offset += len(first) - len(kept)
            first = kept + self._take(_LENGTH_LEN - len(kept))
        if not first:
            raise StopIteration
        chunk = self._chunk(first)
        self._offset += len(chunk.raw)
        return chunk

    def _take(self, size: int) -> bytes:
        """Read so many bytes, or those that are left."""
        data = self._ahead[:size]
        self._ahead = self._ahead[size:]
        while len(data) < size:
            more = self._file.read(size - len(data))
            if not more:
                break
            data += more
        return data

    def _return(self, data: bytes) -> None:
        self._ahead = data + self._ahead

    def _to_terminator(self, data: bytes) -> bytes:
        """Read on until the terminator, or the end."""
        parts = [data]
        if _TERMINATOR in data:
            end = data.index(_TERMINATOR) + 1
            self._return(data[end:])
            return data[:end]
        while True:
            block = self._take(_BLOCK)
            end = block.find(_TERMINATOR) + 1
            if end:
                self._return(block[end:])
                parts.append(block[:end])
                break
            if not block:
                break
            parts.append(block)
        return b"".join(parts)

    def _peek(self) -> bytes:
        data = self._take(LEADER_LEN)
        self._return(data)
        return data

    def _chunk(self, first: bytes) -> Chunk:
        at = self._offset
        if len(first) < _LENGTH_LEN:
            return Chunk(first, at, TruncatedRecord())
        try:
            told = int(first)
        except ValueError:
            return Chunk(self._to_terminator(first), at, RecordLengthInvalid())
        if told == 0:
            raw = self._to_terminator(first)
            return Chunk(raw, at, _end_fault(raw))
        if told < _LENGTH_LEN:
            return Chunk(self._to_terminator(first), at, EndOfRecordNotFound())
        raw = first + self._take(told - _LENGTH_LEN)
        end = raw.find(_TERMINATOR) + 1
        if end == told:
            return Chunk(raw, at, None)
        if len(raw) < told:
            fault = TruncatedRecord()
        elif raw[-1:] == _TERMINATOR and not _is_plausible(raw[end : end + LEADER_LEN]):
            # A terminator stands within the record, but nothing behind it looks like another one.
            return Chunk(raw, at, None)
        elif end == 0 and told == _TOLD_MAX:
            raw = self._to_terminator(raw)
            return Chunk(raw, at, _end_fault(raw))
        else:
            fault = EndOfRecordNotFound()
            if end == 0 and _is_plausible(self._peek()):
                # Its terminator is damaged, but the next record begins where the length says.
                return Chunk(raw, at, fault)
        return Chunk(self._to_terminator(raw), at, fault)


def _end_fault(raw: bytes) -> PymarcException | None:
    return None if raw.endswith(_TERMINATOR) else TruncatedRecord()


def _is_plausible(data: bytes) -> bool:
    """Whether this looks like a record's leader."""
    if len(data) < LEADER_LEN or not data[:_LENGTH_LEN].isdigit() or not data[12:17].isdigit():
        return False
    length, base = int(data[:_LENGTH_LEN]), int(data[12:17])
    return length == 0 or LEADER_LEN < base < length
