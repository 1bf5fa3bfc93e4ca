"""pyarrow's own writer and reader, without types: those of its stubs are half unknown."""

from __future__ import annotations

from importlib import import_module
from typing import Any

pq: Any = import_module("pyarrow.parquet")


def write(table: object, path: object, **options: object) -> None:
    """Write a table with pyarrow."""
    pq.write_table(table, path, **options)


def read(path: object, **options: object) -> Any:
    """Read a table with pyarrow."""
    return pq.read_table(path, **options)
