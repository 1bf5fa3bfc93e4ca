"""BAM files of any size in no time: one block of records, written again and again."""

from __future__ import annotations

import random
import struct
from pathlib import Path

from tests_py.data.bam_writer import Record, encode
from tests_py.data.bgzf_writer import EOF_MARKER, block

RECORDS_PER_BLOCK = 200
#: Raw bytes of a record: 200 of them stay below the 64 KiB of a BGZF block.
_bases = 150


def records(seed: int, count: int) -> list[bytes]:
    """Unaligned reads of 150 bases that hardly compress."""
    chance = random.Random(seed)
    return [
        encode(
            Record(
                name=b"read%04d" % i,
                bases="".join(chance.choices("ACGT", k=_bases)),
                qualities=chance.choices(range(2, 42), k=_bases),
            )
        )
        for i in range(count)
    ]


def header_block() -> bytes:
    """A header without references."""
    text = b"@HD\tVN:1.6\tSO:unsorted\n"
    return block(b"BAM\1" + struct.pack("<i", len(text)) + text + struct.pack("<i", 0))


def write_bam(path: Path, blocks: int, *, seed: int = 1, records_per_block: int = RECORDS_PER_BLOCK) -> Path:
    """Write `blocks` times `records_per_block` records."""
    body = block(b"".join(records(seed, records_per_block)))
    path.write_bytes(header_block() + body * blocks + EOF_MARKER)
    return path
