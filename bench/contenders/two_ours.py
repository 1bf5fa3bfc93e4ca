"""Two of rogtk_shim's columns, drained. Usage: two_ours.py IN.bam"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import rogtk_shim

if TYPE_CHECKING:  # left to the package: it starts its engine first
    from collections.abc import Iterator

    import pyarrow as pa


def batches(path: str) -> Iterator[pa.RecordBatch]:
    """Names and flags."""
    return iter(rogtk_shim.scan_bam(path, columns=["name", "flags"]))


if __name__ == "__main__":
    print(sum(batch.num_rows for batch in batches(sys.argv[1])))
