"""polars-bio's scan sunk into an Arrow IPC file by polars. Usage: file_polars_bio.py IN.bam OUT.arrow"""

import sys

import polars as pl
from stream_polars_bio import frame


def convert(path: str, out: str) -> None:
    """Uncompressed, with plain string columns as everybody else writes them; string views are no quicker."""
    frame(path).sink_ipc(out, compression="uncompressed", compat_level=pl.CompatLevel.oldest())


if __name__ == "__main__":
    convert(sys.argv[1], sys.argv[2])
