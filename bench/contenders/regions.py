"""Seconds of each of many readings of the same regions in one process, after two that aren't counted.

Usage: regions.py CONTENDER IN.bam TIMES REGIONS.json
"""

import json
import sys
import time
from importlib import import_module
from pathlib import Path

from cpu import cpu_seconds

UNTIMED = 2

if __name__ == "__main__":
    _, contender, path, times, regions_file = sys.argv
    read = import_module(contender).read
    regions = [tuple(one) for one in json.loads(Path(regions_file).read_text())]
    for _ in range(UNTIMED - 1):
        read(path, regions)
    found = read(path, regions)
    rows = found.num_rows if hasattr(found, "num_rows") else len(found[0])
    wall: list[float] = []
    cpu: list[float] = []
    for _ in range(int(times)):
        start = time.perf_counter(), cpu_seconds()
        read(path, regions)
        wall.append(time.perf_counter() - start[0])
        cpu.append(cpu_seconds() - start[1])
    print(json.dumps({"wall": wall, "cpu": cpu, "rows": rows}))
