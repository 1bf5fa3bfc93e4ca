"""As `pymarc.writer`, with the names it has from elsewhere."""

from __future__ import annotations

from ..marc.exceptions import WriteNeedsRecord
from ..marc.marcxml import record_to_xml_node
from ..marc.record import Record
from ..marc.writer import JSONWriter, MARCWriter, TextWriter, Writer, XMLWriter

__all__ = [
    "JSONWriter",
    "MARCWriter",
    "Record",
    "TextWriter",
    "WriteNeedsRecord",
    "Writer",
    "XMLWriter",
    "record_to_xml_node",
]
