"""oxbow's batches written to an Arrow IPC file by pyarrow. Usage: file_oxbow.py IN.bam OUT.arrow"""

import sys

import pyarrow as pa
from stream_oxbow import batches

stream = map(pa.record_batch, batches(sys.argv[1]))
first = next(stream)
with pa.OSFile(sys.argv[2], "wb") as out, pa.ipc.new_file(out, first.schema) as writer:
    writer.write_batch(first)
    for batch in stream:
        writer.write_batch(batch)
