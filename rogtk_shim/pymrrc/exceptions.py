"""As `mrrc.exceptions`: the kinds of errors, with mrrc's codes."""

from __future__ import annotations

from typing import ClassVar

from ._exception import DOCS_BASE_URL, MrrcException

__all__ = [
    "DOCS_BASE_URL",
    "BadSubfieldCode",
    "BadSubfieldCodeWarning",
    "BaseAddressInvalid",
    "BaseAddressNotFound",
    "EncodingError",
    "EndOfRecordNotFound",
    "FatalReaderError",
    "FieldNotFound",
    "InvalidField",
    "InvalidIndicator",
    "JsonError",
    "MrrcException",
    "RecordDirectoryInvalid",
    "RecordLeaderInvalid",
    "RecordLengthInvalid",
    "StaleFieldError",
    "TruncatedRecord",
    "WriterError",
    "XmlError",
]


class _Told(MrrcException):
    """An exception with a sentence, which what was found and a message make more precise."""

    _sentence: ClassVar[str] = ""
    _found_sentence: ClassVar[str] = ""

    def _body(self) -> str:
        message = getattr(self, "message", None)
        if message:
            return f"{self._sentence}: {message}"
        if self._found_sentence and self.found is not None and self.expected is not None:
            return f"{self._found_sentence} {self.found!r} — expected {self.expected}"
        return self._sentence


class RecordLengthInvalid(_Told):
    """A record's first five bytes don't tell its length."""

    code = "E001"
    slug = "record_length_invalid"
    _sentence = _found_sentence = "invalid record length"


class RecordLeaderInvalid(_Told):
    """A leader holds what no leader may hold."""

    code = "E002"
    slug = "leader_invalid"
    _extra_fields = ("message",)
    message: str | None
    _sentence = "invalid leader"


class BaseAddressInvalid(_Told):
    """A base address is no number, or leads nowhere."""

    code = "E003"
    slug = "base_address_invalid"
    _sentence = _found_sentence = "invalid base address"


class BaseAddressNotFound(_Told):
    """A base address lies outside of the record."""

    code = "E004"
    slug = "base_address_not_found"
    _sentence = "base address not found"


class RecordDirectoryInvalid(_Told):
    """A directory isn't one, or a field isn't where it says."""

    code = "E101"
    slug = "directory_invalid"
    _sentence = _found_sentence = "invalid directory entry"


class EndOfRecordNotFound(_Told):
    """No record terminator stands where the record should end."""

    code = "E006"
    slug = "end_of_record_not_found"
    _sentence = "end-of-record marker not found"


class FieldNotFound(_Told):
    """A record has no field with the tag."""

    code = "E105"
    slug = "field_not_found"

    def _body(self) -> str:
        return f"field {self.field_tag} not found" if self.field_tag else "field not found"


class FatalReaderError(_Told):
    """More errors than `max_errors` allows; the reader gives nothing more."""

    code = "E099"
    slug = "fatal_reader_error"
    _extra_fields = ("cap", "errors_seen")
    cap: int | None
    errors_seen: int | None

    def _body(self) -> str:
        if self.cap is None or self.errors_seen is None:
            return "fatal reader error"
        return f"fatal reader error: recovered-error cap exceeded ({self.errors_seen} errors, cap {self.cap})"


class InvalidIndicator(RecordDirectoryInvalid):
    """An indicator is neither a digit nor a blank."""

    code = "E201"
    slug = "invalid_indicator"
    _sentence = "invalid indicator"
    _found_sentence = "invalid"


class BadSubfieldCode(RecordDirectoryInvalid):
    """A subfield's code is no printable ASCII character."""

    code = "E202"
    slug = "bad_subfield_code"

    def _body(self) -> str:
        if self.subfield_code is None:
            return "invalid subfield code"
        return f"invalid subfield code 0x{self.subfield_code:02X}"


class InvalidField(RecordDirectoryInvalid):
    """A field isn't where the directory says, or isn't built as fields are."""

    code = "E106"
    slug = "invalid_field"
    _extra_fields = ("message",)
    message: str | None
    _sentence = "invalid field"
    _found_sentence = ""


class TruncatedRecord(EndOfRecordNotFound):
    """The data ends before the record does."""

    code = "E005"
    slug = "truncated_record"
    _extra_fields = ("expected_length", "actual_length")
    expected_length: int | None
    actual_length: int | None

    def _body(self) -> str:
        if self.expected_length is None or self.actual_length is None:
            return "truncated record"
        return f"truncated record: expected {self.expected_length} bytes, found {self.actual_length}"

    def _lengths(self) -> list[tuple[str, str]]:
        if self.expected_length is None or self.actual_length is None:
            return []
        return [("length:", f"expected {self.expected_length} bytes, found {self.actual_length}")]


class EncodingError(_Told):
    """Bytes of a text aren't of its encoding."""

    code = "E301"
    slug = "utf8_invalid"
    _extra_fields = ("message",)
    message: str | None
    _sentence = "encoding error"


class XmlError(_Told):
    """A text is no MARCXML."""

    code = "E401"
    slug = "marcxml_invalid"
    _extra_fields = ("message",)
    message: str | None
    _sentence = "XML parse error"


class JsonError(_Told):
    """A text is no MARC-in-JSON."""

    code = "E402"
    slug = "marcjson_invalid"
    _extra_fields = ("message",)
    message: str | None
    _sentence = "JSON parse error"


class WriterError(_Told):
    """A record can't be written: it is too large for ISO 2709."""

    code = "E404"
    slug = "record_too_large_for_iso2709"
    _extra_fields = ("message",)
    message: str | None
    _sentence = "writer error"


class StaleFieldError(MrrcException):
    """A field of a record was used after a field had been removed: fetch it from the record again."""


class BadSubfieldCodeWarning(UserWarning):
    """A subfield's code is no ASCII character."""

    code = "W001"
    slug = "bad_subfield_code_warning"
