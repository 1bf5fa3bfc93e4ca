"""rogtk_shim writes numbers to Parquet; prints wall and CPU seconds of both processes.

Usage: parquet_numbers_ours.py FOLDER
"""

import sys
import time

import pyarrow.parquet as pq
from cpu import cpu_seconds

from rogtk_shim import write_parquet

if __name__ == "__main__":
    folder = sys.argv[1]
    table = pq.read_table(f"{folder}/raw.out.parquet")
    write_parquet(table.slice(0, 10), f"{folder}/numbers.out.parquet")  # the engine runs from here on
    start = time.perf_counter(), cpu_seconds()
    write_parquet(table, f"{folder}/numbers.out.parquet")
    print(time.perf_counter() - start[0], cpu_seconds() - start[1])
