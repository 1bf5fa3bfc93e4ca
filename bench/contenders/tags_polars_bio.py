"""All fields and three tags by polars-bio, drained. Usage: tags_polars_bio.py IN.bam"""

import sys
from collections.abc import Iterator

import polars as pl
import polars_bio


def batches(path: str) -> Iterator[pl.DataFrame]:
    """All fields, and NM, MD, AS; 1-based."""
    tags = ["NM", "MD", "AS"]
    return polars_bio.scan_bam(path, tag_fields=tags, use_zero_based=False).collect_batches()


if __name__ == "__main__":
    print(sum(batch.height for batch in batches(sys.argv[1])))
