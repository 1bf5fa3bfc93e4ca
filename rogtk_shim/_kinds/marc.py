"""MARC 21 among the kinds."""

from __future__ import annotations

import re
import zlib
from collections.abc import Generator, Sequence
from contextlib import contextmanager

from .kind import Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    import pyarrow as pa

    from ..progress import Progress

#: A leader: length, five characters, indicators' and codes' lengths, base address.
_leader = re.compile(rb"[\s\0\x1a]*\d{5}[ -~]{7}\d{5}[ -~]{7}[!-~ ]{3}\d{4}").match


class _Marc(Kind):
    name: ClassVar = "MARC 21"
    suffixes: ClassVar = (".mrc", ".marc", ".mrc.gz", ".marc.gz")

    def recognises(self, head: bytes) -> bool:
        """Look for a leader and an entry of the directory, in what gzip has packed, too."""
        if head.startswith(b"\x1f\x8b"):
            try:
                head = zlib.decompressobj(31).decompress(head, 256)
            except zlib.error:
                return False
        return _leader(head) is not None

    def check(self, path: str, threads: int | None, progress: Progress) -> int:
        """Read and decode every record."""
        from ..marc import scan_marc

        rules = {"record": "@record"}
        return scan_marc(path, columns=rules, threads=threads, progress=progress).check().records

    def describe(self, path: str) -> dict[str, Any]:
        """Tell what the first record is."""
        from ..marc import scan_marc

        rules = {"leader": "LDR", "id": "001", "encoding": "@encoding", "title": "245ab"}
        table: Any = scan_marc(path, columns=rules, limit=1, errors="skip").to_arrow()
        rows: list[dict[str, Any]] = table.to_pylist()
        first: dict[str, Any] = rows[0] if rows else {}
        return {**{f"first_{name}": first.get(name) for name in rules}, "columns": _columns()}

    def schema(self, path: str) -> pa.Schema:
        """Give the schema of the long shape."""
        from ..marc import scan_marc

        return scan_marc(path, shape="long").schema

    @contextmanager
    def batches(
        self, path: str, columns: Sequence[str], threads: int | None
    ) -> Generator[Generator[pa.RecordBatch, None, None], None, None]:
        """Stream them."""
        from ..marc import scan_marc

        with scan_marc(path, shape="long", columns=list(columns), threads=threads).open() as stream:
            yield (batch for batch in stream)


def _columns() -> list[str]:
    from ..marc.columns import LONG_COLUMNS

    return list(LONG_COLUMNS)


KIND = _Marc()
