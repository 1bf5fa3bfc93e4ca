"""Memory for batches that arrive before pyarrow has been imported."""

from __future__ import annotations

import mmap
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_mapped_bytes_min = 64 * 1024


def allocate(size: int) -> Any:
    """
    Allocate a buffer that pyarrow can later take over without a copy.

    The engine is started before pyarrow is imported, and its first batches are there before the import is
    done. Large ones are mapped: a bytearray would be filled with zeros first.
    """
    if size < _mapped_bytes_min:
        return bytearray(size)
    if sys.platform == "win32":
        return mmap.mmap(-1, size)
    return mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
