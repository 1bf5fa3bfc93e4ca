"""oxbow's batches written to an Arrow IPC file by pyarrow. Usage: file_oxbow.py IN.bam OUT.arrow"""

import sys

import pyarrow as pa
from stream_oxbow import batches


def convert(path: str, out: str) -> None:
    """Batch by batch: oxbow's own `to_ipc` makes one `bytes` of the whole."""
    stream = map(pa.record_batch, batches(path))
    first = next(stream)
    with pa.OSFile(out, "wb") as sink, pa.ipc.new_file(sink, first.schema) as writer:
        writer.write_batch(first)
        for batch in stream:
            writer.write_batch(batch)


if __name__ == "__main__":
    convert(sys.argv[1], sys.argv[2])
