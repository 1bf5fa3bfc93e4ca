"""The real mrrc, which is the judge of ours where it is installed, and records of both packages' classes."""

from __future__ import annotations

import re
from typing import Any

import pytest

from rogtk_shim import pymrrc
from tests_py.marc.pymarc_itself import EXTRA

__all__ = ["BINARY", "EXTRA", "build", "mrrc", "ordered", "shown"]

# Its wheels aren't for every platform.
mrrc: Any = pytest.importorskip("mrrc", reason="mrrc isn't installed: it has no wheel for this platform")
ours: Any = pymrrc

#: Real files in ISO 2709.
BINARY = [path for path in sorted(EXTRA.glob("*")) if path.suffix not in (".xml", ".json")]

ACCESSORS = (
    *("title", "author", "isbn", "issn", "issnl", "issn_title", "subjects", "location", "notes", "publisher"),
    *("uniform_title", "sudoc", "series", "physical_description", "pubyear"),
)


def build(package: Any, described: tuple[str, list[Any]]) -> Any:
    """Make a record of a package's own classes."""
    leader, fields = described
    record = package.Record(package.Leader(leader))
    for field in fields:
        if len(field) == 2:
            record.add_control_field(*field)
        else:
            tag, pair, parts = field
            subfields = [package.Subfield(*part) for part in parts]
            record.add_field(package.Field(tag, *pair, subfields=subfields))
    return record


def ordered(fields: list[Any]) -> list[Any]:
    """Put fields in mrrc's order: control fields first, then tag by tag."""
    control = [field for field in fields if field.is_control_field()]
    data = [field for field in fields if not field.is_control_field()]
    tags = [field.tag for field in data]
    control_tags = [field.tag for field in control]
    return sorted(control, key=lambda field: control_tags.index(field.tag)) + sorted(
        data, key=lambda field: tags.index(field.tag)
    )


def _odd_date(record: Any) -> bool:
    dates = [field["c"] or "" for field in record.get_fields("260", "264")]
    return bool(dates) and not all(re.search(r"(?<![0-9])[0-9]{4}(?![0-9])", date) for date in dates)


def _accessor(record: Any, name: str) -> Any:
    fixed = record.control_field("008")
    # mrrc's own cuts characters in the middle there, and panics; and makes 1000 of the date 1.
    if name == "pubyear" and ((fixed and not fixed.isascii()) or _odd_date(record)):
        return None
    # It says that it looks into them, too.
    if name == "author" and record.get_fields("110", "111"):
        return None
    return getattr(record, name)


def shown(record: Any) -> dict[str, Any]:
    """Everything that a record shows of itself."""
    fields = ordered(record.fields())
    return {
        "fields": [
            (
                field.tag,
                field.data,
                tuple(field.indicators),
                [(one.code, one.value) for one in field.subfields()],
            )
            for field in fields
        ],
        "text": [str(field) for field in fields],
        "repr": [repr(field) for field in fields],
        "values": [(field.value(), field.format_field(), field.as_marc()) for field in fields],
        "links": [field.linkage_occurrence_num() for field in fields],
        "leader": str(record.leader)[5:12] + str(record.leader)[17:],
        "record": (repr(record), str(record)),
        "kinds": [record.is_book(), record.is_serial(), record.is_music(), record.is_audiovisual()],
        "accessors": {name: _accessor(record, name) for name in ACCESSORS},
        "linked": [[str(other) for other in record.get_linked_fields(field)] for field in fields],
        "dublin": {name: values for name, values in record.to_dublin_core().items() if values},
    }
