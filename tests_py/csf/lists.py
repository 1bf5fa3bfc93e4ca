"""CSF lists for the tests: made by hand, and found outside the repository."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

_ROOT = Path(__file__).resolve().parents[2]
_EXTRA = Path(os.environ.get("ROGTK_SHIM_TEST_DATA") or _ROOT.parent / "shared" / "data")
#: What rcsfs 1.2.2 made of `synthetic_2k.csf`.
GOLDEN = _EXTRA.parent / "golden" / "rcsfs"
REAL = sorted((_EXTRA / "csf").glob("*"))

needs_golden = pytest.mark.skipif(not GOLDEN.exists(), reason=f"no files of the original in {GOLDEN}")

PEEL = ("3s", "3p-", "3p", "3d-", "3d")
HEADER = "Core subshells:\n  1s   2s   2p-  2p \nPeel subshells:\n  3s   3p-  3p   3d-  3d  \nCSF(s):\n"
EVEN = "  3s ( 2)  3d ( 2)\n               4\n               4+\n"
ODD = "  3s ( 1)  3p ( 3)  3d ( 1)\n      1/2      3/2      5/2\n                  1      7/2-\n"
#: Its total J can't be read.
BAD = "  3s ( 2)  3d ( 2)\n               4\n               x+\n"


def write(path: Path, *parts: str, header: str = HEADER) -> Path:
    """Write a list of CSFs and separators."""
    path.write_text(header + "".join(parts), newline="")
    return path


def table_of(path: Path) -> pa.Table:
    """Read a Parquet or Arrow IPC file by pyarrow."""
    if path.suffix == ".arrow":
        return pa.ipc.open_file(str(path)).read_all()
    file: Any = pq.ParquetFile(path)
    return file.read()
