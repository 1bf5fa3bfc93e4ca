"""Digests of columns: the same rows give the same digest, however they are cut into batches.

`main` takes `file OUT.arrow [ROWS]` or `stream CONTENDER.py IN.bam [ROWS]` and prints JSON; with ROWS, all
rows are counted but the columns are digested up to there.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

COLUMNS = ("name", "chrom", "start", "end", "flags", "sequence", "quality_scores", "NM", "MD", "AS")
"""The columns that are compared, under the names that the contenders' own are brought to."""

RENAMED = {
    "qname": "name", "rname": "chrom", "pos": "start", "flag": "flags",
    "seq": "sequence", "qual": "quality_scores", "reference": "chrom",
}  # fmt: skip


@dataclass
class _Column:
    lengths: Any = field(default_factory=lambda: hashlib.blake2b(digest_size=8))
    values: Any = field(default_factory=lambda: hashlib.blake2b(digest_size=8))

    def add(self, array: pa.Array) -> None:
        if pa.types.is_integer(array.type):
            filled = pc.fill_null(array.cast(pa.int64()), -1)
            self.values.update(np.ascontiguousarray(filled.to_numpy(zero_copy_only=False)))
            return
        dense = pc.fill_null(array.cast(pa.large_string()), "")
        _, offsets, data = dense.buffers()
        if not len(dense) or offsets is None:
            return
        edges = np.frombuffer(offsets, dtype=np.int64)[dense.offset : dense.offset + len(dense) + 1]
        lengths = np.diff(edges)
        lengths[array.is_null().to_numpy(zero_copy_only=False)] = -1
        self.lengths.update(lengths)
        if data is not None:
            self.values.update(memoryview(data)[int(edges[0]) : int(edges[-1])])

    def hexdigest(self) -> str:
        return self.lengths.hexdigest() + self.values.hexdigest()


class Digest:
    """Counts rows and digests the columns in order; a null and an empty string differ."""

    def __init__(self, rows_max: int | None = None) -> None:
        self.rows = 0
        self._rows_max = rows_max
        self._columns: dict[str, _Column] = {}

    def add(self, batch: pa.RecordBatch) -> None:
        """Take a batch in."""
        left = batch.num_rows if self._rows_max is None else max(0, self._rows_max - self.rows)
        self.rows += batch.num_rows
        batch = batch.slice(0, left)
        for name, array in _fields(batch):
            known = RENAMED.get(name, name)
            if known in COLUMNS:
                self._columns.setdefault(known, _Column()).add(array)

    def result(self) -> dict[str, Any]:
        """Rows and a digest for each column."""
        return {
            "rows": self.rows,
            "columns": {name: c.hexdigest() for name, c in sorted(self._columns.items())},
        }


def _fields(batch: pa.RecordBatch) -> Iterator[tuple[str, pa.Array]]:
    """Columns by name; a column of structs as those that it holds."""
    for name, array in zip(batch.schema.names, batch.columns, strict=True):
        if pa.types.is_struct(array.type):
            yield from zip((field.name for field in array.type), array.flatten(), strict=True)
        else:
            yield name, array


def of_batches(batches: Iterable[Any], rows_max: int | None = None) -> dict[str, Any]:
    """Digest whatever a stream yields: record batches of any Arrow library, or polars frames."""
    digest = Digest(rows_max)
    for batch in batches:
        for piece in as_batches(batch):
            digest.add(piece)
    return digest.result()


def as_batches(batch: Any) -> Iterator[pa.RecordBatch]:
    """pyarrow's view of another library's batch."""
    if isinstance(batch, pa.RecordBatch):
        yield batch
    elif hasattr(batch, "__arrow_c_array__"):
        yield pa.record_batch(batch)
    else:
        yield from pa.RecordBatchReader.from_stream(batch)


def of_file(path: Path, rows_max: int | None = None) -> dict[str, Any]:
    """Digest an Arrow IPC or a Parquet file."""
    with path.open("rb") as file:
        if file.read(4) == b"PAR1":
            from pyarrow import parquet

            return of_batches(parquet.ParquetFile(path).iter_batches(), rows_max)
    with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as reader:
        return of_batches(map(reader.get_batch, range(reader.num_record_batches)), rows_max)


def load(script: Path) -> Any:
    """Import a contender's script without running it."""
    spec = importlib.util.spec_from_file_location(script.stem, script)
    if spec is None or spec.loader is None:
        raise ImportError(f"no Python file: {script}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(arguments: list[str]) -> None:
    """Print the digest that the command line asks for."""
    if arguments[0] == "file":
        path, *rows = arguments[1:]
        result = of_file(Path(path), *map(int, rows))
    else:
        script, path, *rows = arguments[1:]
        result = of_batches(load(Path(script)).batches(path), *map(int, rows))
    print(json.dumps(result))
