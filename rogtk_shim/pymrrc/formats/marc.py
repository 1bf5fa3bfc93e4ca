"""ISO 2709: reading and writing."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import IO

from .._core import Core
from .._input import Input
from ..reader import MARCReader
from ..writer import MARCWriter, write_marc

__all__ = ["MARCReader", "MARCWriter", "read", "write"]


def read(source: Input) -> MARCReader:
    """Give the records of a path, bytes or a file object."""
    return MARCReader(source)


def write(records: Iterable[Core], dest: str | os.PathLike[str] | IO[bytes]) -> int:
    """Write records to a path or a file object, and say how many there were."""
    return write_marc(records, dest)
