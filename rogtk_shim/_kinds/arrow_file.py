"""Arrow IPC files among the kinds, Feather V2 being the same."""

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

_MAGIC = b"ARROW1"
_CODE = "ARROW_DAMAGED"


class _ArrowFile(Kind):
    name: ClassVar = "Arrow IPC file"
    suffixes: ClassVar = (".arrow", ".feather", ".ipc")

    def recognises(self, head: bytes) -> bool:
        """Look for the magic."""
        return head.startswith(_MAGIC)

    def check(self, path: str, threads: int | None, progress: Progress) -> int:
        """Read and validate every batch."""
        rows = [0]
        with faults(path, _CODE, rows), _reader(path) as reader:
            for number in range(reader.num_record_batches):
                batch = reader.get_batch(number)
                batch.validate(full=True)
                rows[0] += batch.num_rows
        return rows[0]

    def describe(self, path: str) -> dict[str, Any]:
        """Count the rows by the batches' metadata."""
        schema: Any = self.schema(path)
        # One column is enough; numbers are quicker to read than text.
        numbers = [field.name for field in schema if str(field.type).startswith(("int", "uint"))]
        with faults(path, _CODE, [0]), _reader(path, [*numbers, *schema.names][:1]) as reader:
            rows = [reader.get_batch(number).num_rows for number in range(reader.num_record_batches)]
        return {
            "rows": sum(rows),
            "batches": len(rows),
            "columns": columns_of(schema),
            "metadata": metadata_of(schema),
        }

    def schema(self, path: str) -> pa.Schema:
        """Read it from the footer."""
        with faults(path, _CODE, [0]), _reader(path) as reader:
            return reader.schema

    @contextmanager
    def batches(
        self, path: str, columns: Sequence[str], threads: int | None
    ) -> Generator[Generator[pa.RecordBatch, None, None], None, None]:
        """Read one after the other."""
        rows = [0]
        with faults(path, _CODE, rows), _reader(path, columns) as reader:
            yield _each(path, reader, list(columns), rows)


def _each(
    path: str, reader: Any, columns: list[str], rows: list[int]
) -> Generator[pa.RecordBatch, None, None]:
    for number in range(reader.num_record_batches):
        with faults(path, _CODE, rows):
            batch = reader.get_batch(number)
        rows[0] += batch.num_rows
        # They come in the file's order.
        yield batch.select(columns)


@contextmanager
def _reader(path: str, columns: Sequence[str] | None = None) -> Generator[Any, None, None]:
    from pyarrow import ipc

    check_end(path, _MAGIC, "the magic of an Arrow file", "ARROW_CUT")
    with opened(path) as file:
        options = None
        if columns is not None:
            names = ipc.open_file(file).schema.names
            options = ipc.IpcReadOptions(included_fields=[names.index(name) for name in columns])
        yield ipc.open_file(file, options=options)


KIND = _ArrowFile()
