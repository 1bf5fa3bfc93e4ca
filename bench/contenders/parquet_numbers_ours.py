"""rogtk_shim writes numbers to Parquet; prints wall and CPU seconds of both processes.

Usage: parquet_numbers_ours.py FOLDER
"""

import os
import resource
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq

from rogtk_shim import write_parquet


def cpu_seconds() -> float:
    """Of this process and of the engine, which is its child and still runs."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    seconds = own.ru_utime + own.ru_stime
    for child in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split():
        fields = Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()
        seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return seconds


if __name__ == "__main__":
    folder = sys.argv[1]
    table = pq.read_table(f"{folder}/raw.out.parquet")
    write_parquet(table.slice(0, 10), f"{folder}/numbers.out.parquet")  # the engine runs from here on
    start = time.perf_counter(), cpu_seconds()
    write_parquet(table, f"{folder}/numbers.out.parquet")
    print(time.perf_counter() - start[0], cpu_seconds() - start[1])
