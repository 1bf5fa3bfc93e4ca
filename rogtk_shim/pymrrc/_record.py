"""A record's fields: found, added, removed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..marc._views import PlainView
from ..marc.field import Field as HeldField
from ..marc.record import Record as HeldRecord
from ._held import copy_held, same_held
from ._linked import LinkedFields
from ._queried import Queried
from .exceptions import FieldNotFound
from .field import Field, first_handle, handle
from .leader import Leader

__all__ = ["RecordBase"]

_new = object.__new__


class RecordBase(Queried, LinkedFields):
    """
    A leader and fields; base of the kinds of records.

    Parameters
    ----------
    leader : Leader, optional
        A new language material's where it is left out.
    fields : list of Field, optional
        Copied.
    """

    def __init__(self, leader: Leader | None = None, *, fields: list[Field] | None = None) -> None:
        self.held = HeldRecord()
        self.leader = Leader() if leader is None else leader
        self.add_field(*fields or ())

    def __getitem__(self, tag: str) -> Field:
        if self.held is None and type(view := self._view) is PlainView:
            data = view.first_data(tag)
            if data is not None:
                return first_handle(self, tag, data)
        field = self.own().get(tag)
        if field is None:
            raise KeyError(tag)
        return handle(field, self, self.generation)

    def get(self, tag: str, default: Any = None) -> Any:
        """Give the first field with a tag, or `default`."""
        field = self.own().get(tag)
        return default if field is None else handle(field, self, self.generation)

    def __contains__(self, tag: str) -> bool:
        return tag in self.own()

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields())

    def fields(self) -> list[Field]:
        """Give all fields, in the record's order."""
        return self._show(self.own().fields)

    def get_fields(self, *tags: str) -> list[Field]:
        """Give the fields with some tags, tag by tag; all fields where there are no tags."""
        if not tags:
            return self.fields()
        held = self.own()
        return [field for tag in tags for field in self._show(held.get_fields(tag))]

    def get_field(self, tag: str) -> Field | None:
        """Give the first data field with a tag, or None."""
        field = self.own().get(tag)
        return None if field is None or field.control_field else handle(field, self, self.generation)

    def get_field_or_err(self, tag: str) -> Field:
        """Give the first data field with a tag; raises FieldNotFound where there is none."""
        field = self.get_field(tag)
        if field is None:
            raise FieldNotFound(record_control_number=self.control_field("001"), field_tag=tag)
        return field

    def field_at(self, tag: str, occurrence: int) -> Field | None:
        """Give a copy of a data field by its number, from 0, among those with its tag; or None."""
        found = self._numbered(tag, occurrence, control=False)
        return None if found is None else handle(copy_held(found), None, 0)

    def _numbered(self, tag: str, occurrence: int, *, control: bool) -> HeldField | None:
        fields = [field for field in self.own().get_fields(tag) if field.control_field == control]
        return fields[occurrence] if 0 <= occurrence < len(fields) else None

    def control_field(self, tag: str) -> str | None:
        """Give the data of the first control field with a tag, or None."""
        return self.control_field_value_at(tag, 0)

    def control_fields(self) -> list[tuple[str, str]]:
        """Give tag and data of each control field."""
        return [(field.tag, field.data or "") for field in self.own().fields if field.control_field]

    def control_field_values(self, tag: str) -> list[str]:
        """Give the data of all control fields with a tag."""
        return [field.data or "" for field in self.own().get_fields(tag) if field.control_field]

    def control_field_value_at(self, tag: str, occurrence: int) -> str | None:
        """Give the data of a control field by its number among those with its tag, from 0, or None."""
        field = self._numbered(tag, occurrence, control=True)
        return None if field is None else field.data or ""

    def set_control_field_value_at(self, tag: str, occurrence: int, value: str) -> bool:
        """Replace the data of a control field; gives whether there is such a one."""
        field = self._numbered(tag, occurrence, control=True)
        if field is not None:
            field.data = value
        return field is not None

    def replace_field_at(self, tag: str, occurrence: int, field: Field) -> bool:
        """Replace a data field; gives whether there is such a one."""
        found = self._numbered(tag, occurrence, control=False)
        if found is None:
            return False
        fields = self.own().fields
        fields[_place(fields, found)] = copy_held(field._sound())  # pyright: ignore[reportPrivateUsage]
        return True

    def add_control_field(self, tag: str, value: str) -> None:
        """Add a control field behind those that are there; a ValueError if the tag is too long or short."""
        self.add_field(Field(tag, data=value))

    def add_field(self, *fields: Field) -> None:
        """Add copies of fields: each behind those with its tag, or at the end; control fields in front."""
        view = self._view
        if view is not None and len(fields) == 1 and self.held is self._added is None:
            # What most programs do with records that were read: they needn't be taken apart for it.
            one = fields[0]._sound()  # pyright: ignore[reportPrivateUsage]
            if not one.control_field and view.find(one.tag) < 0:
                self._added = [copy_held(one)]
                return
        held = self.own()
        for field in fields:
            one = copy_held(field._sound())  # pyright: ignore[reportPrivateUsage]
            if one.tag in held:
                _insert_behind(held.fields, one)
            elif one.control_field:
                all_fields = held.fields
                last = [i for i, other in enumerate(all_fields) if other.control_field]
                all_fields.insert(last[-1] + 1 if last else 0, one)
            else:
                held.add_field(one)

    def add_ordered_field(self, *fields: Field) -> None:
        """Add copies of fields, each before the first one with a higher tag."""
        for field in fields:
            one = copy_held(field._sound())  # pyright: ignore[reportPrivateUsage]
            if one.control_field:
                self.add_field(field)
                continue
            all_fields = self.own().fields
            higher = [
                i for i, other in enumerate(all_fields) if not other.control_field and other.tag > one.tag
            ]
            all_fields.insert(higher[0] if higher else len(all_fields), one)

    def add_grouped_field(self, *fields: Field) -> None:
        """Add copies of fields, each behind those with its tag, or else in the order of tags."""
        for field in fields:
            if field.tag in self:
                self.add_field(field)
            else:
                self.add_ordered_field(field)

    def remove_field(self, *fields: Field | str) -> None:
        """
        Remove fields.

        Parameters
        ----------
        *fields : Field or str
            A field of this record: that one. A field of its own: the first one that equals it. A tag: all
            fields with it.

        Raises
        ------
        ValueError
            No field equals it.
        """
        for field in fields:
            if isinstance(field, str):
                self.remove_fields(field)
            else:
                self._remove(field)

    def _remove(self, field: Field) -> None:
        held = field._sound()  # pyright: ignore[reportPrivateUsage]
        fields = self.own().fields
        own = field._record is self  # pyright: ignore[reportPrivateUsage]
        for i, other in enumerate(fields):
            if other is held if own else same_held(other, held):
                del fields[i]
                self.generation += 1
                return
        raise ValueError(f"field not in record: {field!r}")

    def remove_fields(self, *tags: str) -> None:
        """Remove all fields with some tags."""
        fields = self.own().fields
        kept = [field for field in fields if field.tag not in tags]
        if len(kept) < len(fields):
            fields[:] = kept
            self.generation += 1

    def remove_control_field(self, tag: str) -> list[str]:
        """Remove all control fields with a tag, and give their data."""
        values = self.control_field_values(tag)
        for _ in values:
            self.remove_control_field_at(tag, 0)
        return values

    def remove_control_field_at(self, tag: str, occurrence: int) -> str | None:
        """Remove a control field by its number among those with its tag, and give its data; or None."""
        found = self._numbered(tag, occurrence, control=True)
        if found is None:
            return None
        self._delete(found)
        return found.data or ""

    def _delete(self, found: HeldField) -> None:
        fields = self.own().fields
        del fields[_place(fields, found)]
        self.generation += 1

    def remove_field_at(self, tag: str, occurrence: int = 0) -> Field:
        """Remove a data field by its number among those with its tag, and give it; or raise FieldNotFound."""
        found = self._numbered(tag, occurrence, control=False)
        if found is None:
            raise FieldNotFound(field_tag=tag)
        self._delete(found)
        return handle(found, None, 0)


def _place(fields: list[HeldField], wanted: HeldField) -> int:
    return next(i for i, field in enumerate(fields) if field is wanted)


def _insert_behind(fields: list[HeldField], one: HeldField) -> None:
    """Put a field behind the last one with its tag."""
    place = max(i for i, other in enumerate(fields) if other.tag == one.tag)
    fields.insert(place + 1, one)
