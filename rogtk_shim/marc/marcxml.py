"""MARCXML, read and written one record at a time."""

from __future__ import annotations

import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any, Literal
from xml.sax import make_parser
from xml.sax.handler import ContentHandler, feature_namespaces

from .field import Field
from .leader import Leader
from .marc8 import MARC8ToUnicode
from .record import Record
from .subfield import Indicators

__all__ = [
    "MARC_XML_NS",
    "MARC_XML_SCHEMA",
    "XSI_NS",
    "XmlHandler",
    "map_xml",
    "parse_xml",
    "parse_xml_to_array",
    "record_to_xml",
    "record_to_xml_node",
]

XSI_NS = "http://www.w3.org/2001/XMLSchema-instance"
MARC_XML_NS = "http://www.loc.gov/MARC21/slim"
MARC_XML_SCHEMA = f"{MARC_XML_NS} http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd"

NormalForm = Literal["NFC", "NFD", "NFKC", "NFKD"]
_Name = tuple[str | None, str]


class XmlHandler(ContentHandler):
    """
    Makes records of the events of an XML parser.

    Keeps them in `records`; a subclass whose `process_record` does something else with them needs no more
    memory for a large file than for a small one.

    Parameters
    ----------
    strict : bool
        Pass over elements that aren't in MARCXML's namespace.
    normalize_form : {"NFC", "NFD", "NFKC", "NFKD"}, optional
        The form of Unicode that text is brought into.
    """

    def __init__(self, strict: bool = False, normalize_form: NormalForm | None = None) -> None:
        super().__init__()
        self.records: list[Record] = []
        self.normalize_form: NormalForm | None = normalize_form
        self._strict = strict
        self._record: Record | None = None
        self._field: Field | None = None
        self._subfield_code: str | None = None
        self._text: list[str] = []

    def startElementNS(self, name: _Name, qname: str | None, attrs: Any) -> None:  # noqa: N802
        """Take in the beginning of an element."""
        if self._strict and name[0] != MARC_XML_NS:
            return
        self._text = []
        element = name[1]
        if element == "record":
            self._record = Record()
        elif element == "controlfield":
            self._field = Field(attrs[(None, "tag")])
        elif element == "datafield":
            indicators = Indicators(attrs.get((None, "ind1"), " "), attrs.get((None, "ind2"), " "))
            self._field = Field(attrs[(None, "tag")], indicators)
        elif element == "subfield":
            self._subfield_code = attrs[(None, "code")]

    def endElementNS(self, name: _Name, qname: str | None) -> None:  # noqa: N802
        """Take in the end of an element."""
        if self._strict and name[0] != MARC_XML_NS:
            return
        text = "".join(self._text)
        self._text = []
        if self.normalize_form is not None:
            text = unicodedata.normalize(self.normalize_form, text)
        element = name[1]
        record, field = self._record, self._field
        if element == "subfield" and field and self._subfield_code:
            field.add_subfield(self._subfield_code, text)
            self._subfield_code = None
        elif record is None:
            return
        elif element == "record":
            self.process_record(record)
            self._record = None
        elif element == "leader":
            record.leader = Leader(text)
        elif element in ("controlfield", "datafield") and field:
            if element == "controlfield":
                field.data = text
            record.add_field(field)
            self._field = None

    def characters(self, content: str) -> None:
        """Take in text."""
        self._text.append(content)

    def process_record(self, record: Record) -> None:
        """Keep a record; a subclass may do something else with it."""
        self.records.append(record)


def parse_xml(xml_file: Any, handler: ContentHandler) -> None:
    """
    Let a handler make records of a file.

    Parameters
    ----------
    xml_file : path, URL or file object
        The MARCXML.
    handler : XmlHandler
        Where the records go.

    Raises
    ------
    xml.sax.SAXParseException
        The file isn't well-formed.
    RecordLeaderInvalid
        A leader hasn't 24 characters.
    """
    parser = make_parser()
    parser.setContentHandler(handler)
    parser.setFeature(feature_namespaces, True)
    parser.parse(xml_file)


def map_xml(function: Callable[[Record], object], *files: Any) -> None:
    """
    Call a function with each record of some MARCXML files, as soon as it is read.

    Parameters
    ----------
    function : callable
        Called with each record.
    *files : path, URL or file object
        The files.
    """
    handler: Any = XmlHandler()
    handler.process_record = function
    for file in files:
        parse_xml(file, handler)


def parse_xml_to_array(
    xml_file: Any, strict: bool = False, normalize_form: NormalForm | None = None
) -> list[Record]:
    """
    Read all records of a MARCXML file.

    Parameters
    ----------
    xml_file : path, URL or file object
        The file.
    strict, normalize_form
        As for `XmlHandler`.
    """
    handler = XmlHandler(strict, normalize_form)
    parse_xml(xml_file, handler)
    return handler.records


def record_to_xml(record: Record, quiet: bool = False, namespace: bool = False) -> bytes:
    """
    Give a record as MARCXML.

    Parameters
    ----------
    record : Record
        The record; values that are bytes are taken for MARC-8.
    quiet : bool
        Don't log MARC-8 codes without meaning.
    namespace : bool
        Say which namespace and schema the element belongs to.
    """
    return ET.tostring(record_to_xml_node(record, quiet, namespace))


def record_to_xml_node(record: Record, quiet: bool = False, namespace: bool = False) -> ET.Element:
    """Give a record as an element of `xml.etree`; parameters as for `record_to_xml`."""
    translate = MARC8ToUnicode(quiet=quiet).translate

    def text(value: str | bytes | None) -> str | None:
        return translate(value) if isinstance(value, bytes) else value

    root = ET.Element("record")
    if namespace:
        root.set("xmlns", MARC_XML_NS)
        root.set("xmlns:xsi", XSI_NS)
        root.set("xsi:schemaLocation", MARC_XML_SCHEMA)
    ET.SubElement(root, "leader").text = str(record.leader)
    for field in record.fields:
        if field.control_field:
            ET.SubElement(root, "controlfield", {"tag": field.tag}).text = text(field.data)
            continue
        # The order of the attributes is pymarc's.
        attributes = {"ind1": field.indicator1, "ind2": field.indicator2, "tag": field.tag}
        node = ET.SubElement(root, "datafield", attributes)
        for code, value in field.subfields:
            ET.SubElement(node, "subfield", {"code": code}).text = text(value)
    return root
