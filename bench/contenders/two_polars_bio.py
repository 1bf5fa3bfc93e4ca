"""Two of polars-bio's columns, drained. Usage: two_polars_bio.py IN.bam"""

import sys
from collections.abc import Iterator

import polars as pl
import polars_bio


def batches(path: str) -> Iterator[pl.DataFrame]:
    """Names and flags."""
    return polars_bio.scan_bam(path, use_zero_based=False).select("name", "flags").collect_batches()


if __name__ == "__main__":
    print(sum(batch.height for batch in batches(sys.argv[1])))
