"""Converts a real BAM file to an Arrow file, then shows what was done and the first rows of it."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import cast

import pyarrow as pa
from pyarrow import ipc

from rogtk_shim.rogtk import bam_to_arrow_ipc

BAM = Path(__file__).parent.parent / "tests_py" / "data" / "bam" / "pybedtools-x.bam"
ROWS_SHOWN = 5
CELL_WIDTH_MAX = 24


def shorten(value: object) -> str:
    """Text of a value, cut to the width of a cell."""
    text = "" if value is None else str(value)
    return text if len(text) <= CELL_WIDTH_MAX else text[: CELL_WIDTH_MAX - 1] + "…"


def show(batch: pa.RecordBatch) -> None:
    """Print a record batch as a table."""
    columns: list[list[str]] = []
    for name in batch.schema.names:
        values = cast("list[object]", batch.column(name).to_pylist())
        columns.append([name, *(shorten(value) for value in values)])
    widths = [max(len(cell) for cell in column) for column in columns]
    for row in zip(*columns, strict=True):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def main() -> int:
    """Convert, then print statistics and rows."""
    with tempfile.TemporaryDirectory(prefix="rogtk-shim-demo-") as folder:
        arrow_file = Path(folder) / "reads.arrow"
        statistics = bam_to_arrow_ipc(os.path.relpath(BAM), str(arrow_file), progress=True)
        records, seconds = statistics.records, statistics.seconds
        megabytes_in, megabytes_out = statistics.bytes_in / 1e6, statistics.bytes_out / 1e6
        print(f"{BAM.name} ({megabytes_in:.1f} MB) -> {arrow_file.name} ({megabytes_out:.1f} MB)")
        print(f"{records:,} records in {seconds:.3f} s: ", end="")
        print(f"{megabytes_in / seconds:.1f} MB/s, {records / seconds:,.0f} records/s\n")
        with ipc.open_file(str(arrow_file)) as reader:
            show(reader.get_batch(0).slice(0, ROWS_SHOWN))
    return 0


if __name__ == "__main__":
    sys.exit(main())
