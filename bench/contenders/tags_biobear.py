"""All fields and all tags by biobear, drained. Usage: tags_biobear.py IN.bam"""

import sys

import biobear
import pyarrow as pa


def batches(path: str) -> pa.RecordBatchReader:
    """It has no choice of tags: they come as one list of names and texts."""
    return biobear.connect().read_bam_file(path).to_arrow_record_batch_reader()


if __name__ == "__main__":
    print(sum(batch.num_rows for batch in batches(sys.argv[1])))
