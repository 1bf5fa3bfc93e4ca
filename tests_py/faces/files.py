"""Arrow IPC files as the tests look at them."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.ipc as ipc


def parse(content: bytes) -> pa.Table:
    """The table in the content of an Arrow IPC file."""
    return ipc.open_file(pa.py_buffer(content)).read_all()


def read(path: Path) -> pa.Table:
    """The table in an Arrow IPC file."""
    return parse(path.read_bytes())
