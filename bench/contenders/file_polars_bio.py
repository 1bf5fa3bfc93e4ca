"""polars-bio's scan sunk into an Arrow IPC file by polars. Usage: file_polars_bio.py IN.bam OUT.arrow"""

import sys

import polars as pl
from stream_polars_bio import frame

frame(sys.argv[1]).sink_ipc(sys.argv[2], compression="uncompressed", compat_level=pl.CompatLevel.oldest())
