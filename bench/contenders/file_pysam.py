"""pysam's records written to an Arrow IPC file by pyarrow. Usage: file_pysam.py IN.bam OUT.arrow"""

import sys

import pyarrow as pa
from stream_pysam import SCHEMA, batches

with pa.OSFile(sys.argv[2], "wb") as out, pa.ipc.new_file(out, SCHEMA) as writer:
    for batch in batches(sys.argv[1]):
        writer.write_batch(batch)
