"""The same rows in every kind of file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.ipc as ipc
import pyarrow.parquet as pq

KINDS = ["arrow", "arrows", "parquet"]


def write(path: Path, table: Any, rows: int = 1000) -> Path:
    """Write a table as its name's ending says, in batches of so many rows."""
    if path.suffix == ".parquet":
        writer: Any = pq
        writer.write_table(table, path, row_group_size=rows, write_page_checksum=True)
        return path
    opened: Any = ipc.new_file if path.suffix == ".arrow" else ipc.new_stream
    with opened(path, table.schema) as file:
        file.write_table(table, max_chunksize=rows)
    return path


def flip(path: Path, at: int) -> Path:
    """Damage one byte."""
    data = bytearray(path.read_bytes())
    data[at] ^= 0xFF
    path.write_bytes(data)
    return path


NUMBERS: Any = pa.table({"number": pa.array(range(5000)), "text": [f"row {at}" for at in range(5000)]})
