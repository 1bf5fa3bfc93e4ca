"""What a BAM file holds by independent, slow readers: pysam, or the twin where pysam can't."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import cast

import pyarrow as pa
import pysam

from tests_py.bam import bam_by_hand
from tests_py.bam.rows import Row, table

pysam.set_verbosity(0)  # pyright: ignore[reportUnknownMemberType]

_PLUS_33 = bytes((value + 33) % 256 for value in range(256))


def pysam_rows(path: Path) -> Iterator[Row]:
    """The rows by pysam; coordinates from 1, end inclusive."""
    with pysam.AlignmentFile(str(path), "rb", check_sq=False) as file:
        for read in file.fetch(until_eof=True):
            start = read.reference_start
            yield Row(
                name=read.query_name or "",
                chrom=read.reference_name,
                start=None if start < 0 else start + 1,
                end=None if start < 0 else read.reference_end,
                flags=read.flag,
                sequence=read.query_sequence,
                quality_scores=_quality_text(cast("array[int] | None", read.query_qualities)),  # pyright: ignore[reportUnknownMemberType]
            )


def _quality_text(values: array[int] | None) -> str | None:
    """Phred+33. pysam's own `qual` is out: for a read of one base it writes into an interned object."""
    return None if values is None else bytes(values).translate(_PLUS_33).decode()


@lru_cache(maxsize=16)
def by_pysam(path: Path) -> pa.Table:
    """The table by pysam."""
    return table(pysam_rows(path))


@lru_cache(maxsize=16)
def by_hand(path: Path) -> pa.Table:
    """The table by the twin."""
    return table(bam_by_hand.read(path.read_bytes())[1])
