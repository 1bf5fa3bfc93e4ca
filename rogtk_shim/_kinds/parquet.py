"""Parquet files among the kinds."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager

from .by_pyarrow import check_end, columns_of, faults, metadata_of, opened
from .kind import Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    import pyarrow as pa

    from ..progress import Progress

_MAGIC = b"PAR1"
_CODE = "PARQUET_DAMAGED"
_BATCH_ROWS = 65_536


class _Parquet(Kind):
    name: ClassVar = "Parquet"
    suffixes: ClassVar = (".parquet", ".pq")

    def recognises(self, head: bytes) -> bool:
        """Look for the magic."""
        return head.startswith(_MAGIC)

    def check(self, path: str, threads: int | None, progress: Progress) -> int:
        """Read every page, and verify the checksums of those that have one."""
        rows = [0]
        with faults(path, _CODE, rows), _reader(path) as file:
            for batch in file.iter_batches(_BATCH_ROWS):
                batch.validate(full=True)
                rows[0] += batch.num_rows
            if rows[0] != file.metadata.num_rows:
                raise ValueError(f"the footer speaks of {file.metadata.num_rows:,} rows")
        return rows[0]

    def describe(self, path: str) -> dict[str, Any]:
        """Tell what the footer says."""
        with faults(path, _CODE, [0]), _reader(path) as file:
            footer = file.metadata
            groups = [footer.row_group(number) for number in range(footer.num_row_groups)]
            chunks = [group.column(at) for group in groups for at in range(group.num_columns)]
            return {
                "rows": footer.num_rows,
                "row_groups": len(groups),
                "compression": sorted({chunk.compression.lower() for chunk in chunks}),
                "written_by": footer.created_by,
                "columns": columns_of(file.schema_arrow),
                "metadata": metadata_of(file.schema_arrow),
            }

    def schema(self, path: str) -> pa.Schema:
        """Read it from the footer."""
        with faults(path, _CODE, [0]), _reader(path) as file:
            return file.schema_arrow

    @contextmanager
    def batches(
        self, path: str, columns: Sequence[str], threads: int | None
    ) -> Generator[Generator[pa.RecordBatch, None, None], None, None]:
        """Read one row group after the other."""
        rows = [0]
        with faults(path, _CODE, rows), _reader(path) as file:
            names = list(columns)
            yield _each(path, file.iter_batches(_BATCH_ROWS, columns=names, use_threads=False), names, rows)


def _each(path: str, found: Any, names: list[str], rows: list[int]) -> Generator[pa.RecordBatch, None, None]:
    while True:
        with faults(path, _CODE, rows):
            batch = next(found, None)
        if batch is None:
            return
        rows[0] += batch.num_rows
        # They come in the file's order.
        yield batch.select(names)


@contextmanager
def _reader(path: str) -> Generator[Any, None, None]:
    import pyarrow.parquet as pq

    check_end(path, _MAGIC, "the magic of a Parquet file", "PARQUET_CUT")
    parquet: Any = pq
    with opened(path) as source, parquet.ParquetFile(source, page_checksum_verification=True) as file:
        yield file


KIND = _Parquet()
