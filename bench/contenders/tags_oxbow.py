"""All fields and three tags by oxbow, drained. Usage: tags_oxbow.py IN.bam"""

import sys
from collections.abc import Iterator

import oxbow
from arro3.core import RecordBatch


def batches(path: str) -> Iterator[RecordBatch]:
    """All fields, and NM, MD, AS in a column of structs."""
    tags = [("NM", "i"), ("MD", "Z"), ("AS", "i")]
    return oxbow.from_bam(path, tag_defs=tags, batch_size=20_000).batches()


if __name__ == "__main__":
    print(sum(batch.num_rows for batch in batches(sys.argv[1])))
