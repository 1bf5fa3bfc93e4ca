"""Fields and their 880, which have them in another script."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .field import Field

__all__ = ["LinkedFields"]


class LinkedFields:
    """The part of a record that follows subfield 6."""

    def get_fields(self, *tags: str) -> list[Field]:
        """Give the fields with some tags."""
        raise NotImplementedError

    def get_linked_fields(self, field: Field) -> list[Field]:
        """Give the 880 that refer to a field's number."""
        number = field.linkage_occurrence_num()
        if number is None:
            return []
        return [other for other in self.get_fields("880") if other.linkage_occurrence_num() == number]

    def get_linked_field(self, field: Field) -> Field | None:
        """Give the first 880 that refers to a field's number, or None."""
        linked = self.get_linked_fields(field)
        return linked[0] if linked else None

    def get_original_field(self, field_880: Field) -> Field | None:
        """Give the field that an 880 refers to, or None."""
        number = field_880.linkage_occurrence_num()
        link = field_880["6"]
        if number is None or link is None or field_880.tag != "880":
            return None
        for field in self.get_fields(link.split("-", 1)[0]):
            if field.linkage_occurrence_num() == number:
                return field
        return None

    def get_field_pairs(self, tag: str) -> list[tuple[Field, Field | None]]:
        """Give each field with a tag and its 880, or None."""
        return [(field, self.get_linked_field(field)) for field in self.get_fields(tag)]
