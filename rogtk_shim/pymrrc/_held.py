"""The fields behind mrrc's: made, copied, compared."""

from __future__ import annotations

from ..marc.field import Field
from ..marc.subfield import BLANK, Indicators, Subfield

__all__ = ["copy_held", "make_held", "same_held"]

_new = object.__new__


def make_held(tag: str, indicators: Indicators, subfields: list[Subfield], data: str | None) -> Field:
    """Make a field: whether it has data decides on its kind, and not its tag."""
    field = _new(Field)
    field.tag = tag
    field.control_field = data is not None
    field.data = data
    field._text = None  # pyright: ignore[reportPrivateUsage]
    field._indicators = indicators  # pyright: ignore[reportPrivateUsage]
    field._subfields = subfields  # pyright: ignore[reportPrivateUsage]
    return field


def copy_held(field: Field) -> Field:
    """Make a field that shares nothing with another one."""
    data = (field.data or "") if field.control_field else None
    # Most are fields that a program has made: what they have is there to be taken.
    indicators = field._indicators or field.indicators or BLANK  # pyright: ignore[reportPrivateUsage]
    return make_held(field.tag, indicators, [*(field._subfields or field.subfields)], data)  # pyright: ignore[reportPrivateUsage]


def same_held(one: Field, other: Field) -> bool:
    """Whether two fields have the same content."""
    if one.control_field or other.control_field:
        return one.tag == other.tag and one.data == other.data
    return one.tag == other.tag and one.indicators == other.indicators and one.subfields == other.subfields
