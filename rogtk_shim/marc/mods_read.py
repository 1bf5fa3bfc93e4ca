"""Records from MODS."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator

from .field import Field
from .leader import Leader
from .record import Record
from .subfield import Indicators, Subfield

__all__ = ["records_of_mods"]

_TYPES = {
    "text": "a",
    "cartographic": "e",
    "notated music": "c",
    "still image": "k",
    "moving image": "g",
    "three dimensional object": "r",
    "software, multimedia": "m",
    "computer resource": "m",
    "mixed material": "p",
}
#: Elements that each make one field: name, tag, indicators, and the subfield of its text.
_TEXTS = {
    "genre": ("655", " 7", "a"),
    "abstract": ("520", "  ", "a"),
    "tableOfContents": ("505", "0 ", "a"),
    "note": ("500", "  ", "a"),
    "accessCondition": ("540", "  ", "a"),
}
#: The same of what an element holds, one field a part: the element, the part, tag, indicators, code.
_PARTS = (
    ("language", "languageTerm", "041", "  ", "a"),
    ("subject", "topic", "650", " 0", "a"),
    ("subject", "temporal", "650", " 0", "y"),
    ("subject", "geographic", "651", " 0", "a"),
    ("location", "url", "856", "40", "u"),
    ("recordInfo", "recordIdentifier", "001", "", ""),
)
#: Several parts of an element as subfields of one field.
_GROUPS = (
    ("originInfo", "260", "  ", (("place/placeTerm", "a"), ("publisher", "b"), ("dateIssued", "c"))),
    ("originInfo", "250", "  ", (("edition", "a"),)),
    ("physicalDescription", "300", "  ", (("extent", "a"), ("form", "b"), ("dimensions", "c"))),
)
_NAMES = {
    "personal": ("100", "700", "1 "),
    "corporate": ("110", "710", "2 "),
    "conference": ("111", "711", "2 "),
}
_TITLE = (("title", "a"), ("subTitle", "b"), ("partNumber", "n"), ("partName", "p"))


def records_of_mods(text: str) -> Iterator[Record]:
    """
    Give the records of a MODS element, or of a collection of them, by mrrc's rules.

    Raises
    ------
    ValueError
        It isn't well-formed, has a document type, or no MODS element.

    Examples
    --------
    >>> text = "<mods><titleInfo><title>Moby Dick</title></titleInfo></mods>"
    >>> [record["245"]["a"] for record in records_of_mods(text)]
    ['Moby Dick']
    """
    if "<!DOCTYPE" in text:
        # Its entities can grow without bounds.
        raise ValueError("a document type (DOCTYPE) isn't allowed in MODS")
    try:
        root = ET.fromstring(text.encode())
    except ET.ParseError as error:
        raise ValueError(f"this is no XML: {error}") from error
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    found = [root] if root.tag == "mods" else root.findall(".//mods")
    if not found:
        raise ValueError("No <mods> element found")
    for element in found:
        yield _record(element)


def _text(element: ET.Element) -> str:
    return "".join(element.itertext())


def _add(record: Record, tag: str, indicators: str, parts: list[Subfield]) -> None:
    if parts:
        record.add_field(Field(tag, Indicators(*indicators), parts))


def _record(mods: ET.Element) -> Record:
    kind = mods.findtext("typeOfResource") or "text"
    letter = "i" if kind.startswith("sound recording") else _TYPES.get(kind, "a")
    record = Record()
    record.leader = Leader(f"00000n{letter}m a2200000 a 4500")
    for element in mods.findall("identifier"):
        if element.get("type") == "local":
            record.add_field(Field("001", data=_text(element)))
    for i, element in enumerate(mods.findall("titleInfo")):
        parts = [Subfield(code, _text(part)) for name, code in _TITLE for part in element.findall(name)]
        _add(record, "246" if i else "245", "1 " if i else "00", parts)
    _add_names(record, mods)
    for name, tag, indicators, codes in _GROUPS:
        for element in mods.findall(name):
            parts = [Subfield(code, _text(part)) for path, code in codes for part in element.findall(path)]
            _add(record, tag, indicators, parts)
    for name, (tag, indicators, code) in _TEXTS.items():
        for element in mods.findall(name):
            _add(record, tag, indicators, [Subfield(code, _text(element))])
    for name, part, tag, indicators, code in _PARTS:
        for element in mods.findall(f"{name}/{part}"):
            if indicators:
                _add(record, tag, indicators, [Subfield(code, _text(element))])
            else:
                record.fields.insert(0, Field(tag, data=_text(element)))
    _add_rest(record, mods)
    return record


def _add_names(record: Record, mods: ET.Element) -> None:
    """Add the names: the first creator of a kind is the main one."""
    for element in mods.findall("name"):
        main, added, indicators = _NAMES.get(element.get("type", ""), ("", "700", "1 "))
        parts = [
            Subfield("d" if part.get("type") == "date" else "a", _text(part))
            for part in element.findall("namePart")
        ]
        roles = [_text(role) for role in element.findall("role/roleTerm")]
        is_main = main and "creator" in roles and main not in record
        _add(
            record, main if is_main else added, indicators, [*parts, *[Subfield("e", role) for role in roles]]
        )


def _add_rest(record: Record, mods: ET.Element) -> None:
    for element in mods.findall("classification"):
        tag, indicators = ("050", " 4") if element.get("authority") == "lcc" else ("082", "04")
        _add(record, tag, indicators, [Subfield("a", _text(element))])
    for element in mods.findall("relatedItem[@type='series']/titleInfo/title"):
        _add(record, "830", "  ", [Subfield("a", _text(element))])
    for element in mods.findall("identifier"):
        kind, value = element.get("type", ""), Subfield("a", _text(element))
        if kind in ("isbn", "issn"):
            _add(record, "020" if kind == "isbn" else "022", "  ", [value])
        elif kind != "local":
            _add(record, "024", "7 ", [value, *([Subfield("2", kind)] if kind else [])])
