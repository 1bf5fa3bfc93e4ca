"""Seven columns and three tags by pysam, drained; what the others' rows are checked with.

Usage: tags_pysam.py IN.bam
"""

import sys
from collections.abc import Iterator
from itertools import islice

import pyarrow as pa
import pysam
from stream_pysam import SCHEMA as SEVEN

TAGS = [("NM", pa.int64()), ("MD", pa.string()), ("AS", pa.int64())]
SCHEMA = pa.schema([*SEVEN, *(pa.field(name, type_) for name, type_ in TAGS)])


def _row(read: pysam.AlignedSegment) -> tuple[object, ...]:
    tags = dict(read.get_tags())
    return (
        read.query_name,
        read.reference_name,
        read.reference_start + 1 or None,
        read.reference_end,
        read.flag,
        read.query_sequence,
        read.query_qualities_str,
        *(tags.get(name) for name, _ in TAGS),
    )


def batches(path: str, size: int = 20_000) -> Iterator[pa.RecordBatch]:
    """By one list each, as the columns without tags are."""
    with pysam.AlignmentFile(path, "rb", check_sq=False) as bam:
        while records := [_row(read) for read in islice(bam, size)]:
            columns = zip(zip(*records, strict=True), SCHEMA, strict=True)
            yield pa.record_batch([pa.array(values, field.type) for values, field in columns], schema=SCHEMA)


if __name__ == "__main__":
    print(sum(batch.num_rows for batch in batches(sys.argv[1])))
