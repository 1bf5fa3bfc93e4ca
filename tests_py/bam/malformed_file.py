"""The sound file that malformed twins are made of, and ways to make them."""

from __future__ import annotations

import gzip
import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace

from rogtk_shim.errors import FormatError, RogtkShimError
from tests_py.data.bam_writer import Lie, Record, encode, header
from tests_py.data.bgzf_writer import EOF_MARKER, BlockShape, bgzf, block

REFERENCES = [("chr1", 5_000), ("chr2", 900)]
HEADER = header(REFERENCES)
READS = [
    Record(b"read/%d" % n, 0, n % 2, 10 * n, 60, ((40, "M"),), "ACGT" * 10, range(n, n + 40), n % 2, 10 * n)
    for n in range(12)
]
#: Records in a block of the sound file; the header has a block of its own.
PER_BLOCK = 4


@dataclass(frozen=True)
class Twin:
    """One malformed file and the error it has to give."""

    make: Callable[[], bytes]
    error: type[RogtkShimError]
    code: str
    offset: int
    record: int


def blocks_of(records: list[bytes]) -> list[bytes]:
    """The file in its blocks: header, records by fours, end marker."""
    parts = [b"".join(records[n : n + PER_BLOCK]) for n in range(0, len(records), PER_BLOCK)]
    return [block(HEADER), *map(block, parts), EOF_MARKER]


ENCODED = [encode(read) for read in READS]
BLOCKS = blocks_of(ENCODED)
#: Where each block starts, and the file's end.
STARTS = [0, *itertools.accumulate(map(len, BLOCKS))]
SOUND = b"".join(BLOCKS)


def with_record(record: bytes, number: int = 5) -> bytes:
    """The sound file with one record replaced."""
    return b"".join(blocks_of([*ENCODED[:number], record, *ENCODED[number + 1 :]]))


def with_block(made: bytes, number: int = 2) -> bytes:
    """The sound file with one block replaced."""
    return b"".join([*BLOCKS[:number], made, *BLOCKS[number + 1 :]])


def with_header(made: bytes) -> bytes:
    """The sound file with another header."""
    return b"".join([block(made), *BLOCKS[1:]])


def flipped(position: int, bit: int = 3) -> bytes:
    """The sound file with one bit of the byte at `position` flipped."""
    out = bytearray(SOUND)
    out[position] ^= 1 << bit
    return bytes(out)


def data_of(number: int) -> bytes:
    """What a block of the sound file holds."""
    return gzip.decompress(BLOCKS[number])


def straddling() -> bytes:
    """The sound file in blocks that end within records, without its last data block and end marker."""
    data = HEADER + b"".join(ENCODED)
    return bgzf(data[: len(HEADER) + len(ENCODED[0]) * 5 + 17], 300, eof=False)


def last_block(data: bytes) -> int:
    """Where the last block begins."""
    start = 0
    while (end := start + int.from_bytes(data[start + 16 : start + 18], "little") + 1) < len(data):
        start = end
    return start


def lying_record(lie: Lie) -> Callable[[], bytes]:
    """The sound file, of which record 5 doesn't say the truth."""
    return lambda: with_record(encode(READS[5], lie))


def changed_record(**changes: int) -> Callable[[], bytes]:
    """The sound file, of which record 5 has impossible values."""
    return lambda: with_record(encode(replace(READS[5], **changes)))


def lying_block(shape: BlockShape) -> Callable[[], bytes]:
    """The sound file, of which the third block doesn't say the truth."""
    return lambda: with_block(block(data_of(2), shape))


def record_twin(make: Callable[[], bytes], code: str, error: type[RogtkShimError] = FormatError) -> Twin:
    return Twin(make, error, code, STARTS[2], 5)


def block_twin(make: Callable[[], bytes], code: str, error: type[RogtkShimError] = FormatError) -> Twin:
    return Twin(make, error, code, STARTS[2], 4)


def header_twin(make: Callable[[], bytes], code: str, error: type[RogtkShimError] = FormatError) -> Twin:
    return Twin(make, error, code, 0, 0)
