"""Reading the parts of a file."""

from __future__ import annotations

import pyarrow as pa

from rogtk_shim import BamScan, Statistics


def read_parts(parts: list[BamScan]) -> tuple[pa.Table, list[Statistics]]:
    """The rows of all parts, and their statistics."""
    tables: list[pa.Table] = []
    statistics: list[Statistics] = []
    for part in parts:
        with part.open() as stream:
            tables.append(pa.Table.from_batches(list(stream), stream.schema))
        assert stream.stats is not None
        statistics.append(stream.stats)
    return pa.concat_tables(tables), statistics
