"""A BAM file that is quick to make and takes a while to convert."""

from __future__ import annotations

from pathlib import Path

from tests_py.data.bam_writer import Record, encode, header
from tests_py.data.bgzf_writer import EOF_MARKER, block

#: Records in each of its blocks.
BLOCK_RECORDS = 200


def write_large(path: Path, blocks: int) -> int:
    """Write the file; returns its number of records."""
    read = Record(
        flag=0, reference=0, position=9, cigar=((100, "M"),), bases="ACGT" * 25, qualities=[30] * 100
    )
    record = encode(read)
    same = block(record * BLOCK_RECORDS)
    with path.open("wb") as file:
        file.write(block(header([("chr1", 1000)])))
        file.writelines(same for _ in range(blocks))
        file.write(EOF_MARKER)
    return blocks * BLOCK_RECORDS
