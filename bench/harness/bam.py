"""BAM headers and records in plain Python: splitting files into them and making new ones."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from harness import bgzf

_FIXED = struct.Struct("<iiiBBHHHiiii")


@dataclass(frozen=True)
class RawBam:
    """The inflated bytes of a BAM, cut into its header and its records (each with its length field)."""

    header: bytes
    records: list[bytes]


def header(text: str, references: Sequence[tuple[str, int]]) -> bytes:
    """The bytes before the first record."""
    encoded = text.encode()
    parts = [b"BAM\1", struct.pack("<i", len(encoded)), encoded, struct.pack("<i", len(references))]
    for name, length in references:
        raw = name.encode() + b"\0"
        parts += [struct.pack("<i", len(raw)), raw, struct.pack("<i", length)]
    return b"".join(parts)


def header_bytes(raw: bytes) -> int | None:
    """How long the header at the start of `raw` is; None when `raw` ends before it does."""
    if len(raw) < 12:
        return None
    end = 8 + int(struct.unpack_from("<i", raw, 4)[0])
    if len(raw) < end + 4:
        return None
    references = int(struct.unpack_from("<i", raw, end)[0])
    end += 4
    for _ in range(references):
        if len(raw) < end + 4:
            return None
        end += 8 + int(struct.unpack_from("<i", raw, end)[0])
    return end if len(raw) >= end else None


def split(data: bytes) -> RawBam:
    """A whole BAM file in memory, as header and records."""
    raw = b"".join(bgzf.inflate(data, at) for at in bgzf.blocks(data))
    offset = header_bytes(raw)
    if offset is None:
        raise ValueError("the file ends inside its header")
    return RawBam(raw[:offset], list(_chain(raw, offset)))


def whole_records(raw: bytes, offset: int, count: int) -> list[bytes]:
    """At most `count` records from `offset` on, those that end within `raw`."""
    found: list[bytes] = []
    while len(found) < count and offset + 4 <= len(raw):
        end = offset + 4 + int(struct.unpack_from("<i", raw, offset)[0])
        if end > len(raw):
            break
        found.append(raw[offset:end])
        offset = end
    return found


def _chain(raw: bytes, offset: int) -> Iterator[bytes]:
    while offset < len(raw):
        end = offset + 4 + int(struct.unpack_from("<i", raw, offset)[0])
        yield raw[offset:end]
        offset = end


def record(
    *,
    name: bytes,
    reference: int,
    position: int,
    mapq: int,
    flag: int,
    cigar: bytes,
    bases: bytes,
    bases_count: int,
    qualities: bytes,
    tags: bytes,
    mate: tuple[int, int, int] = (-1, -1, 0),
) -> bytes:
    """One record. `cigar` and `bases` are packed as BAM stores them; `mate`: reference, position, length."""
    body_bytes = 32 + len(name) + 1 + len(cigar) + len(bases) + len(qualities) + len(tags)
    fixed = _FIXED.pack(
        body_bytes, reference, position, len(name) + 1, mapq, 4680, len(cigar) // 4, flag, bases_count, *mate
    )
    return b"".join((fixed, name, b"\0", cigar, bases, qualities, tags))
