"""A record as ISO 2709 has it: leader, directory, fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from .constants import DIRECTORY_ENTRY_LEN, LEADER_LEN
from .exceptions import RecordTooLarge
from .field import Field
from .raw_field import RawField

__all__ = ["Oversize", "encode"]

#: What to do with a record that is too large for the numbers of leader and directory: refuse it, or write
#: zeros in their place.
Oversize = Literal["error", "zero"]

FIELD_MAX = 9_999
OFFSET_MAX = 99_999
RECORD_MAX = 99_999


def encode(leader: str, fields: Sequence[Field], encoding: str, oversize: Oversize = "error") -> bytes:
    """
    Put a record together.

    Parameters
    ----------
    leader : str
        24 characters; its lengths are exchanged for the right ones.
    fields : sequence of Field
        In the order in which they are written.
    encoding : str
        A codec of Python's.
    oversize : {"error", "zero"}
        What to do with numbers that have too many digits.

    Raises
    ------
    RecordTooLarge
        A field has more than 9,999 bytes or the record more than 99,999, and `oversize` is ``"error"``.
    """
    directory: list[str] = []
    texts: list[bytes] = []
    offset = 0
    for field in fields:
        text = field.as_marc() if isinstance(field, RawField) else field.as_marc(encoding=encoding)
        length = len(text)
        tag = _directory_tag(field.tag)
        if length > FIELD_MAX or offset > OFFSET_MAX:
            if oversize != "zero":
                raise _too_large(field.tag, length, offset)
            directory.append(
                f"{tag}{length if length <= FIELD_MAX else 0:04}{offset if offset <= OFFSET_MAX else 0:05}"
            )
        else:
            directory.append(f"{tag}{length:04}{offset:05}")
        texts.append(text)
        offset += length
    base = LEADER_LEN + DIRECTORY_ENTRY_LEN * len(texts) + 1
    length = base + offset + 1
    if length > RECORD_MAX or base > RECORD_MAX:
        if oversize != "zero":
            raise _too_large(fields[-1].tag if fields else "", len(texts[-1]) if texts else 0, length)
        length = 0
        base = base if base <= RECORD_MAX else 0
    head = f"{length:05}{leader[5:12]}{base:05}{leader[17:]}{''.join(directory)}\x1e"
    return b"".join([head.encode(encoding), *texts, b"\x1d"])


def _directory_tag(tag: str) -> str:
    if len(tag) == 3:
        return tag
    return f"{int(tag):03}" if tag.isdigit() else f"{tag:0>3}"


def _too_large(tag: str, length: int, offset: int) -> RecordTooLarge:
    if length > FIELD_MAX:
        message = f"field {tag!r} has {length:,} bytes, more than the {FIELD_MAX:,} that ISO 2709 can tell"
    else:
        message = (
            f"with field {tag!r} the record passes {RECORD_MAX:,} bytes, which is all that ISO 2709 can tell"
        )
    return RecordTooLarge(
        message,
        offset=offset if length > FIELD_MAX else None,
        code="MARC_TOO_LARGE",
        hint='shorten or split it, write another format, or write zeros for the lengths: oversize="zero"',
    )
