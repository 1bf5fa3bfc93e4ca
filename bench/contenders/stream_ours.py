"""rogtk_shim's batches, drained. Usage: stream_ours.py IN.bam"""

import sys
from collections.abc import Iterator

import pyarrow as pa

import rogtk_shim


def batches(path: str) -> Iterator[pa.RecordBatch]:
    """The seven columns."""
    return iter(rogtk_shim.scan_bam(path))


if __name__ == "__main__":
    print(sum(batch.num_rows for batch in batches(sys.argv[1])))
