"""polars-bio's batches, drained. Usage: stream_polars_bio.py IN.bam"""

import sys
from collections.abc import Iterator

import polars as pl
import polars_bio

COLUMNS = ["name", "chrom", "start", "end", "flags", "sequence", "quality_scores"]


def frame(path: str) -> pl.LazyFrame:
    """The seven columns, 1-based."""
    return polars_bio.scan_bam(path, use_zero_based=False).select(COLUMNS)


def batches(path: str) -> Iterator[pl.DataFrame]:
    """One batch after the other: the quickest of the ways that polars has to drain a scan."""
    return frame(path).collect_batches()


if __name__ == "__main__":
    print(sum(batch.height for batch in batches(sys.argv[1])))
