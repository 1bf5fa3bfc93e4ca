"""BAM files among the kinds."""

from __future__ import annotations

import os
import zlib
from collections.abc import Generator, Sequence
from contextlib import contextmanager

from .._plan import printable
from .kind import Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    import pyarrow as pa

    from ..progress import Progress

_BGZF = b"\x1f\x8b\x08\x04"
_INDEXES = (".bai", ".csi")


class _Bam(Kind):
    name: ClassVar = "BAM"
    suffixes: ClassVar = (".bam",)

    def recognises(self, head: bytes) -> bool:
        """Inflate the first bytes."""
        if not head.startswith(_BGZF):
            return False
        try:
            return zlib.decompressobj(31).decompress(head, 4) == b"BAM\1"
        except zlib.error:
            return False

    def check(self, path: str, threads: int | None, progress: Progress) -> int:
        """Decode every column of every record."""
        from ..bam import scan_bam

        return scan_bam(path, threads=threads, progress=progress).check().records

    def describe(self, path: str) -> dict[str, Any]:
        """Tell what the header says."""
        from ..bam import COLUMNS, scan_bam

        header = scan_bam(path).header
        lines = [line.split("\t") for line in header.text.splitlines()]
        fields = [(kind, dict(one.split(":", 1) for one in rest if ":" in one)) for kind, *rest in lines]
        first = fields[0][1] if fields and fields[0][0] == "@HD" else {}
        return {
            "version": first.get("VN"),
            "sort_order": first.get("SO"),
            "references": len(header.references),
            "reference_bases": sum(length for _, length in header.references),
            "read_groups": [group.get("ID") for kind, group in fields if kind == "@RG"],
            "samples": sorted({group["SM"] for kind, group in fields if kind == "@RG" and "SM" in group}),
            "programs": [program.get("PN", program.get("ID")) for kind, program in fields if kind == "@PG"],
            "index": _index_of(path),
            "columns": list(COLUMNS),
        }

    def schema(self, path: str) -> pa.Schema:
        """Give the schema of all columns."""
        from ..bam import scan_bam

        return scan_bam(path).schema

    @contextmanager
    def batches(
        self, path: str, columns: Sequence[str], threads: int | None
    ) -> Generator[Generator[pa.RecordBatch, None, None], None, None]:
        """Stream them."""
        from ..bam import scan_bam

        with scan_bam(path, columns=columns, threads=threads).open() as stream:
            yield (batch for batch in stream)


def _index_of(path: str) -> str | None:
    stem = os.path.splitext(path)[0]
    places = (*(path + ending for ending in _INDEXES), *(stem + ending for ending in _INDEXES))
    return next((printable(place) for place in places if os.path.exists(place)), None)


KIND = _Bam()
