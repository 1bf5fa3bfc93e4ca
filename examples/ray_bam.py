"""Count the reads of a BAM by reference with Ray.

Run `python examples/ray_bam.py reads.bam` for two worker processes on this machine, or give the address of a
cluster (`auto` for the one this machine belongs to): its workers have to find the file under the same path.
"""

# Ray need not be installed where types are checked.
# pyright: basic, reportMissingImports=false

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

import ray

from rogtk_shim import BamScan, Statistics, check_partitions, scan_bam

PARTS_PER_CPU = 4


def count_part(part: BamScan) -> tuple[Counter[str | None], Statistics]:
    """Run in a worker: what is counted of one part, and the statistics for the check."""
    counts: Counter[str | None] = Counter()
    with part.open() as stream:
        for batch in stream:
            counts.update(batch.column("chrom").to_pylist())
    assert stream.stats is not None
    return counts, stream.stats


def count(path: str) -> Counter[str | None]:
    """Count the reads of each reference; None stands for reads without one."""
    cpus = int(ray.cluster_resources()["CPU"])
    # A worker has a process of its own: more threads would only be in each other's way.
    parts = scan_bam(path, columns=["chrom"], threads=1).partitions(PARTS_PER_CPU * cpus)
    remote: Any = ray.remote(count_part)
    answers: list[tuple[Counter[str | None], Statistics]] = ray.get([remote.remote(part) for part in parts])
    # No read is missing and none was counted twice, or this raises.
    reads = check_partitions(statistics for _, statistics in answers)
    total = sum((counts for counts, _ in answers), Counter[str | None]())
    assert sum(total.values()) == reads
    return total


def main(path: str, address: str | None = None) -> None:
    """Print the counts."""
    if address is not None:
        ray.init(address)
    else:
        ray.init(num_cpus=2, include_dashboard=False)
    try:
        total = count(path)
    finally:
        ray.shutdown()
    for chrom, reads in total.most_common():
        print(f"{'*' if chrom is None else chrom}\t{reads}")


if __name__ == "__main__":
    main(*sys.argv[1:])
