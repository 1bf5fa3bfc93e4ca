"""What the engine found wrong with a record, as mrrc's exceptions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..marc.constants import DIRECTORY_ENTRY_LEN, LEADER_LEN
from .exceptions import (
    BaseAddressInvalid,
    BaseAddressNotFound,
    EncodingError,
    EndOfRecordNotFound,
    InvalidField,
    MrrcException,
    RecordDirectoryInvalid,
    RecordLeaderInvalid,
    RecordLengthInvalid,
    TruncatedRecord,
)

if TYPE_CHECKING:
    from ..marc.view import RecordView

__all__ = ["fault_of", "near", "place_of"]

_FIVE_DIGITS = "5 ASCII digits"
#: Bytes shown around the place of an error: half before it, half behind.
_NEAR_BYTES = 32
_byte_number = re.compile(r"\(byte (\d+)\)").search
_field_number = re.compile(r"\(field (\d+)\)").search


def place_of(view: RecordView, number: int, source: str | None) -> dict[str, Any]:
    """Say which record it is: what every exception about it is told."""
    control = view.first("001") if view.count() else None
    return {"record_index": number, "record_control_number": control, "source": source}


def near(raw: bytes, offset: int, at: int) -> dict[str, Any]:
    """Say where in the input and in the record something is, and what stands around it."""
    start = max(0, at - _NEAR_BYTES // 2)
    return {
        "byte_offset": offset + at,
        "record_byte_offset": at,
        "bytes_near": raw[start : at + _NEAR_BYTES // 2],
        "bytes_near_offset": offset + start,
    }


def fault_of(view: RecordView, source: str | None) -> MrrcException | None:
    """Give the exception for what is wrong with a record; None for a sound one."""
    error = view.error
    if error is None:
        return None
    raw = view.raw
    kind, at, details = _kind(error.code, error.reason, raw)
    field = _field_number(error.reason)
    if field and "field_tag" not in details and int(field[1]) < view.count():
        details["field_tag"] = view.tags()[int(field[1])]
    return kind(**place_of(view, error.record + 1, source), **details, **near(raw, error.offset, at))


def _kind(code: str, reason: str, raw: bytes) -> tuple[type[MrrcException], int, dict[str, Any]]:
    """Give the exception's class, the place in the record, and what else is known."""
    told = raw[:5]
    if code == "MARC_RECORD_LENGTH":
        expected = f"{len(raw):05}" if told.isdigit() else _FIVE_DIGITS
        if told.isdigit() and int(told) < LEADER_LEN:
            expected = f"at least {LEADER_LEN}"
        return RecordLengthInvalid, 0, {"found": told, "expected": expected}
    if code == "MARC_RECORD_CUT":
        if len(told) < 5 or not told.isdigit() or len(raw) < LEADER_LEN:
            return TruncatedRecord, len(raw), {}
        if len(raw) == int(told):
            # Nothing is missing but the terminator.
            return EndOfRecordNotFound, len(raw) - 1, {}
        # Both lengths are told without the leader.
        lengths = {"expected_length": int(told) - LEADER_LEN, "actual_length": len(raw) - LEADER_LEN}
        return TruncatedRecord, len(raw), lengths
    if code == "MARC_TERMINATOR":
        return EndOfRecordNotFound, max(0, len(raw) - 1), {}
    if code == "MARC_LEADER":
        at = _byte_number(reason)
        return RecordLeaderInvalid, int(at[1]) if at else 0, {"message": reason}
    if code == "MARC_BASE_ADDRESS":
        return _base_address(reason, raw)
    if code == "MARC_TEXT":
        return EncodingError, 0, {"message": reason}
    if code in ("MARC_DIRECTORY", "MARC_EMBEDDED_TERMINATOR"):
        return _directory(reason, raw)
    return InvalidField, 0, {"message": reason}


def _base_address(reason: str, raw: bytes) -> tuple[type[MrrcException], int, dict[str, Any]]:
    """Find out whether it is the address or the directory before it."""
    found = raw[12:17]
    if not found.isdigit():
        return BaseAddressInvalid, 12, {"found": found, "expected": _FIVE_DIGITS}
    base = int(found)
    if base < LEADER_LEN:
        return BaseAddressInvalid, 12, {"found": found, "expected": f"at least {LEADER_LEN}"}
    if base >= len(raw):
        return BaseAddressNotFound, 12, {}
    kind, at, details = _directory(reason, raw[:base])
    if kind is not InvalidField:
        return kind, at, details
    expected = "the directory's field terminator before the base address"
    return RecordDirectoryInvalid, base - 1, {"found": raw[base - 1 : base], "expected": expected}


def _directory(reason: str, raw: bytes) -> tuple[type[MrrcException], int, dict[str, Any]]:
    """Find out which entry it is."""
    end = raw.find(b"\x1e", LEADER_LEN)
    end = end if end >= 0 else len(raw)
    for at in range(LEADER_LEN, end, DIRECTORY_ENTRY_LEN):
        entry = raw[at : min(at + DIRECTORY_ENTRY_LEN, end)]
        if not entry[:3].isascii():
            details = {"found": entry[:3], "expected": "3 ASCII bytes (directory entry tag)"}
            return RecordDirectoryInvalid, at, {**details, "field_tag": None}
        tag = entry[:3].decode()
        if len(entry) < DIRECTORY_ENTRY_LEN:
            return RecordDirectoryInvalid, at, {"found": entry, "expected": "12 bytes"}
        for start, size, about in ((3, 4, "length"), (7, 5, "start position")):
            found = entry[start : start + size]
            if not found.isdigit():
                expected = f"{size} ASCII digits (directory entry {about})"
                details = {"field_tag": tag, "found": found, "expected": expected}
                return RecordDirectoryInvalid, at + start, details
    return InvalidField, LEADER_LEN, {"message": reason}
