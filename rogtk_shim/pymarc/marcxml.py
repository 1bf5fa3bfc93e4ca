"""As `pymarc.marcxml`, with the names it has from elsewhere."""

from __future__ import annotations

from ..marc.field import Field
from ..marc.leader import Leader
from ..marc.marc8 import MARC8ToUnicode
from ..marc.marcxml import (
    MARC_XML_NS,
    MARC_XML_SCHEMA,
    XSI_NS,
    XmlHandler,
    map_xml,
    parse_xml,
    parse_xml_to_array,
    record_to_xml,
    record_to_xml_node,
)
from ..marc.record import Record
from ..marc.subfield import Indicators

__all__ = [
    "MARC_XML_NS",
    "MARC_XML_SCHEMA",
    "XSI_NS",
    "Field",
    "Indicators",
    "Leader",
    "MARC8ToUnicode",
    "Record",
    "XmlHandler",
    "map_xml",
    "parse_xml",
    "parse_xml_to_array",
    "record_to_xml",
    "record_to_xml_node",
]
