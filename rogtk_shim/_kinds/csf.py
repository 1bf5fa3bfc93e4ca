"""GRASP's CSF lists among the kinds."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager

from .kind import Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    import pyarrow as pa

    from ..progress import Progress

#: Descriptors depend on options; everything else is in the list itself.
_NOT_COMPARED = "descriptor"


class _Csf(Kind):
    name: ClassVar = "GRASP CSF list"
    suffixes: ClassVar = ("rcsf.inp", "rcsf.out", "rcsfg.inp", ".csf", ".c")

    def recognises(self, head: bytes) -> bool:
        """Look for the first header line."""
        return head.lstrip().startswith(b"Core subshells")

    def check(self, path: str, threads: int | None, progress: Progress) -> int:
        """Parse every CSF."""
        from ..csf import scan_csf

        columns = ["two_j", "parity", "subshells"]
        return scan_csf(path, columns=columns, threads=threads, progress=progress).check().records

    def describe(self, path: str) -> dict[str, Any]:
        """Tell what the header says."""
        from ..csf import scan_csf

        header = scan_csf(path).header
        return {
            "core_subshells": " ".join(header.core_subshells),
            "peel_subshells": " ".join(header.peel_subshells),
            "columns": _columns(),
        }

    def schema(self, path: str) -> pa.Schema:
        """Give the schema of what is in the list itself."""
        from ..csf import scan_csf

        return scan_csf(path, columns=_columns()).schema

    @contextmanager
    def batches(
        self, path: str, columns: Sequence[str], threads: int | None
    ) -> Generator[Generator[pa.RecordBatch, None, None], None, None]:
        """Stream them."""
        from ..csf import scan_csf

        with scan_csf(path, columns=columns, threads=threads).open() as stream:
            yield (batch for batch in stream)


def _columns() -> list[str]:
    from ..csf.columns import COLUMNS

    return [name for name in COLUMNS if name != _NOT_COMPARED]


KIND = _Csf()
