"""Corner cases of BGZF: each function gives a whole file, made of the blocks it is about."""

from __future__ import annotations

import itertools
import random
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from tests_py.data.bam_writer import Record, encode, header, tag
from tests_py.data.bgzf_writer import (
    EOF_MARKER,
    BlockShape,
    bgzf,
    bgzf_of,
    block,
    block_of_deflate,
    pieces,
    subfield,
)
from tests_py.data.corner_records import REFERENCES, file_of, mixed, random_reads

STORED = BlockShape(level=0)


def record_starts() -> tuple[bytes, list[int]]:
    """A few reads, uncompressed, and where each one starts."""
    out = bytearray(header(REFERENCES))
    starts: list[int] = []
    for read in random_reads(12, seed=20):
        starts.append(len(out))
        out += encode(read)
    return bytes(out), starts


def cut_at(data: bytes, edges: list[int]) -> list[bytes]:
    """`data` in parts that end at the edges."""
    bounds = [0, *sorted(set(edges)), len(data)]
    return [data[a:b] for a, b in itertools.pairwise(bounds) if b > a]


def split_length_fields() -> bytes:
    """Blocks end 0, 1, 2, 3, 4 and 5 bytes into a record, by turns."""
    data, starts = record_starts()
    return bgzf_of(cut_at(data, [start + turn % 6 for turn, start in enumerate(starts)]))


def split_fixed_fields() -> bytes:
    data, starts = record_starts()
    return bgzf_of(cut_at(data, [start + 3 * turn for turn, start in enumerate(starts)]))


def whole_records() -> bytes:
    """Every record and the header have a block of their own."""
    data, starts = record_starts()
    return bgzf_of(cut_at(data, starts))


def empty_blocks() -> bytes:
    """End markers at the front, after the header, in a record, between records and twice at the end."""
    data, starts = record_starts()
    parts = [b""]
    for part in cut_at(data, [40, starts[0], starts[1] + 2, starts[1] + 20, starts[4]]):
        parts += [part, b"", b""]
    return bgzf_of(parts)


def other_empty_blocks() -> bytes:
    """Empty blocks that aren't the end marker: stored ones, and one of several empty deflate blocks."""
    data, starts = record_starts()
    flushed = zlib.compressobj(6, zlib.DEFLATED, -15)
    empty = flushed.flush(zlib.Z_FULL_FLUSH) + flushed.flush(zlib.Z_FULL_FLUSH) + flushed.flush()
    odd = block(b"", STORED) + block_of_deflate(empty, b"")
    return odd.join(map(block, cut_at(data, starts[:5]))) + odd + EOF_MARKER


def concatenated() -> bytes:
    """Members put one after the other as `cat` does, end markers included."""
    data, starts = record_starts()
    return b"".join(bgzf(part, 100) for part in cut_at(data, [starts[0], starts[6], starts[9]]))


def extra_fields() -> bytes:
    """Other subfields stand before BC, after it, on both sides, in blocks by turns; one is very long."""
    before = subfield(b"AB", b"") + subfield(b"BB", b"BC\2\0\0\0")
    after = subfield(b"CB", b"xyz")
    shapes = [
        BlockShape(extra_before=before),
        BlockShape(extra_after=after),
        BlockShape(extra_before=before, extra_after=after),
        BlockShape(extra_before=subfield(b"ZZ", bytes(30_000))),
        BlockShape(),
    ]
    data = mixed()
    parts = pieces(data, 1_500)
    return b"".join(block(part, shapes[n % len(shapes)]) for n, part in enumerate(parts)) + EOF_MARKER


def many_deflate_blocks() -> bytes:
    """Stored, fixed and dynamic deflate blocks within one BGZF block, empty ones between."""
    out: list[bytes] = []
    for data in pieces(mixed(), 9_000):
        deflate = b""
        for number, piece in enumerate(pieces(data, 1_000)):
            deflater = zlib.compressobj((0, 1, 9)[number % 3], zlib.DEFLATED, -15, 9, number % 5)
            deflate += deflater.compress(piece) + deflater.flush(zlib.Z_SYNC_FLUSH)
        out.append(block_of_deflate(deflate + zlib.compressobj(9, zlib.DEFLATED, -15).flush(), data))
    return b"".join(out) + EOF_MARKER


def gzip_fields() -> bytes:
    """Time, extra flags and operating system of the gzip header are of no consequence."""
    out = b""
    for number, part in enumerate(pieces(mixed(), 4_000)):
        made = bytearray(block(part))
        made[4:10] = struct.pack("<IBB", 1_600_000_000 + number, number % 256, 3)
        out += made
    return out + EOF_MARKER


def full_blocks() -> bytes:
    """Blocks of 65,536 bytes, the most that one may hold."""
    return bgzf(file_of(random_reads(1_500, seed=21)), 65_536)


def stored_long() -> bytes:
    """The longest stored blocks that fit into 64 KiB."""
    parts = pieces(file_of(random_reads(1_500, seed=22)), 65_536 - 26 - 5)
    stored = [(b"\1" + struct.pack("<HH", len(part), len(part) ^ 0xFFFF) + part, part) for part in parts]
    return b"".join(block_of_deflate(deflate, part) for deflate, part in stored) + EOF_MARKER


def incompressible() -> bytes:
    """Blocks that deflate can't make smaller, of sizes at random."""
    rng = random.Random(23)
    data, out = file_of(random_reads(400, seed=24)), list[bytes]()
    while data:
        size = rng.randint(1, 3_000)
        out.append(data[:size])
        data = data[size:]
    return bgzf_of(out, BlockShape(level=1, strategy=zlib.Z_HUFFMAN_ONLY))


def decoys() -> bytes:
    """Stored blocks full of bytes that look like whole BAM files, enough of them for several spans."""
    decoy = bgzf(mixed(), 700)
    reads = random_reads(40, seed=25)
    lure = (decoy * (300_000 // len(decoy) + 1))[:300_001]
    tags = tag(b"XX", b"B", b"C" + struct.pack("<I", len(lure)) + lure)
    data = file_of(part for read in reads for part in (read, replace(read, tags=tags)))
    return bgzf(data, 60_000, STORED)


def decoy_records() -> bytes:
    """Arrays full of what looks like records, at whose end a record truly begins, in several spans."""
    rng = random.Random(26)
    reads = random_reads(400, seed=27)
    lures = [
        encode(Record(b"lure%d" % n, 0, 1, n, bases="ACGT" * n, qualities=[n] * 4 * n)) for n in range(60)
    ]
    out = [header(REFERENCES)]
    for number, read in enumerate(reads):
        lure = b"".join(rng.choices(lures, k=rng.choice([1, 40, 400])))
        # In every other record the chain of lures is off by some bytes and ends in nothing.
        lure += rng.randbytes(number % 2 * rng.randrange(1, 40))
        out.append(encode(replace(read, tags=tag(b"XX", b"B", b"C" + struct.pack("<I", len(lure)) + lure))))
    return bgzf(b"".join(out), 65_280, STORED)


def single_bytes() -> bytes:
    """Blocks of one byte each."""
    return bgzf(record_starts()[0], 1)


def shaped(shape: BlockShape) -> bytes:
    """The ordinary file in blocks of one shape."""
    return bgzf(mixed(), 20_000, shape)


CORNERS: dict[str, Callable[[], bytes]] = {
    "split-length-fields": split_length_fields,
    "split-fixed-fields": split_fixed_fields,
    "whole-records": whole_records,
    "empty-blocks": empty_blocks,
    "other-empty-blocks": other_empty_blocks,
    "concatenated": concatenated,
    "extra-fields": extra_fields,
    "many-deflate-blocks": many_deflate_blocks,
    "gzip-fields": gzip_fields,
    "full-blocks": full_blocks,
    "stored-long": stored_long,
    "incompressible": incompressible,
    "decoys": decoys,
    "decoy-records": decoy_records,
    "single-bytes": single_bytes,
    "seven-bytes": lambda: bgzf(record_starts()[0], 7),
    **{f"level-{level}": partial(shaped, BlockShape(level)) for level in range(10)},
    "strategy-filtered": partial(shaped, BlockShape(strategy=zlib.Z_FILTERED)),
    "strategy-rle": partial(shaped, BlockShape(strategy=zlib.Z_RLE)),
    "strategy-fixed": partial(shaped, BlockShape(strategy=zlib.Z_FIXED)),
}
