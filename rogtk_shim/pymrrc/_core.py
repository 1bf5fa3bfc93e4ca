"""What a record of mrrc's has behind it: a view of what was read, or a record of the package's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..marc._views import PlainView
from ..marc.exceptions import RecordTooLarge
from ..marc.field import Field as HeldField
from ..marc.iso2709 import extend
from ..marc.leader import Leader as HeldLeader
from ..marc.record import Record as HeldRecord
from ..marc.stray import STRAY_TEXT
from ._held import copy_held
from .exceptions import WriterError
from .field import Field, handle
from .leader import Leader

if TYPE_CHECKING:
    from typing_extensions import Self

    from ..marc.view import RecordView
    from ._exception import MrrcException

__all__ = ["Core"]

_new = object.__new__
#: Position 9 of a leader, and what says UTF-8 there.
_CODING = 9
_UTF8 = ord("a")


class Core:
    """The part of a record that knows where its content comes from, and gives it back as bytes."""

    # What a record that was only read hasn't got, it has from here: making one sets its view alone.
    _view: RecordView | None = None
    #: The record behind this one, once something was taken out of it that might be changed.
    held: HeldRecord | None = None
    #: Fields that were added at the end, as long as there is no record behind this one.
    _added: list[HeldField] | None = None
    _leader: Leader | None = None
    _errors: list[MrrcException] | None = None
    #: Counts the removals: a handle of a field made before one isn't valid any more.
    generation: int = 0

    @classmethod
    def _of(cls, view: RecordView | None) -> Self:
        """Make a record of a view."""
        self = _new(cls)
        self._view = view
        return self

    def own(self) -> HeldRecord:
        """Give the record behind this one; made when first asked for."""
        held = self.held
        if held is None:
            assert self._view is not None
            self.held = held = HeldRecord._of(self._view)  # pyright: ignore[reportPrivateUsage]
            held._added, self._added = self._added, None  # pyright: ignore[reportPrivateUsage]
        return held

    def _show(self, held: list[HeldField]) -> list[Field]:
        generation = self.generation
        return [handle(field, self, generation) for field in held]

    @property
    def errors(self) -> list[MrrcException]:
        """What is wrong with the record as it was read; its fields are then what could be made out."""
        if self._errors is None:
            self._errors = []
        return self._errors

    @property
    def leader(self) -> Leader:
        """The leader; it may be set to one, or to 24 characters."""
        leader = self._leader
        if leader is None:
            held = self.own()
            if self._view is not None and len(self._view.leader) != 24:
                held.leader = HeldLeader(f"{self._view.leader:24}")
            self._leader = leader = Leader._of(held.leader)  # pyright: ignore[reportPrivateUsage]
        return leader

    @leader.setter
    def leader(self, value: Leader | str) -> None:
        if isinstance(value, str):
            value = Leader(value)
        elif not isinstance(value, Leader):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"leader must be a Leader or 24-character string, got {type(value).__name__}")
        self.own().leader = value._held  # pyright: ignore[reportPrivateUsage]
        self._leader = value

    def as_marc(self) -> bytes:
        """
        Give the record as ISO 2709 has it.

        One that was read and not changed is given as it is in the file; any other one in UTF-8.

        Raises
        ------
        WriterError
            It is too large.
        """
        view = self._view
        held = self.held
        # What most programs write: records as they are, or with fields at their end.
        if held is None and type(view) is PlainView:
            raw = view.raw
            added = self._added
            if added is None:
                return raw
            if raw[_CODING] == _UTF8:
                try:
                    return extend(raw, added)
                except RecordTooLarge:
                    # It is told below, with the record's number.
                    pass
        if self._added is not None:
            held = self.own()
        # Bytes have a place for what fields have none for.
        is_whole = view is not None and (view.error is None or view.error.code == STRAY_TEXT)
        if view is not None and is_whole and (held is None or held.is_unchanged()):
            return view.raw
        held = held or self.own()
        try:
            if self._leader is None and view is not None and view.raw[_CODING] == _UTF8:
                return held.as_marc()
            leader = self.leader._held  # pyright: ignore[reportPrivateUsage]
            coding = leader[_CODING]
            raw = held.as_marc()
        except RecordTooLarge as error:
            control = held.get("001")
            number = control.data if control else None
            raise WriterError(record_control_number=number, message=str(error)) from error
        # UTF-8 has to be declared where it makes a difference.
        if coding == "a" or not raw.isascii():
            return raw
        leader[_CODING] = coding
        return raw[:_CODING] + coding.encode() + raw[_CODING + 1 :]

    as_marc21 = to_marc21 = as_marc

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """Make a record that shares nothing with this one that can be changed."""
        other = _new(type(self))
        other._view = self._view
        other._errors = None if self._errors is None else list(self._errors)
        if self._added is not None:
            self.own()
        if self.held is not None:
            other.held = held = HeldRecord(fields=[copy_held(field) for field in self.held.fields])
            held.leader = HeldLeader(str(self.leader))
            other._view = None
        return other

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Core):
            return False
        return _content(self.own()) == _content(other.own())

    def __hash__(self) -> int:
        return id(self)


def _content(held: HeldRecord) -> tuple[list[object], list[object]]:
    """All fields, control fields apart."""
    control: list[object] = []
    data: list[object] = []
    for field in held.fields:
        if field.control_field:
            control.append((field.tag, field.data))
        else:
            data.append((field.tag, field.indicators, field.subfields))
    return control, data
