"""What authority and holdings records, and their readers, have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from ._input import Input
from .exceptions import InvalidField, MrrcException
from .reader import MARCReader, RecoveryMode, ValidationLevel
from .record import Record

if TYPE_CHECKING:
    from typing_extensions import Self

    from .field import Field
    from .leader import Leader

__all__ = ["SpecialReader", "SpecialRecord"]


class SpecialRecord:
    """
    A record whose fields are known by what they are for.

    Parameters
    ----------
    record : Record
        The record behind it.
    """

    def __init__(self, record: Record) -> None:
        self.record = record

    @property
    def leader(self) -> Leader:
        """The leader."""
        return self.record.leader

    @property
    def errors(self) -> list[MrrcException]:
        """What is wrong with the record as it was read."""
        return self.record.errors

    def record_type(self) -> str:
        """Give the type of record, position 6 of the leader."""
        return self.leader.record_type

    def get_fields(self, tag: str) -> list[Field] | None:
        """Give the data fields with a tag; None where there are none."""
        return self.record.fields_by_indicator(tag) or None

    def get_field(self, tag: str) -> Field | None:
        """Give the first data field with a tag, or None."""
        return self.record.get_field(tag)

    def get_field_or_err(self, tag: str) -> Field:
        """Give the first data field with a tag; raises FieldNotFound where there is none."""
        return self.record.get_field_or_err(tag)

    def get_control_field(self, tag: str) -> str | None:
        """Give the data of the first control field with a tag, or None."""
        return self.record.control_field(tag)

    def to_json(self) -> str:
        """Give the whole record as JSON, as `Record.to_json` does."""
        return self.record.to_json()

    def as_marc(self) -> bytes:
        """Give the record as ISO 2709 has it."""
        return self.record.as_marc()


Kind = TypeVar("Kind", bound=SpecialRecord)


class SpecialReader(Generic[Kind]):
    """
    The records of a file that has one kind of them.

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
    """

    _kind: ClassVar[type[SpecialRecord]]
    _types: ClassVar[str]
    _expected: ClassVar[str]

    def __init__(
        self,
        source: Input,
        *,
        recovery_mode: RecoveryMode = "permissive",
        validation_level: ValidationLevel = "structural",
    ) -> None:
        self._reader = MARCReader(source, recovery_mode=recovery_mode, validation_level=validation_level)
        self._number = 0

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Kind:
        self._number += 1
        record = next(self._reader)
        kind = str(record.leader)[6]
        if kind not in self._types and not record.errors:
            message = f"Expected {self._expected}, got {kind!r}"
            raise InvalidField(
                record_index=self._number,
                record_control_number=record.control_field("001"),
                message=message,
                record_byte_offset=6,
            )
        return self._kind(record)  # pyright: ignore[reportReturnType]

    def read_record(self) -> Kind | None:
        """Give the next record, or None at the end."""
        return next(self, None)

    def close(self) -> None:
        """Stop reading."""
        self._reader.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
