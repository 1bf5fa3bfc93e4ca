"""Dublin Core: the fifteen elements of a record, as lists or as XML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .record import Record
from .xml_text import escaped

__all__ = ["dublin_core", "dublin_core_to_xml"]

#: In the order in which they are written.
ELEMENTS = (
    *("title", "creator", "subject", "description", "publisher", "contributor", "date", "type", "format"),
    *("identifier", "source", "language", "relation", "coverage", "rights"),
)
#: Which subfield of which fields an element is made of.
_RULES = (
    ("creator", ("100", "110"), "a"),
    ("subject", ("600", "610", "650"), "a"),
    ("description", ("500", "520"), "a"),
    ("publisher", ("260",), "a"),
    ("contributor", ("700", "710"), "a"),
    ("date", ("260",), "c"),
    ("format", ("300",), "a"),
    ("language", ("041",), "a"),
    ("coverage", ("651",), "a"),
    ("rights", ("540",), "a"),
)
#: Of the others, the first value of each field.
_ALL_VALUES = ("041", "260")


def dublin_core(record: Record) -> dict[str, list[str]]:
    """
    Give a record's Dublin Core, by mrrc's rules; elements without values have empty lists.

    Examples
    --------
    >>> from rogtk_shim.pymarc import Field, Record, Subfield
    >>> title = Field("245", subfields=[Subfield("a", "Moby Dick"), Subfield("c", "Melville")])
    >>> record = Record(fields=[title])
    >>> dublin_core(record)["title"]
    ['Moby Dick Melville']
    """
    found: dict[str, list[str]] = {name: [] for name in ELEMENTS}
    for field in record.get_fields("245"):
        parts = field.get_subfields(*"abc")
        if parts:
            found["title"].append(" ".join(parts))
    for name, tags, code in _RULES:
        for tag in tags:
            for field in record.get_fields(tag):
                values = field.get_subfields(code)
                found[name] += values if tag in _ALL_VALUES else values[:1]
    for field in record.get_fields("020"):
        number = field.get("a")
        if number is not None:
            found["identifier"].append(f"ISBN: {number}")
    control = record.get("001")
    if control is not None:
        found["identifier"].append(f"Control#: {control.data or ''}")
    return found


def dublin_core_to_xml(elements: Mapping[str, Sequence[str]]) -> str:
    """
    Give Dublin Core as RDF in XML.

    Parameters
    ----------
    elements : mapping
        What `dublin_core` gives.

    Raises
    ------
    ValueError
        A value has a character that XML doesn't allow.
    """
    lines = [
        f"    <dc:{name}>{escaped(value)}</dc:{name}>\n"
        for name in ELEMENTS
        for value in elements.get(name, ())
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f"  <rdf:Description>\n{''.join(lines)}  </rdf:Description>\n</rdf:RDF>\n"
    )
