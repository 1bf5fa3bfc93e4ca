"""Files as the tests look at them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.ipc as ipc
import pyarrow.parquet as pq
import pytest

posix_only = pytest.mark.skipif(os.name != "posix", reason="FIFOs, signals and permissions of POSIX")
#: How many are in the `reads.bam` of the fixture `folder`.
ALL_RECORDS = 3


def names_in(folder: Path) -> set[str]:
    """The names of what is in a folder, hidden files too."""
    return {path.name for path in folder.iterdir()}


def parse(content: bytes) -> pa.Table:
    """The table in the content of an Arrow IPC file, or of a Parquet file."""
    if content.startswith(b"PAR1"):
        file: Any = pq.ParquetFile(pa.BufferReader(content), page_checksum_verification=True)
        return file.read()
    return ipc.open_file(pa.py_buffer(content)).read_all()


def read(path: Path) -> pa.Table:
    """The table in an Arrow IPC file, or in a Parquet file."""
    return parse(path.read_bytes())
