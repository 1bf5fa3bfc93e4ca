"""What MARC 21 forbids beyond ISO 2709: values in leaders, indicators, subfield codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._faults import place_of
from .exceptions import BadSubfieldCode, InvalidIndicator, MrrcException, RecordLeaderInvalid

if TYPE_CHECKING:
    from ..marc.view import RecordView

__all__ = ["strict_faults"]

_LEADER_VALUES = (
    (5, "acdnp", "record status"),
    (6, "acdefgijkmoprtvz", "type of record"),
    (7, "abcdims", "bibliographic level"),
    (8, " a", "control record type"),
    (9, " a", "character coding"),
    (10, "2", "indicator count"),
    (11, "2", "subfield code count"),
    (17, " 1234578uz", "encoding level"),
    (18, " acinu", "cataloging form"),
    (19, " abc", "multipart level"),
)
_INDICATORS = frozenset(" 0123456789")


def strict_faults(view: RecordView, number: int, source: str | None) -> list[MrrcException]:
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
    """
    place = place_of(view, number, source)
    found: list[MrrcException] = []
    leader = view.leader
    for at, values, name in _LEADER_VALUES:
        value = leader[at : at + 1]
        if not value or value not in values:
            message = f"Invalid {name} in leader: {value!r}"
            found.append(RecordLeaderInvalid(**place, message=message, record_byte_offset=at))
    for tag, text in zip(view.tags(), view.texts(), strict=True):
        if not (tag < "010" and tag.isdigit()):
            found += _field_faults(tag, text, place)
    return found


def _field_faults(tag: str, text: str, place: dict[str, Any]) -> list[MrrcException]:
    head, *parts = text.split("\x1f")
    found: list[MrrcException] = []
    for position in (0, 1):
        indicator = head[position : position + 1]
        if indicator not in _INDICATORS:
            found.append(
                InvalidIndicator(
                    **place,
                    field_tag=tag,
                    indicator_position=position + 1,
                    found=indicator.encode(),
                    expected="ASCII digit (0-9) or space",
                )
            )
    for part in parts:
        if not "!" <= part[:1] <= "~":
            code = ord(part[0]) if part else 0x1F
            found.append(BadSubfieldCode(**place, field_tag=tag, subfield_code=code))
    return found
