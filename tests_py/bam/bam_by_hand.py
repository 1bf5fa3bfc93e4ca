"""BAM read slowly and strictly with struct: the twin for what pysam refuses or doesn't check."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from tests_py.bam.bgzf_by_hand import DamagedError, inflate
from tests_py.bam.rows import Row
from tests_py.data.bam_writer import BASE_LETTERS

_FIXED = struct.Struct("<iiBBHHHiiii")
_HEX_TO_BASE = bytes.maketrans(b"0123456789abcdef", BASE_LETTERS.encode())
_PLUS_33 = bytes((value + 33) % 256 for value in range(256))
_QUALITY_MAX = 93
_SPANNING = frozenset((0, 2, 3, 7, 8))
_SOFT_CLIP, _SKIP, _OPERATION_MAX = 4, 3, 8
_SIZES = {b"A": 1, b"c": 1, b"C": 1, b"s": 2, b"S": 2, b"i": 4, b"I": 4, b"f": 4, b"d": 8}


class _Bytes:
    """The inflated file; every read past its end is damage."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, length: int, what: str) -> bytes:
        if length < 0 or self.at + length > len(self.data):
            raise DamagedError(f"{what} at {self.at} doesn't fit")
        self.at += length
        return self.data[self.at - length : self.at]

    def integer(self, what: str) -> int:
        return struct.unpack("<i", self.take(4, what))[0]


def read(file: bytes) -> tuple[str, list[Row]]:
    """Header text and rows of a BAM file; raises `DamagedError`."""
    data = _Bytes(inflate(file))
    text, references = _header(data)
    return text, list(_rows(data, references))


def _header(data: _Bytes) -> tuple[str, list[str]]:
    if data.take(4, "magic") != b"BAM\1":
        raise DamagedError("not a BAM file")
    text = data.take(data.integer("text length"), "header text").decode(errors="replace")
    references: list[str] = []
    count = data.integer("reference count")
    if count < 0:
        raise DamagedError("negative number of references")
    for _ in range(count):
        name = data.take(data.integer("reference name length"), "reference name")
        if len(name) < 1 or name[-1] != 0 or 0 in name[:-1]:
            raise DamagedError("reference name")
        if data.integer("reference length") < 0:
            raise DamagedError("reference length")
        try:
            references.append(name[:-1].decode())
        except UnicodeDecodeError:
            raise DamagedError("reference name") from None
    return text, references


def _rows(data: _Bytes, references: list[str]) -> Iterator[Row]:
    while data.at < len(data.data):
        length = data.integer("record length")
        if length < _FIXED.size:
            raise DamagedError(f"record length {length}")
        yield _row(data.take(length, "record"), references)


def _row(body: bytes, references: list[str]) -> Row:
    reference, position, name_length, _, _, operations, flags, bases, mate, _, _ = _FIXED.unpack_from(body)
    name_end = 32 + name_length
    cigar_end = name_end + 4 * operations
    bases_end = cigar_end + (bases + 1) // 2
    if bases < 0 or bases_end + bases > len(body):
        raise DamagedError("the lengths of a record disagree")
    if not -1 <= reference < len(references) or not -1 <= mate < len(references):
        raise DamagedError("reference out of range")
    if position < -1:
        raise DamagedError("position")
    name = body[32:name_end]
    if not name or name[-1] != 0 or not all(0x20 <= byte < 0x7F for byte in name[:-1]):
        raise DamagedError("read name")
    cigar = struct.unpack(f"<{operations}I", body[name_end:cigar_end])
    qualities = body[bases_end : bases_end + bases]
    if qualities[:1] == b"\xff":
        qualities = b""
    if any(value > _QUALITY_MAX for value in set(qualities)):
        raise DamagedError("quality")
    end = None
    if position >= 0 and operations and not flags & 4:
        cigar = _long_cigar(cigar, bases, body[bases_end + bases :], reference) or cigar
        if any(item & 15 > _OPERATION_MAX for item in cigar):
            raise DamagedError("CIGAR operation")
        span = sum(item >> 4 for item in cigar if item & 15 in _SPANNING)
        end = position + max(span, 1)
        if end >= 1 << 32:
            raise DamagedError("end")
    return Row(
        name=name[:-1].decode(),
        chrom=references[reference] if reference >= 0 else None,
        start=position + 1 if position >= 0 else None,
        end=end,
        flags=flags,
        sequence=_text(body[cigar_end:bases_end], bases),
        quality_scores=qualities.translate(_PLUS_33).decode() or None,
    )


def _text(packed: bytes, bases: int) -> str | None:
    return packed.hex().encode().translate(_HEX_TO_BASE)[:bases].decode() or None


def _long_cigar(cigar: tuple[int, ...], bases: int, tags: bytes, reference: int) -> tuple[int, ...] | None:
    """The operations of the CG tag, where the CIGAR field holds its placeholder."""
    if reference < 0 or len(cigar) != 2 or cigar[0] != bases << 4 | _SOFT_CLIP or cigar[1] & 15 != _SKIP:
        return None
    for name, kind, value in _tags(tags):
        if name == b"CG":
            return (
                struct.unpack(f"<{len(value) // 4}I", value)
                if kind in (b"BI", b"Bi") and len(value) > 4
                else None
            )
    return None


def _tags(tags: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Name, type and value of each tag; of an array the values alone."""
    at = 0
    while at < len(tags):
        name, kind = tags[at : at + 2], tags[at + 2 : at + 3]
        at += 3
        if kind in (b"Z", b"H"):
            end = tags.find(b"\0", at) + 1
        elif kind == b"B":
            kind += tags[at : at + 1]
            if len(tags) < at + 5 or kind[1:] not in _SIZES or kind[1:] in b"Ad":
                raise DamagedError("array tag")
            at += 5
            end = at + _SIZES[kind[1:]] * struct.unpack_from("<I", tags, at - 4)[0]
        else:
            end = at + _SIZES.get(kind, len(tags))
        if not at <= end <= len(tags):
            raise DamagedError("tag")
        yield name, kind, tags[at:end]
        at = end
