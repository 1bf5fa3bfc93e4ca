"""A field's subfields: found, added, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..marc.field import Field as HeldField
from ..marc.subfield import BYTE_MARKS
from ._parts import Subfield
from .exceptions import StaleFieldError

if TYPE_CHECKING:
    from ._core import Core

__all__ = ["Subfields"]


class Subfields:
    """The part of a field that has subfields, and knows which record it belongs to."""

    # A handle on the first field with a tag of a record of which nothing was taken out yet has that field's
    # UTF-8: as long as it stays so, looking for a subfield needs no more. `_held` is None until it does.
    __slots__ = ("_data", "_generation", "_held", "_record", "_tag")

    _held: HeldField | None
    _record: Core | None
    #: The record's own at the time when the handle was made.
    _generation: int
    _tag: str
    _data: bytes

    def _sound(self) -> HeldField:
        """Give the field, if the record still has it."""
        record = self._record
        if record is not None and record.generation != self._generation:
            raise StaleFieldError(
                f"field handle for tag {self._tag!r} was invalidated by record modification - "
                "re-fetch the field from the record"
            )
        held = self._held
        if held is None:
            assert record is not None
            self._held = held = record.own()[self._tag]
        return held

    def subfields(self) -> list[Subfield]:
        """Give the subfields: copies."""
        return [Subfield(code, value) for code, value in self._sound().subfields]

    def __getitem__(self, code: str) -> str | None:
        if self._held is None and self._record.held is None and (mark := BYTE_MARKS.get(code)):  # pyright: ignore[reportOptionalMemberAccess]
            data = self._data
            start = data.find(mark)
            # A subfield with an odd code could stand in front of it.
            if start == 2 or data.isascii():
                if start < 0:
                    return None
                end = data.find(b"\x1f", start + 2)
                return (data[start + 2 :] if end < 0 else data[start + 2 : end]).decode()
        return self._sound().get(code)

    def get(self, code: str, default: str | None = None) -> str | None:
        """Give the value of the first subfield with a code, or `default`."""
        value = self._sound().get(code)
        return default if value is None else value

    def __contains__(self, code: str) -> bool:
        return self._sound().get(code) is not None

    def __setitem__(self, code: str, value: str) -> None:
        held = self._sound()
        count = sum(one.code == code[:1] for one in held.subfields)
        if count != 1:
            raise KeyError(f"Multiple subfields with code '{code}' exist" if count else code)
        held.delete_subfield(code[:1])
        held.add_subfield(code[0], value)

    def get_subfields(self, *codes: str) -> list[str]:
        """Give the values of the subfields with some codes, code by code."""
        parts = self._sound().subfields
        return [value for code in codes for found, value in parts if found == code]

    def subfields_by_code(self, code: str) -> list[str]:
        """Give the values of the subfields with a code; an empty code is a ValueError."""
        if not code:
            raise ValueError("Code cannot be empty")
        return self.get_subfields(code[0])

    def subfields_as_dict(self) -> dict[str, list[str]]:
        """Give the values by code."""
        return self._sound().subfields_as_dict()

    def add_subfield(self, code: str, value: str, pos: int | None = None) -> None:
        """Add a subfield, at the end or so that `pos` others stay before it."""
        part = Subfield(code, value)
        self._sound().add_subfield(part.code, part.value, pos)

    def delete_subfield(self, code: str) -> str | None:
        """Remove the first subfield with a code and give its value, or None; ValueError for no code."""
        if not code:
            raise ValueError("Subfield code cannot be empty")
        return self._sound().delete_subfield(code[0])
