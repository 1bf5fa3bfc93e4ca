"""A record as ISO 2709 has it: leader, directory, fields."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Literal

from .constants import DIRECTORY_ENTRY_LEN, LEADER_LEN
from .exceptions import RecordTooLarge
from .field import Field
from .raw_field import RawField

__all__ = ["Oversize", "encode", "extend"]

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
    return _put_together(leader, b"", b"", fields, encoding, oversize)


def extend(raw: bytes, fields: Sequence[Field], oversize: Oversize = "error") -> bytes:
    """
    Add fields to a record that is UTF-8 and whose directory has the fields in order and without gaps.

    Parameters
    ----------
    raw : bytes
        The record.
    fields, oversize
        As for `encode`.
    """
    base = int(raw[12:17])
    offset = len(raw) - base - 1
    directory = added = b""
    for field in fields:
        tag = field.tag
        if len(tag) != 3 or isinstance(field, RawField):
            return _extend_any(raw, base, fields, oversize)
        text = field.as_marc(encoding="utf-8")
        length = len(text)
        if length > FIELD_MAX or offset > OFFSET_MAX:
            return _extend_any(raw, base, fields, oversize)
        # Mostly there is one.
        directory += b"%b%04d%05d" % (tag.encode(), length, offset)
        added += text
        offset += length
    told = base + len(directory)
    length = told + offset + 1
    if length > RECORD_MAX:
        return _extend_any(raw, base, fields, oversize)
    head = (b"%05d" % length, raw[5:12], b"%05d" % told, raw[17 : base - 1])
    return b"".join((*head, directory, b"\x1e", raw[base:-1], added, b"\x1d"))


def _extend_any(raw: bytes, base: int, fields: Sequence[Field], oversize: Oversize) -> bytes:
    """Do so where something is too large or unusual."""
    leader = raw[:LEADER_LEN].decode()
    return _put_together(leader, raw[LEADER_LEN : base - 1], raw[base:-1], fields, "utf-8", oversize)


def exchange(raw: bytes, exchanged: dict[int, Field]) -> bytes | None:
    """
    Exchange fields of such a record, as `extend` takes.

    Parameters
    ----------
    raw : bytes
        The record.
    exchanged : dict of int to Field
        What stands in the place of fields, by their numbers.

    Returns
    -------
    bytes or None
        None where something is too large or unusual.
    """
    head, *texts = raw[:-1].split(b"\x1e")
    del texts[-1]
    tags = [head[at : at + 3] for at in range(LEADER_LEN, len(head), DIRECTORY_ENTRY_LEN)]
    for i, field in exchanged.items():
        if len(field.tag) != 3 or isinstance(field, RawField):
            return None
        tags[i] = field.tag.encode()
        texts[i] = field.as_marc(encoding="utf-8")[:-1]
    lengths = [len(text) + 1 for text in texts]
    offsets = [0, *accumulate(lengths)]
    length = len(head) + offsets[-1] + 2
    if length > RECORD_MAX or max(lengths) > FIELD_MAX:
        return None
    entries = map(b"%b%04d%05d".__mod__, zip(tags, lengths, offsets, strict=False))
    return b"".join(
        (b"%05d" % length, head[5:LEADER_LEN], *entries, b"\x1e", b"\x1e".join(texts), b"\x1e\x1d")
    )


def with_leader(raw: bytes, leader: str) -> bytes | None:
    """Give such a record another leader, but for lengths; None if that isn't usual or not one of UTF-8."""
    if len(leader) != LEADER_LEN or not leader.isascii() or leader[9] != "a":
        return None
    return b"".join((raw[:5], leader[5:12].encode(), raw[12:17], leader[17:].encode(), raw[LEADER_LEN:]))


def _put_together(
    leader: str, directory: bytes, text: bytes, fields: Sequence[Field], encoding: str, oversize: Oversize
) -> bytes:
    """Put a record together of a directory and text that are there, and fields that follow."""
    entries: list[str] = []
    texts = [text]
    offset = len(text)
    field_bytes = 0
    for field in fields:
        data = field.as_marc() if isinstance(field, RawField) else field.as_marc(encoding=encoding)
        field_bytes = len(data)
        tag = field.tag if len(field.tag) == 3 else _directory_tag(field.tag)
        if field_bytes > FIELD_MAX or offset > OFFSET_MAX:
            if oversize != "zero":
                raise _too_large(field.tag, field_bytes)
            length_told = field_bytes if field_bytes <= FIELD_MAX else 0
            entries.append(f"{tag}{length_told:04}{offset if offset <= OFFSET_MAX else 0:05}")
        else:
            entries.append(f"{tag}{field_bytes:04}{offset:05}")
        texts.append(data)
        offset += field_bytes
    base = LEADER_LEN + len(directory) + DIRECTORY_ENTRY_LEN * len(entries) + 1
    length = base + offset + 1
    if length > RECORD_MAX:
        if oversize != "zero":
            raise _too_large(fields[-1].tag if fields else "", field_bytes)
        length = 0
        base = base if base <= RECORD_MAX else 0
    head = f"{length:05}{leader[5:12]}{base:05}{leader[17:]}".encode(encoding)
    return b"".join([head, directory, "".join(entries).encode(encoding), b"\x1e", *texts, b"\x1d"])


def _directory_tag(tag: str) -> str:
    return f"{int(tag):03}" if tag.isdigit() else f"{tag:0>3}"


def _too_large(tag: str, length: int) -> RecordTooLarge:
    if length > FIELD_MAX:
        message = f"field {tag!r} has {length:,} bytes, more than the {FIELD_MAX:,} that ISO 2709 can tell"
    else:
        message = (
            f"with field {tag!r} the record passes {RECORD_MAX:,} bytes, which is all that ISO 2709 can tell"
        )
    return RecordTooLarge(
        message,
        code="MARC_TOO_LARGE",
        hint='shorten or split it, write another format, or write zeros for the lengths: oversize="zero"',
    )
