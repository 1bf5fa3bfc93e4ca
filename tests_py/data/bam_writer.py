"""BAM records and headers written by hand: no check stands in the way of an illegal value."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace

CIGAR_LETTERS = "MIDNSHP=X"
BASE_LETTERS = "=ACMGRSVTWYHKDBN"
#: The largest operation count that the u16 field holds.
CIGAR_OPERATIONS_MAX = 65_535

Cigar = tuple[tuple[int, str], ...]
_BASE_DIGITS = str.maketrans(BASE_LETTERS, "0123456789abcdef")


@dataclass(frozen=True)
class Record:
    """One alignment record as it is stored; positions count from 0."""

    name: bytes = b"read"
    flag: int = 4
    reference: int = -1
    position: int = -1
    mapq: int = 255
    cigar: Cigar = ()
    bases: str = ""
    #: Phred values, not text; None: missing, stored as 0xFF.
    qualities: Sequence[int] | None = None
    mate_reference: int = -1
    mate_position: int = -1
    template_length: int = 0
    tags: bytes = b""
    bin: int = 4680


@dataclass(frozen=True)
class Lie:
    """Fields of a record that don't say the truth, and bytes left out or added at its end."""

    block_size: int | None = None
    name_length: int | None = None
    cigar_operations: int | None = None
    bases_length: int | None = None
    cut: int = 0
    added: bytes = b""
    name_end: bytes = b"\0"


TRUTH = Lie()


def pack_bases(bases: str) -> bytes:
    """Two bases a byte, the first one in the high half."""
    digits = bases.translate(_BASE_DIGITS)
    return bytes.fromhex(digits + "0" * (len(digits) % 2))


def pack_cigar(cigar: Cigar) -> bytes:
    """Length in the upper 28 bits, operation in the lower four."""
    return struct.pack(f"<{len(cigar)}I", *(n << 4 | CIGAR_LETTERS.index(op) for n, op in cigar))


def encode(record: Record, lie: Lie = TRUTH) -> bytes:
    """The record with its length field."""
    name = record.name + lie.name_end
    qualities = bytes([0xFF]) * len(record.bases) if record.qualities is None else bytes(record.qualities)
    fixed = struct.pack(
        "<iiBBHHHiiii",
        record.reference,
        record.position,
        (len(name) if lie.name_length is None else lie.name_length) & 0xFF,
        record.mapq,
        record.bin,
        len(record.cigar) if lie.cigar_operations is None else lie.cigar_operations,
        record.flag,
        len(record.bases) if lie.bases_length is None else lie.bases_length,
        record.mate_reference,
        record.mate_position,
        record.template_length,
    )
    body = fixed + name + pack_cigar(record.cigar) + pack_bases(record.bases) + qualities + record.tags
    body = body[: len(body) - lie.cut] + lie.added
    return struct.pack("<i", len(body) if lie.block_size is None else lie.block_size) + body


def encode_long_cigar(record: Record, span: int | None = None) -> bytes:
    """The record with its CIGAR in the CG tag and a `<bases>S<span>N` in its place; `span` is a lie."""
    if span is None:
        span = sum(n for n, op in record.cigar if op in "MDN=X")
    tag = b"CGBI" + struct.pack("<I", len(record.cigar)) + pack_cigar(record.cigar)
    placeholder: Cigar = ((len(record.bases), "S"), (span, "N"))
    return encode(replace(record, cigar=placeholder, tags=record.tags + tag))


def header(
    references: Sequence[tuple[str, int]] = (),
    text: str | None = None,
    *,
    text_length: int | None = None,
    reference_count: int | None = None,
) -> bytes:
    """Magic, header text and the list of references; the two last arguments write lies."""
    if text is None:
        text = "@HD\tVN:1.6\n" + "".join(f"@SQ\tSN:{name}\tLN:{length}\n" for name, length in references)
    raw = text.encode()
    out = [b"BAM\1", struct.pack("<i", len(raw) if text_length is None else text_length), raw]
    out.append(struct.pack("<i", len(references) if reference_count is None else reference_count))
    out += [reference(name.encode() + b"\0", length) for name, length in references]
    return b"".join(out)


def reference(name: bytes, length: int, *, name_length: int | None = None) -> bytes:
    """One entry of the list of references; `name` with its NUL."""
    return (
        struct.pack("<i", len(name) if name_length is None else name_length)
        + name
        + struct.pack("<i", length)
    )


def tag(name: bytes, kind: bytes, value: bytes) -> bytes:
    """One optional field of a record."""
    return name + kind + value


def array_tag(name: bytes, kind: str, values: Sequence[int | float]) -> bytes:
    """One B array; `kind` is one of cCsSiIf."""
    letter = {"c": "b", "C": "B", "s": "h", "S": "H", "i": "i", "I": "I", "f": "f"}[kind]
    return name + b"B" + kind.encode() + struct.pack(f"<I{len(values)}{letter}", len(values), *values)
