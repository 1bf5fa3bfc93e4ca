"""The fields behind mrrc's: made, copied, compared."""

from __future__ import annotations

from ..marc.field import Field, lazy_field
from ..marc.subfield import BLANK, Indicators, Subfield

__all__ = ["copy_held", "make_held", "same_held"]


def make_held(tag: str, indicators: Indicators, subfields: list[Subfield], data: str | None) -> Field:
    """Make a field: whether it has data decides on its kind, and not its tag."""
    field = lazy_field(tag, "")
    field.control_field = data is not None
    field.data = data
    field._text = None  # pyright: ignore[reportPrivateUsage]
    field._indicators = indicators  # pyright: ignore[reportPrivateUsage]
    field._subfields = subfields  # pyright: ignore[reportPrivateUsage]
    return field


def copy_held(field: Field) -> Field:
    """Make a field that shares nothing with another one."""
    data = (field.data or "") if field.control_field else None
    return make_held(field.tag, field.indicators or BLANK, field.subfields[:], data)


def same_held(one: Field, other: Field) -> bool:
    """Whether two fields have the same content."""
    if one.control_field or other.control_field:
        return one.tag == other.tag and one.data == other.data
    return one.tag == other.tag and one.indicators == other.indicators and one.subfields == other.subfields
