"""All fields and three tags by rogtk_shim, drained. Usage: tags_ours.py IN.bam [SECONDS]"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import rogtk_shim

if TYPE_CHECKING:  # left to the package: it starts its engine first
    from collections.abc import Iterator

    import pyarrow as pa


def batches(path: str) -> Iterator[pa.RecordBatch]:
    """Twelve fields, and NM, MD, AS."""
    return iter(rogtk_shim.scan_bam(path, columns="all", tags=["NM", "MD", "AS"]))


if __name__ == "__main__":
    path, *seconds = sys.argv[1:]
    rows = 0
    for batch in batches(path):
        rows += batch.num_rows
        if seconds:  # a reader that is slower than the engine
            time.sleep(float(seconds[0]))
    print(rows)
