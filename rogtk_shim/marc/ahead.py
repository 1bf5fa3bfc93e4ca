"""What the engine can read ahead of a reader, and when it pays."""

from __future__ import annotations

import io
import os
import stat
import sys
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from .._contents import Memory
from .._plan import Plan, Source
from .parse import MARC8, Decoding
from .placed_file import PlacedFile

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["Ahead", "may_be_taken_ahead"]

#: What has to be left to read. In Python it takes as long as starting the engine does and importing pyarrow:
#: 0.3 s; or, where both are there, as starting a run does: 10 ms.
COLD_BYTES = 10 << 20
WARM_BYTES = 512 << 10
#: What gzip makes of MARC at least.
_UNPACKED = 3
_PRINTABLE = bytes(range(0x20, 0x7F))


class Ahead(NamedTuple):
    """An input that the engine reads from its start, while Python has a file object of its own."""

    source: Source
    #: As far as they are known.
    bytes: int
    #: The file, if Python can read it by places.
    file: Any = None

    @classmethod
    def of_bytes(cls, data: bytes) -> Self:
        """Read bytes."""
        return cls(Source(None, "<bytes>", Memory(data)), len(data))

    @classmethod
    def of_path(cls, path: str | bytes, file: Any, *, packed: bool = False) -> Self | None:
        """Read what a path leads to, if that is the regular file that a file object has open."""
        try:
            is_open = os.fstat(file.fileno())
            found = os.stat(path)
        except (OSError, ValueError):
            return None
        if not stat.S_ISREG(is_open.st_mode) or not os.path.samestat(is_open, found):
            return None
        own = None if packed else file
        return cls(Source.of(os.fsdecode(path)), found.st_size * (_UNPACKED if packed else 1), own)

    @classmethod
    def of_file(cls, file: IO[bytes]) -> Self | None:
        """Read what a user's file object has open: bytes in memory, or a regular file, opened to be read."""
        if type(file) is io.BytesIO:
            return cls.of_bytes(file.getvalue())
        if type(file) is io.BufferedReader and type(file.raw) is io.FileIO:
            name: Any = file.name
            return cls.of_path(name, file) if isinstance(name, (str, bytes)) else None
        return None

    def plan(self) -> Plan:
        """Say what to read."""
        from ._reading import MEMORY_BYTES, THREADS

        return Plan("marc", (self.source,), (), THREADS, MEMORY_BYTES)

    def placed(self) -> PlacedFile | None:
        """Give the file to be read by places, if it can be."""
        return None if self.file is None else PlacedFile.of_descriptor(self.file.fileno(), self.source.name)

    def is_worth_it(self, position: int) -> bool:
        """Whether enough is left behind a position, and not too much before it."""
        left = self.bytes - position
        return left >= position and left >= (WARM_BYTES if _is_warm() else COLD_BYTES)


def _is_warm() -> bool:
    if "pyarrow" not in sys.modules or "rogtk_bridge._client" not in sys.modules:
        return False
    from rogtk_bridge import client

    return client().engine is not None


def may_be_taken_ahead(how: Decoding) -> bool:
    """Whether plain text means the same in the encoding of the records that aren't UTF-8."""
    if how.file_encoding == MARC8:
        return True
    try:
        return _PRINTABLE.decode(how.file_encoding) == _PRINTABLE.decode()
    except (LookupError, ValueError):
        return False
