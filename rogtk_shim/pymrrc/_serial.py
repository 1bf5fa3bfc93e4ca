"""A record in other formats."""

from __future__ import annotations

import json
from typing import Any

from ..marc.constants import LEADER_LEN
from ..marc.csv_rows import records_to_csv
from ..marc.dublin_core import dublin_core
from ..marc.flat_json import record_to_flat
from ..marc.mods import record_to_mods
from ..marc.xml_stream import record_to_marcxml
from ._core import Core
from .exceptions import XmlError

__all__ = ["Serial"]


class Serial(Core):
    """The part of a record that writes it in other formats."""

    def _whole(self) -> Any:
        """Give the record behind this one, its leader filled up if it was cut."""
        assert len(self.leader) == LEADER_LEN
        return self.own()

    def to_json(self) -> str:
        """Give the record as JSON, an array; subfields as an object, or as a list if it has a code twice."""
        return record_to_flat(self._whole(), pairs=False)

    def to_marcjson(self) -> str:
        """Give the record as JSON: an array of objects, subfields as a list."""
        return record_to_flat(self._whole(), pairs=True)

    def to_xml(self) -> str:
        """Give the record as MARCXML; an XmlError if it has a character that XML doesn't allow."""
        try:
            return record_to_marcxml(self._whole())
        except ValueError as error:
            raise XmlError(record_control_number=self._number(), message=str(error)) from error

    def to_mods(self) -> str:
        """Give the record as MODS; an XmlError if it has a character that XML doesn't allow."""
        try:
            return record_to_mods(self._whole())
        except ValueError as error:
            raise XmlError(record_control_number=self._number(), message=str(error)) from error

    def _number(self) -> str | None:
        control = self.own().get("001")
        return control.data if control else None

    def to_dublin_core(self) -> dict[str, list[str]]:
        """Give the record's Dublin Core."""
        return dublin_core(self._whole())

    def to_csv(self) -> str:
        """Give the record as CSV with a row for each subfield."""
        return records_to_csv([self._whole()])

    def as_dict(self) -> dict[str, Any]:
        """Give the record as MARC-in-JSON has it, in Python's types."""
        return self._whole().as_dict()

    def as_json(self, **kwargs: Any) -> str:
        """Give the record as MARC-in-JSON; `kwargs` are for `json.dumps`."""
        return json.dumps(self.as_dict(), **kwargs)
