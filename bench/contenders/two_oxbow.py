"""Two of oxbow's columns, drained. Usage: two_oxbow.py IN.bam"""

import sys
from collections.abc import Iterator

import oxbow
from arro3.core import RecordBatch


def batches(path: str) -> Iterator[RecordBatch]:
    """Names and flags."""
    return oxbow.from_bam(path, fields=["qname", "flag"], batch_size=20_000).batches()


if __name__ == "__main__":
    print(sum(batch.num_rows for batch in batches(sys.argv[1])))
