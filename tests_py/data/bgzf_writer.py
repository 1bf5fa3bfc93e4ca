"""BGZF written by hand, so that odd and illegal blocks can be written too."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

#: The empty block every whole BGZF file ends with, byte for byte as the format prescribes it.
EOF_MARKER = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")

#: What common writers put into a block, so that stored data still fits below 64 KiB.
BLOCK_BYTES = 65_280


def subfield(identifier: bytes, payload: bytes) -> bytes:
    """One subfield of gzip's extra field."""
    return identifier + struct.pack("<H", len(payload)) + payload


@dataclass(frozen=True)
class BlockShape:
    """How a block is written; the last four fields exist to write lies."""

    level: int = 6
    strategy: int = zlib.Z_DEFAULT_STRATEGY
    extra_before: bytes = b""
    extra_after: bytes = b""
    isize: int | None = None
    crc: int | None = None
    bsize: int | None = None
    flags: int = 4


PLAIN = BlockShape()


def block(data: bytes, shape: BlockShape = PLAIN) -> bytes:
    """One BGZF block that holds `data`."""
    deflater = zlib.compressobj(shape.level, zlib.DEFLATED, -15, 9, shape.strategy)
    return block_of_deflate(deflater.compress(data) + deflater.flush(), data, shape)


def block_of_deflate(deflate: bytes, data: bytes, shape: BlockShape = PLAIN) -> bytes:
    """One BGZF block around a deflate stream that was made elsewhere."""
    xlen = len(shape.extra_before) + 6 + len(shape.extra_after)
    total = 12 + xlen + len(deflate) + 8
    bsize = total - 1 if shape.bsize is None else shape.bsize
    if not 0 <= bsize <= 0xFFFF:
        raise ValueError(f"a block of {total} bytes doesn't fit into BGZF")
    extra = shape.extra_before + subfield(b"BC", struct.pack("<H", bsize)) + shape.extra_after
    head = struct.pack("<BBBBIBBH", 0x1F, 0x8B, 8, shape.flags, 0, 0, 0xFF, xlen)
    crc = zlib.crc32(data) if shape.crc is None else shape.crc
    isize = len(data) if shape.isize is None else shape.isize
    return head + extra + deflate + struct.pack("<II", crc, isize)


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    """`data` in pieces of `size` bytes, the last one shorter."""
    for start in range(0, len(data), size):
        yield data[start : start + size]


def bgzf(data: bytes, size: int = BLOCK_BYTES, shape: BlockShape = PLAIN, *, eof: bool = True) -> bytes:
    """`data` as a BGZF file in blocks of `size` bytes."""
    return bgzf_of(pieces(data, size), shape, eof=eof)


def bgzf_of(parts: Iterable[bytes], shape: BlockShape = PLAIN, *, eof: bool = True) -> bytes:
    """A BGZF file with one block for each part; an empty part is an end marker in the middle."""
    blocks = [block(part, shape) if part else EOF_MARKER for part in parts]
    return b"".join(blocks) + (EOF_MARKER if eof else b"")


def block_starts(file: bytes) -> list[int]:
    """Where the blocks of a sound BGZF file start, the end marker's included."""
    starts: list[int] = []
    at = 0
    while at < len(file):
        starts.append(at)
        at += bsize_of(file, at)
    return starts


def bsize_of(file: bytes, at: int) -> int:
    """The length in bytes of the sound block at `at`, from its BC subfield."""
    (xlen,) = struct.unpack_from("<H", file, at + 10)
    field, end = at + 12, at + 12 + xlen
    while field + 4 <= end:
        (length,) = struct.unpack_from("<H", file, field + 2)
        if file[field : field + 2] == b"BC":
            return struct.unpack_from("<H", file, field + 4)[0] + 1
        field += 4 + length
    raise ValueError(f"no BC subfield in the block at byte {at}")
