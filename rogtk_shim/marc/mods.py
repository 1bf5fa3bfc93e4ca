"""MODS: what a record says of titles, names, publication, extent, subjects and identifiers."""

from __future__ import annotations

from collections.abc import Iterator

from .field import Field
from .record import Record
from .xml_text import escaped

__all__ = ["MODS_NS", "record_to_mods"]

MODS_NS = "http://www.loc.gov/mods/v3"
_START = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<mods xmlns="{MODS_NS}" xmlns:mods="{MODS_NS}" xmlns:xlink="http://www.w3.org/1999/xlink">\n'
)
#: What the leader's type of record stands for.
TYPES = {
    **dict.fromkeys("acdt", "text"),
    **dict.fromkeys("ef", "cartographic"),
    **dict.fromkeys("gk", "still image"),
    **dict.fromkeys("ij", "sound recording"),
    "m": "computer resource",
    "p": "mixed material",
    "r": "three dimensional object",
}
#: Fields with names, the kind of name, and the role of a name that says none.
NAMES = (
    ("100", "personal", "creator"),
    ("110", "corporate", "creator"),
    ("700", "personal", ""),
    ("710", "corporate", ""),
)


def record_to_mods(record: Record) -> str:
    """
    Give a record as MODS, by mrrc's rules: much of a record has no place in it.

    Raises
    ------
    ValueError
        A value has a character that XML doesn't allow.

    Examples
    --------
    >>> from rogtk_shim.pymarc import Field, Record, Subfield
    >>> record = Record(fields=[Field("245", subfields=[Subfield("a", "Moby Dick")])])
    >>> "<mods:title>Moby Dick</mods:title>" in record_to_mods(record)
    True
    """
    return f"{_START}{''.join(f'  {line}' + chr(10) for line in _lines(record))}</mods>\n"


def _element(name: str, value: str, attributes: str = "") -> str:
    return f"<mods:{name}{attributes}>{escaped(value)}</mods:{name}>"


def _values(field: Field, code: str, name: str) -> list[str]:
    return [_element(name, value) for value in field.get_subfields(code)]


def _block(name: str, lines: list[str], attributes: str = "") -> list[str]:
    return [f"<mods:{name}{attributes}>", *[f"  {line}" for line in lines], f"</mods:{name}>"]


def _lines(record: Record) -> Iterator[str]:
    for field in record.get_fields("245"):
        parts = [*_values(field, "a", "title")[:1], *_values(field, "b", "subTitle")[:1]]
        yield from _block("titleInfo", parts)
    for tag, kind, role in NAMES:
        for field in record.get_fields(tag):
            yield from _name(field, kind, role)
    kind = TYPES.get(str(record.leader)[6], "unknown")
    yield _element("typeOfResource", kind)
    for field in record.get_fields("260"):
        places = [f"<mods:place>{place}</mods:place>" for place in _values(field, "a", "placeTerm")]
        parts = [*places, *_values(field, "b", "publisher"), *_values(field, "c", "dateIssued")]
        yield from _block("originInfo", parts)
    for field in record.get_fields("041"):
        for value in field.get_subfields("a"):
            term = _element("languageTerm", value, ' type="code" authority="iso639-2b"')
            yield from _block("language", [term])
    for field in record.get_fields("300"):
        parts = [*_values(field, "a", "extent"), *_values(field, "b", "form")]
        yield from _block("physicalDescription", [*parts, *_values(field, "c", "dimensions")])
    for tag, name in (("520", "abstract"), ("500", "note")):
        for field in record.get_fields(tag):
            yield from _values(field, "a", name)[:1]
    for tag, name in (("650", "topic"), ("651", "geographic")):
        for field in record.get_fields(tag):
            for value in _values(field, "a", name)[:1]:
                yield from _block("subject", [value])
    yield from _identifiers(record)


def _name(field: Field, kind: str, role: str) -> Iterator[str]:
    parts = _values(field, "a", "namePart")[:1]
    if not parts:
        return
    if kind == "personal":
        parts += [_element("namePart", value, ' type="date"') for value in field.get_subfields("d")[:1]]
    roles = field.get_subfields("e")[:1] or ([role] if role else [])
    parts += [f"<mods:role>{_element('roleTerm', value)}</mods:role>" for value in roles]
    yield from _block("name", parts, f' type="{kind}"')


def _identifiers(record: Record) -> Iterator[str]:
    for tag, kind in (("020", "isbn"), ("022", "issn")):
        for field in record.get_fields(tag):
            for value in field.get_subfields("a")[:1]:
                yield _element("identifier", value, f' type="{kind}"')
    control = record.get("001")
    if control is not None:
        yield _element("identifier", control.data or "", ' type="local"')
