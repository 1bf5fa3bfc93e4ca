"""pysam's records written to an Arrow IPC file by pyarrow. Usage: file_pysam.py IN.bam OUT.arrow"""

import sys

import pyarrow as pa
from stream_pysam import SCHEMA, batches


def convert(path: str, out: str) -> None:
    """Batch by batch."""
    with pa.OSFile(out, "wb") as sink, pa.ipc.new_file(sink, SCHEMA) as writer:
        for batch in batches(path):
            writer.write_batch(batch)


if __name__ == "__main__":
    convert(sys.argv[1], sys.argv[2])
