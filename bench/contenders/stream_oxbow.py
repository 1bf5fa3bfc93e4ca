"""oxbow's batches, drained. Usage: stream_oxbow.py IN.bam"""

import sys
from collections.abc import Iterator

import oxbow
from arro3.core import RecordBatch

FIELDS = ["qname", "rname", "pos", "end", "flag", "seq", "qual"]


def batches(path: str) -> Iterator[RecordBatch]:
    """Seven columns, in batches of 20,000: faster than with the default of 131,072."""
    return oxbow.from_bam(path, fields=FIELDS, batch_size=20_000).batches()


if __name__ == "__main__":
    print(sum(batch.num_rows for batch in batches(sys.argv[1])))
