"""What a finished conversion or stream tells about itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

_FIELDS = ("records", "batches", "bytes_in", "bytes_out", "seconds", "complete")


class Statistics(Mapping[str, "Any"]):
    """Counts of one run, as attributes and as a read-only mapping.

    Written by hand rather than as a dataclass: loading `dataclasses` takes as long as starting a small
    conversion.

    Attributes
    ----------
    records : int
        Records written or handed over; `extra["records_read"]` has those too that were left out on the way.
    batches : int
        Record batches they came in.
    bytes_in : int
        Bytes of input read (compressed, as the file holds them).
    bytes_out : int
        Bytes of Arrow data written or handed over.
    seconds : float
        Time the engine took.
    complete : bool
        True when all that was asked for was read and checked, mostly the input to its end; False when `limit`
        stopped it earlier, so that only what was read is vouched for.
    extra : dict
        What else the engine counted; the keys may change from one version to the next.

    Examples
    --------
    >>> from rogtk_shim.rogtk import bam_to_arrow_ipc
    >>> stats = bam_to_arrow_ipc("reads.bam", "reads.arrow")
    >>> stats.records, stats["batches"], stats.complete
    (3, 1, True)
    >>> sorted(stats.to_dict())[:4]
    ['batches', 'bytes_in', 'bytes_out', 'complete']
    """

    __slots__ = (*_FIELDS, "extra")

    records: int
    batches: int
    bytes_in: int
    bytes_out: int
    seconds: float
    complete: bool
    extra: dict[str, Any]

    def __init__(
        self,
        *,
        records: int,
        batches: int,
        bytes_in: int,
        bytes_out: int,
        seconds: float,
        complete: bool,
        **extra: Any,
    ) -> None:
        values = (records, batches, bytes_in, bytes_out, seconds, complete)
        for field, value in zip(_FIELDS, values, strict=True):
            object.__setattr__(self, field, value)
        object.__setattr__(self, "extra", extra)

    def __getitem__(self, key: str) -> Any:
        """Return a count by its name."""
        return getattr(self, key) if key in _FIELDS else self.extra[key]

    def __iter__(self) -> Iterator[str]:
        """Go through the names of the counts."""
        yield from _FIELDS
        yield from self.extra

    def __len__(self) -> int:
        """Return the number of counts."""
        return len(_FIELDS) + len(self.extra)

    def to_dict(self) -> dict[str, Any]:
        """All of it as a plain dictionary, the extra counts among them."""
        return dict(self)

    def __repr__(self) -> str:
        """Show the run in one line."""
        whole = "" if self.complete else ", not read to the end"
        return (
            f"<Statistics: {self.records:,} records in {self.batches:,} batches, "
            f"{self.bytes_in:,} bytes in, {self.bytes_out:,} bytes out, {self.seconds:.3f} s{whole}>"
        )

    def _repr_html_(self) -> str:
        """Show all counts in a notebook."""
        from ._html import of_statistics

        return of_statistics(self)

    def __hash__(self) -> int:
        """Hash the counts that every run has."""
        return hash(tuple(getattr(self, field) for field in _FIELDS))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse."""
        raise AttributeError(f"statistics are read-only: {name}")

    def __delattr__(self, name: str) -> NoReturn:
        """Refuse."""
        raise AttributeError(f"statistics are read-only: {name}")

    def __reduce__(self) -> tuple[object, tuple[dict[str, Any]]]:
        """Pickle by the names and values."""
        return _restore, (self.to_dict(),)


def _restore(values: dict[str, Any]) -> Statistics:
    return Statistics(**values)
