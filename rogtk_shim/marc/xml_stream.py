"""MARCXML read as it comes, one record at a time, and written as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any
from xml.sax import SAXException, make_parser
from xml.sax.handler import LexicalHandler, feature_namespaces, property_lexical_handler

from .marcxml import MARC_XML_NS, XmlHandler
from .record import Record
from .xml_text import escaped

__all__ = ["record_to_marcxml", "stream_xml"]

_PIECE = 65_536
_declaration = re.compile(r"^\s*<\?xml[^>]*\?>").sub


class _NoDocumentType(LexicalHandler):
    """Refuses document types: MARCXML has none, and their entities can grow without bounds."""

    def startDTD(self, name: str, public_id: str | None, system_id: str | None) -> None:  # noqa: N802
        """Refuse it."""
        raise SAXException("a document type (DOCTYPE) isn't allowed in MARCXML")

    def endDTD(self) -> None:  # noqa: N802
        """Do nothing."""

    def startCDATA(self) -> None:  # noqa: N802
        """Do nothing."""

    def endCDATA(self) -> None:  # noqa: N802
        """Do nothing."""

    def comment(self, content: str) -> None:
        """Do nothing."""


def stream_xml(source: str | IO[Any]) -> Iterator[Record]:
    """
    Give the records of MARCXML.

    Parameters
    ----------
    source : str or file object
        The XML itself, or a file of it; no more than a piece of it is in memory.

    Raises
    ------
    xml.sax.SAXException
        It isn't well-formed, or has a document type.
    MARC exceptions
        A leader hasn't 24 characters.

    Examples
    --------
    >>> from rogtk_shim.pymarc import Field, Record
    >>> record = Record(fields=[Field("001", data="1 < 2")], leader="00000nam a2200000   4500")
    >>> text = record_to_marcxml(record)
    >>> [record["001"].data for record in stream_xml(text)]
    ['1 < 2']
    """
    handler = XmlHandler()
    parser: Any = make_parser()
    parser.setContentHandler(handler)
    parser.setFeature(feature_namespaces, True)
    parser.setProperty(property_lexical_handler, _NoDocumentType())
    pieces = iter([_declaration("", source).encode()]) if isinstance(source, str) else _pieces(source)
    for piece in pieces:
        try:
            parser.feed(piece)
        except Exception:
            # The records before it are whole.
            yield from handler.records
            raise
        yield from handler.records
        handler.records.clear()
    parser.close()
    yield from handler.records


def _pieces(file: IO[Any]) -> Iterator[bytes | str]:
    while piece := file.read(_PIECE):
        yield piece


def _element(name: str, attribute: str, text: str) -> str:
    return f"<{name} {attribute}>{text}</{name}>" if text else f"<{name} {attribute}/>"


def record_to_marcxml(record: Record) -> str:
    """
    Give a record as MARCXML, with its namespace.

    Raises
    ------
    ValueError
        It has a character that XML doesn't allow.
    """
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<record xmlns="{MARC_XML_NS}"><leader>{escaped(str(record.leader), quotes=False)}</leader>',
    ]
    for field in record.fields:
        tag = escaped(field.tag)
        if field.control_field:
            data = escaped(field.data or "", quotes=False)
            parts.append(_element("controlfield", f'tag="{tag}"', data))
            continue
        head = f'<datafield tag="{tag}" ind1="{escaped(field.indicator1)}" ind2="{escaped(field.indicator2)}"'
        if not field.subfields:
            parts.append(f"{head}/>")
            continue
        parts.append(f"{head}>")
        for code, value in field.subfields:
            text = escaped(value, quotes=False)
            parts.append(_element("subfield", f'code="{escaped(code)}"', text))
        parts.append("</datafield>")
    parts.append("</record>")
    return "".join(parts)
