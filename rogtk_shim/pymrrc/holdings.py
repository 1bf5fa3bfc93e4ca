"""Holdings records: where things are, and which parts of them."""

from __future__ import annotations

from typing import ClassVar

from ._special import SpecialReader, SpecialRecord
from .field import Field

__all__ = ["HoldingsMARCReader", "HoldingsRecord"]


class HoldingsRecord(SpecialRecord):
    """A record of type `u`, `v`, `x` or `y`; `HoldingsMARCReader` gives them."""

    def _all(self, tag: str) -> list[Field]:
        return self.record.fields_by_indicator(tag)

    def locations(self) -> list[Field]:
        """Give the locations: all 852."""
        return self._all("852")

    def captions_basic(self) -> list[Field]:
        """Give the captions and patterns of the basic unit: all 853."""
        return self._all("853")

    def captions_supplements(self) -> list[Field]:
        """Give the captions and patterns of supplements: all 854."""
        return self._all("854")

    def captions_indexes(self) -> list[Field]:
        """Give the captions and patterns of indexes: all 855."""
        return self._all("855")

    def enumeration_basic(self) -> list[Field]:
        """Give the enumeration and chronology of the basic unit: all 863."""
        return self._all("863")

    def enumeration_supplements(self) -> list[Field]:
        """Give the enumeration and chronology of supplements: all 864."""
        return self._all("864")

    def enumeration_indexes(self) -> list[Field]:
        """Give the enumeration and chronology of indexes: all 865."""
        return self._all("865")

    def textual_holdings_basic(self) -> list[Field]:
        """Give the holdings of the basic unit as text: all 866."""
        return self._all("866")

    def textual_holdings_supplements(self) -> list[Field]:
        """Give the holdings of supplements as text: all 867."""
        return self._all("867")

    def textual_holdings_indexes(self) -> list[Field]:
        """Give the holdings of indexes as text: all 868."""
        return self._all("868")

    def __repr__(self) -> str:
        return f"<HoldingsRecord type={self.record_type()} locations={len(self.locations())}>"

    def __str__(self) -> str:
        return f"HoldingsRecord(type={self.record_type()}, locations={len(self.locations())})"


class HoldingsMARCReader(SpecialReader[HoldingsRecord]):
    """
    The records of a file of holdings records.

    Parameters
    ----------
    source : str, path, bytes or file object
        As for `MARCReader`.
    recovery_mode, validation_level
        As for `MARCReader`.

    Raises
    ------
    InvalidField
        While iterating: a record is of another kind. The next ones can still be asked for.

    Examples
    --------
    >>> from rogtk_shim.pymrrc import Field, HoldingsMARCReader, Leader, Record, Subfield
    >>> place = Field("852", subfields=[Subfield("a", "Main library")])
    >>> data = Record(Leader("00000nx  a2200000n  4500"), fields=[place]).as_marc()
    >>> [record.locations()[0]["a"] for record in HoldingsMARCReader(data)]
    ['Main library']
    """

    _kind: ClassVar[type[SpecialRecord]] = HoldingsRecord
    _types: ClassVar[str] = "uvxy"
    _expected: ClassVar[str] = "holdings record type (x/y/v/u)"
