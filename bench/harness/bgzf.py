"""BGZF blocks in plain Python: enough to make, join and damage BAM files."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import BinaryIO

BLOCK_RAW_BYTES_MAX = 0xFF00
"""Raw bytes put into one block: htslib's choice, which keeps incompressible data below 64 KiB."""

EOF_MARKER = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
"""The empty block that ends a whole BGZF file."""

_HEADER_BYTES = 18
_HEADER = struct.Struct("<4BI2BH2BHH")
_FOOTER = struct.Struct("<II")


def block(raw: bytes, level: int = 6) -> bytes:
    """One BGZF block that holds `raw`."""
    deflate = zlib.compressobj(level, zlib.DEFLATED, -15)
    payload = deflate.compress(raw) + deflate.flush()
    size = _HEADER_BYTES + len(payload) + _FOOTER.size
    header = _HEADER.pack(31, 139, 8, 4, 0, 0, 255, 6, 66, 67, 2, size - 1)
    return header + payload + _FOOTER.pack(zlib.crc32(raw), len(raw))


@dataclass(frozen=True)
class Block:
    """Where a block is in its file."""

    offset: int
    size: int


def blocks(data: bytes | memoryview) -> Iterator[Block]:
    """Hop over the blocks of a file written with BC as the first extra subfield."""
    offset = 0
    while offset < len(data):
        size = int(struct.unpack_from("<H", data, offset + 16)[0]) + 1
        yield Block(offset, size)
        offset += size


def inflate(data: bytes | memoryview, at: Block) -> bytes:
    """The raw bytes of one block."""
    start = at.offset + _HEADER_BYTES
    return zlib.decompress(data[start : at.offset + at.size - _FOOTER.size], -15)


def write_blocks(out: BinaryIO, pieces: Iterable[bytes], threads: int = 2) -> None:
    """Compress pieces of at most `BLOCK_RAW_BYTES_MAX` bytes on several threads and write them in order.

    A bounded window of pieces is in flight, so that memory stays small whatever the file's size.
    """
    with ThreadPoolExecutor(threads) as pool:
        window: list[bytes] = []
        for piece in pieces:
            window.append(piece)
            if len(window) == 256:
                out.writelines(pool.map(block, window, chunksize=16))
                window.clear()
        out.writelines(pool.map(block, window))
    out.write(EOF_MARKER)


def pack_whole_records(records: Iterable[bytes]) -> Iterator[bytes]:
    """Raw bytes of blocks that hold whole records each, as htslib writes them; only a larger one is split."""
    held: list[bytes] = []
    size = 0
    for record in records:
        if size and size + len(record) > BLOCK_RAW_BYTES_MAX:
            yield b"".join(held)
            held, size = [], 0
        held.append(record)
        size += len(record)
        if size > BLOCK_RAW_BYTES_MAX:
            yield from slices(b"".join(held))
            held, size = [], 0
    if held:
        yield b"".join(held)


def slices(raw: bytes) -> Iterator[bytes]:
    """Raw bytes of full blocks, records crossing their edges, as htsjdk writes them."""
    for start in range(0, len(raw), BLOCK_RAW_BYTES_MAX):
        yield raw[start : start + BLOCK_RAW_BYTES_MAX]
