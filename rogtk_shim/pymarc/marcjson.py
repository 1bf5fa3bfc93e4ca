"""As `pymarc.marcjson`, with the names it has from elsewhere."""

from __future__ import annotations

from ..marc.field import Field
from ..marc.leader import Leader
from ..marc.marcjson import JSONHandler, JSONReader, parse_json_to_array
from ..marc.record import Record
from ..marc.subfield import Indicators

__all__ = [
    "Field",
    "Indicators",
    "JSONHandler",
    "JSONReader",
    "Leader",
    "Record",
    "parse_json_to_array",
]
