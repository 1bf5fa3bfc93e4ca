"""A record's bytes, as ISO 2709 has them, taken apart by Python."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from typing import NamedTuple

from .constants import DIRECTORY_ENTRY_LEN, LEADER_LEN
from .exceptions import (
    BadSubfieldCodeWarning,
    BaseAddressInvalid,
    BaseAddressNotFound,
    NoFieldsFound,
    RecordDirectoryInvalid,
    RecordLeaderInvalid,
    TruncatedRecord,
)
from .marc8 import marc8_to_unicode
from .raw_field import RawField
from .sound import parse_sound
from .subfield import Indicators, Subfield, normalize_subfield_code, split_indicators
from .view import HeldView

__all__ = ["Decoding", "parse_raw_fields", "parse_view"]

#: The name by which pymarc means MARC-8: what a record that isn't UTF-8 is, unless another encoding is named.
MARC8 = "iso8859-1"
#: What a leader's five digits tell at most.
RECORD_MAX = 99_999


_PACKAGE = __name__.partition(".")[0] + "."


class Decoding(NamedTuple):
    """How bytes become text; the names and defaults are those of pymarc's readers."""

    to_unicode: bool = True
    force_utf8: bool = False
    hide_utf8_warnings: bool = False
    utf8_handling: str = "strict"
    file_encoding: str = MARC8


class Entry(NamedTuple):
    """A line of the directory and the bytes it leads to, without their terminator."""

    tag: str
    data: bytes
    #: Whether the field stands where the one before ends, and its numbers and terminator are as they should
    #: be.
    regular: bool


def read_leader(raw: bytes) -> str:
    """Take the leader from a record, or raise `RecordLeaderInvalid`."""
    leader = raw[:LEADER_LEN].decode("ascii")
    if len(leader) != LEADER_LEN:
        raise RecordLeaderInvalid
    return leader


def is_control(tag: str) -> bool:
    """Whether a tag is a control field's."""
    return tag < "010" and tag.isdigit()


def entries(raw: bytes) -> list[Entry]:
    """
    Follow a record's directory.

    Raises
    ------
    PymarcException, ValueError
        It can't be followed.
    """
    if raw[:5] == b"00000" or (raw[:5] == b"99999" and len(raw) > RECORD_MAX):
        found = _by_terminators(raw)
        if found:
            return found
    base = int(raw[12:17])
    if base <= 0:
        raise BaseAddressNotFound
    if base >= len(raw):
        raise BaseAddressInvalid
    if len(raw) < int(raw[:5]):
        raise TruncatedRecord
    directory = raw[LEADER_LEN : base - 1].decode("ascii")
    if len(directory) % DIRECTORY_ENTRY_LEN:
        raise RecordDirectoryInvalid
    if not directory:
        raise NoFieldsFound
    found = list(_by_numbers(raw, base, directory))
    if all(entry.regular for entry in found):
        return found
    # Numbers that are too large for their digits lead nowhere, but every field is there.
    return _by_terminators(raw) or found


def _by_numbers(raw: bytes, base: int, directory: str) -> Iterator[Entry]:
    expected = 0
    for at in range(0, len(directory), DIRECTORY_ENTRY_LEN):
        length = int(directory[at + 3 : at + 7])
        offset = int(directory[at + 7 : at + 12])
        end = base + offset + length
        regular = (
            length > 0
            and offset == expected
            and directory[at + 3 : at + 12] == f"{length:04}{offset:05}"
            and raw[end - 1 : end] == b"\x1e"
        )
        expected = offset + length
        yield Entry(directory[at : at + 3], raw[base + offset : end - 1], regular)


def _by_terminators(raw: bytes) -> list[Entry]:
    """Find the fields of a record longer than its numbers can tell; none where the directory has others."""
    head, *pieces = raw.split(b"\x1e")
    directory = head[LEADER_LEN:].decode("ascii")
    if len(directory) != DIRECTORY_ENTRY_LEN * (len(pieces) - 1):
        return []
    found: list[Entry] = []
    offset = 0
    for i, piece in enumerate(pieces[:-1]):
        entry = directory[DIRECTORY_ENTRY_LEN * i : DIRECTORY_ENTRY_LEN * (i + 1)]
        length = len(piece) + 1
        if not (_tells(entry[3:7], length) and _tells(entry[7:12], offset)):
            return []
        found.append(Entry(entry[:3], piece, False))
        offset += length
    return found


def _tells(digits: str, number: int) -> bool:
    """Whether digits tell a number, or stand for one that is too large: zeros, nines, or its end."""
    low = f"{number:0{len(digits)}}"
    return digits == low or (
        len(low) > len(digits) and digits in ("0" * len(digits), "9" * len(digits), low[-len(digits) :])
    )


def parse_view(raw: bytes, how: Decoding) -> HeldView:
    """Take a record apart and decode all its text; raises what pymarc raises for a damaged one."""
    leader = read_leader(raw)
    declared = leader[9] == "a"
    utf8 = declared or how.force_utf8
    if declared and how.utf8_handling == "strict":
        view = parse_sound(raw, leader)
        if view is not None:
            return view
    found = entries(raw)
    codec = "utf-8" if utf8 else how.file_encoding
    texts: list[str] = []
    for tag, data, _ in found:
        texts.append(_text(tag, data, codec, utf8, how))
    encoding = "utf-8" if utf8 else "marc-8" if codec == MARC8 else codec
    return HeldView(leader, raw, [entry.tag for entry in found], texts, encoding=encoding)


def _text(tag: str, data: bytes, codec: str, utf8: bool, how: Decoding) -> str:
    if is_control(tag):
        return data.decode(codec)
    if utf8 and how.utf8_handling == "strict":
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            pass  # Raised again below, where the place in the subfield is known.
        else:
            if text.isascii() or text.partition("\x1f")[0].isascii():
                return text
    head, *parts = data.split(b"\x1f")
    out = [head.decode("ascii")]
    for part in parts:
        if part:
            code, value = _split_code(part)
            out.append(code + _value(value, codec, utf8, how))
    return "\x1f".join(out)


def _split_code(part: bytes) -> tuple[str, bytes]:
    if part[0] < 0x80:
        return chr(part[0]), part[1:]
    warnings.warn(BadSubfieldCodeWarning(part), stacklevel=_level_outside())
    code, length = normalize_subfield_code(part)
    return code, part[length:]


def _level_outside() -> int:
    """Count the frames up to the program's own, which a warning is about."""
    level = 1
    frame = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
    while frame.f_back is not None and frame.f_globals["__name__"].startswith(_PACKAGE):
        level += 1
        frame = frame.f_back
    return level


def _value(value: bytes, codec: str, utf8: bool, how: Decoding) -> str:
    if utf8:
        return value.decode("utf-8", how.utf8_handling)
    if codec == MARC8:
        return marc8_to_unicode(value, how.hide_utf8_warnings)
    return value.decode(codec)


def parse_raw_fields(raw: bytes) -> list[RawField]:
    """Take a record apart and leave its text as it is."""
    fields: list[RawField] = []
    for tag, data, _ in entries(raw):
        if is_control(tag):
            fields.append(RawField(tag, data=data))  # pyright: ignore[reportArgumentType]
            continue
        head, *parts = data.split(b"\x1f")
        indicators: Indicators = split_indicators(head.decode("ascii"))
        subfields = [Subfield(*_split_code(part)) for part in parts if part]  # pyright: ignore[reportArgumentType]
        fields.append(RawField(tag, indicators, subfields))
    return fields
