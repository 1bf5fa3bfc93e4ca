"""Parquet files as the tests look at them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq


def open_file(path: Path) -> Any:
    """The file for pyarrow, which checks the pages' checksums."""
    return pq.ParquetFile(path, page_checksum_verification=True)


def read(path: Path) -> pa.Table:
    """All of it."""
    return open_file(path).read()


def chunks(path: Path, column: int = 0) -> list[Any]:
    """A column's chunks, one of each row group, as the footer describes them."""
    metadata = open_file(path).metadata
    return [metadata.row_group(group).column(column) for group in range(metadata.num_row_groups)]


def same(one: object, other: object) -> bool:
    """Whether values are the same: NaN is NaN, and the zeros differ. (What Python's repr says of floats.)"""
    return repr(one) == repr(other)
