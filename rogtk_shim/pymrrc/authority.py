"""Authority records: headings, and what refers to them."""

from __future__ import annotations

from typing import ClassVar

from ._special import SpecialReader, SpecialRecord
from .field import Field

__all__ = ["AuthorityMARCReader", "AuthorityRecord"]

#: Subjects, not notes.
_SUBJECTS = ("650", "651", "655")


class AuthorityRecord(SpecialRecord):
    """A record of type `z`; `AuthorityMARCReader` gives them."""

    def heading(self) -> Field | None:
        """Give the heading, the first field whose tag begins with 1, or None."""
        found = self.record.fields_in_range("100", "199")
        return found[0] if found else None

    def heading_text(self) -> str | None:
        """Give the heading's subfield a, or None."""
        heading = self.heading()
        return None if heading is None else heading["a"]

    def see_from_tracings(self) -> list[Field]:
        """Give the headings that aren't used: fields whose tags begin with 4."""
        return self.record.fields_in_range("400", "499")

    def see_also_tracings(self) -> list[Field]:
        """Give the related headings: fields whose tags begin with 5."""
        return self.record.fields_in_range("500", "599")

    def notes(self) -> list[Field]:
        """Give the notes: fields whose tags begin with 6, but for the subjects 650, 651 and 655."""
        return [field for field in self.record.fields_in_range("600", "699") if field.tag not in _SUBJECTS]

    def linking_entries(self) -> list[Field]:
        """Give the headings in other systems: fields whose tags begin with 7."""
        return self.record.fields_in_range("700", "799")

    def __repr__(self) -> str:
        return f"<AuthorityRecord type={self.record_type()} heading={self.heading_text()}>"

    def __str__(self) -> str:
        return f"AuthorityRecord({self.heading_text()})"


class AuthorityMARCReader(SpecialReader[AuthorityRecord]):
    """
    The records of a file of authority records.

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
    >>> from rogtk_shim.pymrrc import AuthorityMARCReader, Field, Leader, Record, Subfield
    >>> heading = Field("100", "1", subfields=[Subfield("a", "Melville, Herman")])
    >>> data = Record(Leader("00000nz  a2200000n  4500"), fields=[heading]).as_marc()
    >>> [record.heading_text() for record in AuthorityMARCReader(data)]
    ['Melville, Herman']
    """

    _kind: ClassVar[type[SpecialRecord]] = AuthorityRecord
    _types: ClassVar[str] = "z"
    _expected: ClassVar[str] = "authority record type 'z'"
