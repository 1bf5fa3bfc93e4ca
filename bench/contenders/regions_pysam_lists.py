"""pysam's records in regions, as lists of values; the file stays open, as it would in a program."""

from functools import cache
from typing import Any

import pysam


@cache
def open_file(path: str) -> Any:
    """Open it once."""
    return pysam.AlignmentFile(path, "rb")


def read(path: str, regions: list[tuple[str, int, int]]) -> list[tuple[Any, ...]]:
    """The seven values of each record in the regions, which count from 0 and are half-open; a list each."""
    file = open_file(path)
    records = [
        (
            read.query_name,
            read.reference_name,
            read.reference_start + 1 or None,
            read.reference_end,
            read.flag,
            read.query_sequence,
            read.query_qualities_str,
        )
        for name, start, end in regions
        for read in file.fetch(name, start, end)
    ]
    return list(zip(*records, strict=True))
