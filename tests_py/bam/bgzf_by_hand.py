"""BGZF read slowly and strictly with struct and zlib: the twin that the engine is compared with."""

from __future__ import annotations

import struct
import zlib


class DamagedError(Exception):
    """The file isn't whole or isn't sound; the text says why."""


def _block_bytes(file: bytes, at: int) -> tuple[int, int]:
    """Where the deflate data of the block at `at` starts, and where the block ends."""
    if len(file) - at < 18:
        raise DamagedError(f"cut in a block header at {at}")
    if file[at : at + 3] != b"\x1f\x8b\x08" or file[at + 3] != 4:
        raise DamagedError(f"no BGZF block at {at}")
    (xlen,) = struct.unpack_from("<H", file, at + 10)
    field, end = at + 12, at + 12 + xlen
    bsize = None
    if end > len(file):
        raise DamagedError(f"cut in the extra field at {at}")
    while field + 4 <= end and bsize is None:
        (length,) = struct.unpack_from("<H", file, field + 2)
        if field + 4 + length > end:
            raise DamagedError(f"extra field at {at} doesn't add up")
        if file[field : field + 2] == b"BC" and length == 2:
            bsize = struct.unpack_from("<H", file, field + 4)[0] + 1
        field += 4 + length
    if bsize is None:
        raise DamagedError(f"no block size at {at}")
    if bsize < 12 + xlen + 8:
        raise DamagedError(f"block size too small at {at}")
    if at + bsize > len(file):
        raise DamagedError(f"cut in the block at {at}")
    return end, at + bsize


def _inflate(deflate: bytes, at: int) -> bytes:
    inflater = zlib.decompressobj(-15)
    try:
        data = inflater.decompress(deflate, 65_537)
    except zlib.error as error:
        raise DamagedError(f"deflate data at {at}: {error}") from None
    if not inflater.eof or inflater.unused_data or len(data) > 65_536:
        raise DamagedError(f"deflate data at {at} doesn't end with the block")
    return data


def inflate(file: bytes) -> bytes:
    """The data of a BGZF file; raises `DamagedError` unless every block is sound and the last one empty."""
    out: list[bytes] = []
    at = 0
    while at < len(file):
        start, end = _block_bytes(file, at)
        data = _inflate(file[start : end - 8], at)
        crc, isize = struct.unpack_from("<II", file, end - 8)
        if isize != len(data) or crc != zlib.crc32(data):
            raise DamagedError(f"checksum or length of the block at {at}")
        out.append(data)
        at = end
    # Any empty block ends a file as well as the prescribed one does: nothing was cut off.
    if not out or out[-1]:
        raise DamagedError("no end marker")
    return b"".join(out)
