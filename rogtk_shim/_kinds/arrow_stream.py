"""Arrow IPC streams in files."""

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

_CONTINUED = b"\xff\xff\xff\xff"
_END = _CONTINUED + bytes(4)
_CODE = "ARROW_DAMAGED"
#: A schema message is longer than that, and shorter than this.
_SCHEMA_BYTES = range(16, 1 << 28)


class _ArrowStream(Kind):
    name: ClassVar = "Arrow IPC stream"
    suffixes: ClassVar = (".arrows",)

    def recognises(self, head: bytes) -> bool:
        """Look for the start of a message, and a length that can be one."""
        return head.startswith(_CONTINUED) and int.from_bytes(head[4:8], "little") in _SCHEMA_BYTES

    def check(self, path: str, threads: int | None, progress: Progress) -> int:
        """Read and validate every batch."""
        rows = [0]
        # Readers take a stream that was cut between two batches for a whole one.
        check_end(path, _END, "the mark of an Arrow stream's end", "ARROW_CUT")
        with faults(path, _CODE, rows), _reader(path) as reader:
            for batch in reader:
                batch.validate(full=True)
                rows[0] += batch.num_rows
        return rows[0]

    def describe(self, path: str) -> dict[str, Any]:
        """Tell what the schema says; a stream doesn't say how many rows it has."""
        schema = self.schema(path)
        return {"columns": columns_of(schema), "metadata": metadata_of(schema)}

    def schema(self, path: str) -> pa.Schema:
        """Read it from the first message."""
        with faults(path, _CODE, [0]), _reader(path) as reader:
            return reader.schema

    @contextmanager
    def batches(
        self, path: str, columns: Sequence[str], threads: int | None
    ) -> Generator[Generator[pa.RecordBatch, None, None], None, None]:
        """Read one after the other."""
        rows = [0]
        check_end(path, _END, "the mark of an Arrow stream's end", "ARROW_CUT")
        with faults(path, _CODE, rows), _reader(path) as reader:
            yield (batch.select(list(columns)) for batch in _each(path, reader, rows))


def _each(path: str, reader: Any, rows: list[int]) -> Generator[Any, None, None]:
    while True:
        with faults(path, _CODE, rows):
            batch = next(reader, None)
        if batch is None:
            return
        rows[0] += batch.num_rows
        yield batch


@contextmanager
def _reader(path: str) -> Generator[Any, None, None]:
    from pyarrow import ipc

    with opened(path) as file:
        yield ipc.open_stream(file)


KIND = _ArrowStream()
