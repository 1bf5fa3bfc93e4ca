"""Finding the boundaries of records in bytes."""

from __future__ import annotations

from ..marc.boundaries import Boundary, boundaries
from .exceptions import InvalidField

__all__ = ["RecordBoundaryScanner"]


class RecordBoundaryScanner:
    """
    Finds where records begin and end.

    What stands behind the last terminator is found as well, so that whoever parses it learns that the data is
    cut. Newlines between records belong to none.

    Examples
    --------
    >>> from rogtk_shim.pymrrc import Field, Record, RecordBoundaryScanner
    >>> data = Record(fields=[Field("001", data="1")]).as_marc() * 2
    >>> RecordBoundaryScanner().scan(data)
    [(0, 40), (40, 40)]
    """

    def __init__(self) -> None:
        self._capacity = 100

    def scan(self, data: bytes | bytearray) -> list[Boundary]:
        """
        Give the place and the length of each record, in bytes.

        Raises
        ------
        ValueError
            There is no data, or no terminator in it.
        """
        return self._scan(data, None)

    def scan_limited(self, data: bytes | bytearray, limit: int) -> list[Boundary]:
        """Give the place and the length of the first `limit` records."""
        if limit < 0:
            raise OverflowError("limit can't be negative")
        return self._scan(data, limit)

    def _scan(self, data: bytes | bytearray, limit: int | None) -> list[Boundary]:
        if not data:
            raise ValueError(str(InvalidField(message="buffer is empty")))
        if b"\x1d" not in data:
            message = "no complete MARC records found (no 0x1D record terminators)"
            raise ValueError(str(InvalidField(message=message)))
        found = boundaries(bytes(data), limit)
        self._capacity = max(self._capacity, len(found))
        return found

    def count_records(self, data: bytes | bytearray) -> int:
        """Give the number of records: none where no terminator is."""
        return len(self.scan(data)) if b"\x1d" in data else 0

    def clear(self) -> None:
        """Do nothing: what was found isn't kept."""

    def capacity(self) -> int:
        """Give the number of boundaries that there was room for so far."""
        return self._capacity
