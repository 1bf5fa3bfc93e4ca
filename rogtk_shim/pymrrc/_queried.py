"""Fields by what is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._core import Core

if TYPE_CHECKING:
    from ..marc.queries import FieldQuery, SubfieldPatternQuery, SubfieldValueQuery, TagRangeQuery
    from .field import Field

__all__ = ["Queried"]


class Queried(Core):
    """The part of a record that answers queries."""

    def fields_by_indicator(
        self, tag: str, *, indicator1: str | None = None, indicator2: str | None = None
    ) -> list[Field]:
        """Give the data fields with a tag and with indicators; None: any."""
        return [
            field
            for field in self._data(tag)
            if indicator1 in (None, field.indicator1) and indicator2 in (None, field.indicator2)
        ]

    def _data(self, tag: str | None = None) -> list[Field]:
        held = self.own()
        fields = held.fields if tag is None else held.get_fields(tag)
        return self._show([field for field in fields if not field.control_field])

    def fields_in_range(self, start_tag: str, end_tag: str) -> list[Field]:
        """Give the data fields whose tags lie between two, which count as well."""
        return [field for field in self._data() if start_tag <= field.tag <= end_tag]

    def fields_matching(
        self, query: FieldQuery | TagRangeQuery | SubfieldPatternQuery | SubfieldValueQuery
    ) -> list[Field]:
        """Give the data fields that a query asks for."""
        fields = [field for field in self.own().fields if not field.control_field]
        return self._show([field for field in fields if query.matches(field)])

    fields_matching_range = fields_matching_pattern = fields_matching_value = fields_matching
