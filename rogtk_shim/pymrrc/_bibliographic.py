"""What programs ask a bibliographic record for most often, by mrrc's rules."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..marc.record import Record

_SUBJECTS = (
    *("600", "610", "611", "630", "648", "650", "651", "653", "654", "655", "656", "657", "658", "662"),
    *("690", "691", "696", "697", "698", "699"),
)
_year = re.compile(r"\d{4}", re.ASCII).search


def _first(record: Record, tag: str, code: str) -> str | None:
    """The value of the subfield in the first field with the tag."""
    field = record.get(tag)
    return None if field is None else field.get(code)


def _each(record: Record, tags: Iterable[str], code: str) -> list[str]:
    """The first such value of each field with one of some tags, tag by tag."""
    found: list[str] = []
    for tag in tags:
        values = [field.get(code) for field in record.get_fields(tag)]
        found.extend(value for value in values if value is not None)
    return found


def title(record: Record) -> str | None:
    """Subfield a of 245."""
    return _first(record, "245", "a")


def author(record: Record) -> str | None:
    """Subfield a of the first of 100, 110 and 111."""
    tags = [tag for tag in ("100", "110", "111") if tag in record]
    return _first(record, tags[0], "a") if tags else None


def isbn(record: Record) -> str | None:
    """Subfield a of 020."""
    return _first(record, "020", "a")


def issn(record: Record) -> str | None:
    """Subfield a of 022."""
    return _first(record, "022", "a")


def issnl(record: Record) -> str | None:
    """Subfield a of 024."""
    return _first(record, "024", "a")


def subjects(record: Record) -> list[str]:
    """Subfield a of the fields with subjects, from 600 to 699."""
    there = {field.tag for field in record.fields}
    return _each(record, [tag for tag in _SUBJECTS if tag in there], "a")


def location(record: Record) -> list[str]:
    """Subfield a of all 852."""
    return _each(record, ["852"], "a")


def notes(record: Record) -> list[str]:
    """Subfield a of the fields from 500 to 599."""
    tags = {field.tag for field in record.fields if "500" <= field.tag <= "599" and field.tag.isdigit()}
    return _each(record, sorted(tags), "a")


def publisher(record: Record) -> str | None:
    """Subfield b of 260, or of the first 264 whose second indicator is 1."""
    found = _first(record, "260", "b")
    if found is not None:
        return found
    published = [field for field in record.get_fields("264") if field.indicator2 == "1"]
    return published[0].get("b") if published else None


def uniform_title(record: Record) -> str | None:
    """Subfield a of 130."""
    return _first(record, "130", "a")


def sudoc(record: Record) -> str | None:
    """Subfield a of 086."""
    return _first(record, "086", "a")


def issn_title(record: Record) -> str | None:
    """Subfield a of 222."""
    return _first(record, "222", "a")


def series(record: Record) -> str | None:
    """Subfield a of 490."""
    return _first(record, "490", "a")


def physical_description(record: Record) -> str | None:
    """Subfield a of 300."""
    return _first(record, "300", "a")


def pubyear(record: Record) -> int | None:
    """Four digits in the date of 260 or 264, or else in the dates of 008."""
    dates = [_first(record, "260", "c")]
    dates += [field.get("c") for field in record.get_fields("264") if field.indicator2 == "1"]
    fixed = record.get("008")
    if fixed is not None and fixed.data:
        dates.append(fixed.data[7:11])
    for date in dates:
        year = _year(date or "")
        if year and year[0] != "0000":
            return int(year[0])
    return None


def is_book(record: Record) -> bool:
    """Whether it is a monograph of language material."""
    return str(record.leader)[6:8] == "am"


def is_serial(record: Record) -> bool:
    """Whether it is a serial."""
    return str(record.leader)[7:8] == "s"


def is_music(record: Record) -> bool:
    """Whether it is notated music."""
    return str(record.leader)[6:7] in ("c", "d")


def is_audiovisual(record: Record) -> bool:
    """Whether it is to be projected."""
    return str(record.leader)[6:7] == "g"
