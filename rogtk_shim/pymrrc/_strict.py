"""What MARC 21 forbids beyond ISO 2709: values in leaders, indicators, subfield codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..marc.constants import DIRECTORY_ENTRY_LEN, LEADER_LEN
from ..marc.stray import STRAY_TEXT
from ._faults import near, place_of
from ._indicators import allowed_indicators
from .exceptions import BadSubfieldCode, InvalidIndicator, MrrcException, RecordLeaderInvalid

if TYPE_CHECKING:
    from ..marc.view import RecordView

__all__ = ["strict_faults"]

_COUNTS = ((9, " a", "character coding"), (10, "2", "indicator count"), (11, "2", "subfield code count"))
_BIBLIOGRAPHIC = (
    (5, "acdnp", "record status"),
    (6, "acdefgijkmoprt", "type of record"),
    (7, "abcdims", "bibliographic level"),
    (8, " a", "control record type"),
    *_COUNTS,
    (17, " 1234578uz", "encoding level"),
    (18, " acinu", "cataloging form"),
    (19, " abc", "multipart level"),
)
_AUTHORITY = (
    (5, "acdnosx", "record status"),
    *_COUNTS,
    (17, "no", "encoding level"),
    (18, " ciu", "punctuation policy"),
)
_HOLDINGS = (
    (5, "cdn", "record status"),
    *_COUNTS,
    (17, "12345muz", "encoding level"),
    (18, " in", "item information"),
)
#: By the type of record; all others are bibliographic.
_LEADER_VALUES = {"z": _AUTHORITY, **dict.fromkeys("uvxy", _HOLDINGS)}
_INDICATORS = " 0123456789"
#: Records whose directory leads to their fields all the same.
_IN_ORDER = (STRAY_TEXT, "MARC_TEXT", "MARC_LEADER")


def strict_faults(view: RecordView, number: int, source: str | None, offset: int) -> list[MrrcException]:
    """
    Check a record.

    Parameters
    ----------
    view : RecordView
        The record.
    number : int
        Its number, from 1.
    source : str, optional
        The input's name.
    offset : int
        Where the record begins in the input.
    """
    place = place_of(view, number, source)
    raw, leader = view.raw, view.leader
    found: list[MrrcException] = []
    values = _LEADER_VALUES.get(leader[6:7], _BIBLIOGRAPHIC)
    for at, allowed, name in values:
        value = leader[at : at + 1]
        if not value or value not in allowed:
            message = f"Invalid {name} in leader: {value!r}"
            found.append(RecordLeaderInvalid(**place, **near(raw, offset, at), message=message))
    for tag, text, start in zip(view.tags(), view.texts(), _starts(view), strict=True):
        if tag < "010" and tag.isdigit():
            continue
        field = {**place, "field_tag": tag}
        found += _indicator_faults(text, field, values is _BIBLIOGRAPHIC, raw, offset, start)
        found += _code_faults(text, field, raw, offset, start)
    return found


def _starts(view: RecordView) -> list[int]:
    """Say where each field begins; 0, the record's begin, where its directory can't be trusted."""
    raw, count = view.raw, view.count()
    if view.error is not None and view.error.code not in _IN_ORDER:
        return [0] * count
    base = int(raw[12:17])
    entries = range(LEADER_LEN, LEADER_LEN + DIRECTORY_ENTRY_LEN * count, DIRECTORY_ENTRY_LEN)
    starts = [base + int(raw[at + 7 : at + 12]) for at in entries]
    return [start if start < len(raw) and raw[start - 1] == 0x1E else 0 for start in starts]


def _indicator_faults(
    text: str, field: dict[str, Any], bibliographic: bool, raw: bytes, offset: int, start: int
) -> list[MrrcException]:
    head = text.partition("\x1f")[0]
    found: list[MrrcException] = []
    for position in (0, 1):
        indicator = head[position : position + 1]
        expected = "ASCII digit (0-9) or space"
        wrong = not indicator or indicator not in _INDICATORS
        allowed = allowed_indicators(field["field_tag"], position) if bibliographic else None
        if not wrong and allowed is not None:
            wrong = indicator not in allowed
            expected = _choice(allowed)
        if wrong:
            place = near(raw, offset, start + position if start else 0)
            told = {"indicator_position": position, "found": indicator.encode(), "expected": expected}
            found.append(InvalidIndicator(**field, **place, **told))
    return found


def _code_faults(
    text: str, field: dict[str, Any], raw: bytes, offset: int, start: int
) -> list[MrrcException]:
    found: list[MrrcException] = []
    at = start
    for part in text.split("\x1f")[1:]:
        at = raw.find(b"\x1f", at) + 1 if start else 0
        if not "!" <= part[:1] <= "~":
            code = ord(part[0]) if part else 0x1F
            found.append(BadSubfieldCode(**field, **near(raw, offset, at), subfield_code=code))
    return found


def _choice(allowed: str) -> str:
    if allowed == " ":
        return "blank"
    shown = [repr(one) for one in allowed]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
