"""What can go wrong with a record. Names and sentences of the classes on `PymarcException` are pymarc's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import LimitError

if TYPE_CHECKING:
    from .field import Field

__all__ = [
    "BadLeaderValue",
    "BadSubfieldCodeWarning",
    "BaseAddressInvalid",
    "BaseAddressNotFound",
    "EndOfRecordNotFound",
    "FatalReaderError",
    "FieldNotFound",
    "MissingLinkedFields",
    "NoActiveFile",
    "NoFieldsFound",
    "PymarcException",
    "RecordDirectoryInvalid",
    "RecordLeaderInvalid",
    "RecordLengthInvalid",
    "RecordTooLarge",
    "TruncatedRecord",
    "WriteNeedsRecord",
]


class PymarcException(Exception):
    """Base of what reading, changing and writing a record raises."""


class _Told(PymarcException):
    """An exception whose sentence is always the same."""

    _sentence = ""

    def __str__(self) -> str:
        return self._sentence


class FatalReaderError(PymarcException):
    """The record's extent is in doubt. pymarc stops there; this package goes on with the next record."""


class RecordLengthInvalid(_Told, FatalReaderError):
    """A record's first five bytes are no number."""

    _sentence = "Invalid record length in first 5 bytes of record"


class TruncatedRecord(_Told, FatalReaderError):
    """The data ends before the record does."""

    _sentence = "Record length in leader is greater than the length of data"


class EndOfRecordNotFound(_Told, FatalReaderError):
    """No record terminator stands where the record should end."""

    _sentence = "Unable to locate end of record marker"


class RecordLeaderInvalid(_Told):
    """A leader hasn't 24 characters."""

    _sentence = "Unable to extract record leader"


class RecordDirectoryInvalid(_Told):
    """A directory doesn't consist of entries of twelve characters."""

    _sentence = "Invalid directory"


class NoFieldsFound(_Told):
    """A directory is empty."""

    _sentence = "Unable to locate fields in record data"


class BaseAddressInvalid(_Told):
    """A base address lies behind the record's end."""

    _sentence = "Base address exceeds size of record"


class BaseAddressNotFound(_Told):
    """A base address is zero."""

    _sentence = "Unable to locate base address of record"


class WriteNeedsRecord(_Told):
    """A writer was given something that is no record."""

    _sentence = "Write requires a pymarc.Record object as an argument"


class NoActiveFile(_Told):
    """A writer was used after it had been closed."""

    _sentence = "There is no active file to write to in call to write"


class FieldNotFound(_Told):
    """A field to remove isn't in the record."""

    _sentence = "Record does not contain the specified field"


class BadLeaderValue(PymarcException):
    """A value doesn't fit into its place in the leader."""


class BadSubfieldCodeWarning(Warning):
    """
    A subfield's code is no ASCII character.

    Parameters
    ----------
    subf : bytes or str
        The subfield, its code first.
    """

    def __init__(self, subf: bytes | str) -> None:
        super().__init__()
        self.subf = subf

    def __str__(self) -> str:
        return f"The subfield contained a non-ASCII subfield code: {self.subf}"


class MissingLinkedFields(PymarcException):
    """
    A field's subfield 6 refers to an 880 that isn't there.

    Parameters
    ----------
    field : Field
        The field that refers.
    """

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.field = field

    def __str__(self) -> str:
        return f"{self.field.tag} field includes a subfield 6 but no linked fields could be found."


class RecordTooLarge(LimitError, PymarcException):
    """A record or one of its fields has more bytes than the numbers of ISO 2709 can tell."""
