"""A field whose text stays as the bytes that are in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._log import logger
from .field import Field
from .leader import Leader
from .marc8 import marc8_to_unicode
from .subfield import Subfield

if TYPE_CHECKING:
    from .record import Record

__all__ = ["RawField", "map_marc8_field", "map_marc8_record"]


class RawField(Field):
    """A field whose data or values are bytes as they are in the file: what `to_unicode=False` gives."""

    __slots__ = ()

    def as_marc(self, encoding: str | None = None) -> bytes:
        """
        Give the field as ISO 2709 has it, with its terminator.

        Parameters
        ----------
        encoding : str, optional
            Not used, as the field is encoded already; a warning is logged.
        """
        if encoding is not None:
            logger().warning("Attempt to force a RawField into encoding %s", encoding)
        if self.control_field:
            data: Any = self.data
            return bytes(data) + b"\x1e"
        parts: Any = self.subfields
        text = b"".join([b"\x1f" + code.encode("ascii") + value for code, value in parts])
        return f"{self.indicator1}{self.indicator2}".encode("ascii") + text + b"\x1e"


def map_marc8_field(f: Field) -> Field:
    """Decode a field whose data or values are MARC-8, in place, and give it back."""
    if f.control_field:
        f.data = marc8_to_unicode(f.data or "")
    else:
        f.subfields = [Subfield(code, marc8_to_unicode(value)) for code, value in f.subfields]
    return f


def map_marc8_record(record: Record) -> Record:
    """Decode a record whose text is MARC-8, in place, say so in its leader, and give it back."""
    record.fields = [map_marc8_field(field) for field in record.fields]
    record.leader = Leader(f"{record.leader[:9]}a{record.leader[10:]}")
    return record
