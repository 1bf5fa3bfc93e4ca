"""What is known of a kind of files."""

from __future__ import annotations

from abc import ABC, abstractmethod

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from contextlib import AbstractContextManager
    from typing import Any, ClassVar

    import pyarrow as pa

    from ..progress import Progress


class Kind(ABC):
    """A kind of files."""

    #: As people call it.
    name: ClassVar[str]
    #: Endings of names, lower case.
    suffixes: ClassVar[tuple[str, ...]]

    @abstractmethod
    def recognises(self, head: bytes) -> bool:
        """Tell from a file's first bytes whether it is of this kind."""

    @abstractmethod
    def check(self, path: str, threads: int | None, progress: Progress) -> int:
        """Read and check all of a file; give the number of rows, or raise what is wrong."""

    @abstractmethod
    def describe(self, path: str) -> dict[str, Any]:
        """Say what a file holds without reading all of it: names and plain values."""

    @abstractmethod
    def schema(self, path: str) -> pa.Schema:
        """Give the schema of its rows."""

    @abstractmethod
    def batches(
        self, path: str, columns: Sequence[str], threads: int | None
    ) -> AbstractContextManager[Generator[pa.RecordBatch, None, None]]:
        """Read these columns of all rows, in order."""
