"""1,000,000 rows of 87 integers to a Parquet file (zstd): this package beside pyarrow, in turns.

Usage: parquet_numbers.py [turns]. Medians of seconds and of processor seconds, both processes and all threads
counted; ours has two threads, pyarrow's writer one.
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from rogtk_shim import write_parquet

ROWS = 1_000_000
COLUMNS = 87


def with_runs(random: Any) -> Any:
    """0 to 14; a value stays for 1 to 8 rows."""
    return np.repeat(random.integers(0, 15, ROWS, np.int32), random.integers(1, 9, ROWS))[:ROWS]


def like_ranks(random: Any) -> Any:
    """0 to 194, small ones far more often, each near the one before."""
    near = np.repeat((195 * random.random(ROWS) ** 3).astype(np.int32), random.geometric(0.25, ROWS))[:ROWS]
    return np.minimum(194, near + random.integers(0, 3, ROWS, np.int32))


def cpu_seconds() -> float:
    """Of this process and of the engine, which is its child and still runs."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    seconds = own.ru_utime + own.ru_stime
    tasks = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    for child in tasks.read_text().split():
        fields = Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()
        seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return seconds


def main(turns: int) -> None:
    """Measure and print."""
    folder = Path(tempfile.mkdtemp())
    writers: dict[str, Callable[[Any, Path], Any]] = {
        "rogtk-shim": lambda table, path: write_parquet(table, path, threads=2, progress=False),
        "pyarrow": lambda table, path: pq.write_table(table, path, compression="zstd"),
    }
    for kind, make in (("runs", with_runs), ("ranks", like_ranks)):
        random = np.random.default_rng(1)
        table = pa.table({f"c{i}": pa.array(make(random), pa.int32()) for i in range(COLUMNS)})
        table = pa.Table.from_batches(table.to_batches(), table.schema)
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in writers}
        for turn in range(turns + 1):
            for name, write in writers.items():
                path = folder / f"{name}.parquet"
                path.unlink(missing_ok=True)
                before, cpu = time.perf_counter(), cpu_seconds()
                write(table, path)
                if turn:  # the first turn is not timed
                    found[name].append((time.perf_counter() - before, cpu_seconds() - cpu))
        for name, times in found.items():
            path = folder / f"{name}.parquet"
            assert pq.read_table(path).equals(table), name
            wall, cpu = (statistics.median(one) for one in zip(*times, strict=True))
            print(f"{kind:6} {name:11} {wall:.2f} s, {cpu:.2f} s CPU, {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
