"""Count the reads of a BAM by reference on a Dask cluster.

Run `python examples/dask_bam.py reads.bam` for two worker processes on this machine, or give the address of a
cluster's scheduler as the second argument: its workers have to find the file under the same path.
"""

# Of what pyarrow and Dask give, types say little.
# pyright: basic

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

from dask.distributed import Client, LocalCluster

from rogtk_shim import BamScan, Statistics, check_partitions, scan_bam

PARTS_PER_WORKER = 4


def count_part(part: BamScan) -> tuple[Counter[str | None], Statistics]:
    """Run in a worker: what is counted of one part, and the statistics for the check."""
    counts: Counter[str | None] = Counter()
    with part.open() as stream:
        for batch in stream:
            counts.update(batch.column("chrom").to_pylist())
    assert stream.stats is not None
    return counts, stream.stats


def count(client: Any, path: str) -> Counter[str | None]:
    """Count the reads of each reference; None stands for reads without one."""
    workers = len(client.scheduler_info(n_workers=-1)["workers"])
    # A worker has a process of its own: more threads would only be in each other's way.
    parts = scan_bam(path, columns=["chrom"], threads=1).partitions(PARTS_PER_WORKER * workers)
    answers = client.gather(client.map(count_part, parts, pure=False))
    # No read is missing and none was counted twice, or this raises.
    reads = check_partitions(statistics for _, statistics in answers)
    total = sum((counts for counts, _ in answers), Counter[str | None]())
    assert sum(total.values()) == reads
    return total


def main(path: str, address: str | None = None) -> None:
    """Print the counts."""
    if address is not None:
        with Client(address) as client:
            total = count(client, path)
    else:
        # Any free port will do for the dashboard.
        cluster = LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0")
        with cluster, Client(cluster) as client:
            total = count(client, path)
    for chrom, reads in total.most_common():
        print(f"{'*' if chrom is None else chrom}\t{reads}")


if __name__ == "__main__":
    main(*sys.argv[1:])
