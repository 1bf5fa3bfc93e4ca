"""JSON with an object for the leader and for each field, in an array."""

from __future__ import annotations

import json
from typing import Any, cast

from .field import Field
from .leader import Leader
from .record import Record
from .subfield import Indicators, Subfield

__all__ = ["record_of_flat", "record_to_flat"]


def record_to_flat(record: Record, *, pairs: bool) -> str:
    """
    Give a record as JSON.

    Parameters
    ----------
    record : Record
        The record.
    pairs : bool
        Give subfields as a list of objects. If false, as one object, but for fields that have a code twice,
        which an object would lose.

    Examples
    --------
    >>> from rogtk_shim.pymarc import Field, Record, Subfield
    >>> field = Field("650", subfields=[Subfield("a", "Whales")])
    >>> print(record_to_flat(Record(fields=[field], leader="00000nam a2200000   4500"), pairs=False))
    [{"leader":"00000nam a2200000   4500"},{"650":{"ind1":" ","ind2":" ","subfields":{"a":"Whales"}}}]
    """
    rows: list[dict[str, Any]] = [{"leader": str(record.leader)}]
    for field in record.fields:
        if field.control_field:
            rows.append({field.tag: field.data or ""})
            continue
        codes = dict(field.subfields)
        listed = pairs or len(codes) < len(field.subfields)
        subfields: Any = [{code: value} for code, value in field.subfields] if listed else codes
        content = {"ind1": field.indicator1, "ind2": field.indicator2, "subfields": subfields}
        rows.append({field.tag: content})
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def record_of_flat(found: Any) -> Record:
    """
    Make a record of what `record_to_flat` gives, read by `json`.

    Raises
    ------
    ValueError
        It is no record.
    """
    if not isinstance(found, list):
        raise ValueError("Expected JSON array")
    rows = cast("list[Any]", found)
    if not rows:
        raise ValueError("Empty JSON array")
    record = Record(leader=" " * 24)
    for row in rows:
        if not isinstance(row, dict):
            raise ValueError("Expected an object with a tag")
        entries = cast("dict[str, Any]", row)
        for tag, content in entries.items():
            if tag == "leader":
                record.leader = Leader(_text(content))
            else:
                record.add_field(_field(tag, content))
    return record


def _field(tag: str, content: Any) -> Field:
    if not isinstance(content, dict):
        field = Field(tag)
        field.control_field = True
        field.data = _text(content)
        return field
    entries = cast("dict[str, Any]", content)
    parts: Any = entries.get("subfields", [])
    listed: list[Any] = [parts] if hasattr(parts, "items") else list(parts)
    subfields = [Subfield(code, _text(value)) for part in listed for code, value in part.items()]
    field = Field(tag)
    field.control_field = False
    field.indicators = Indicators(_text(entries.get("ind1", " ")), _text(entries.get("ind2", " ")))
    field.subfields = subfields
    return field


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"Expected text, not {value!r}")
    return value
