"""Seconds of each of many readings of one file in one process, after some that aren't counted.

Usage: warm.py CONTENDER IN.bam TIMES [OUT.arrow]; with OUT.arrow it is written, and removed each time.
"""

import json
import os
import sys
import time
from importlib import import_module

UNTIMED = 10

_, contender, path, times, *out = sys.argv
module = import_module(contender)
seconds: list[float] = []
rows: set[int] = set()
for _ in range(UNTIMED + int(times)):
    start = time.perf_counter()
    if out:
        module.convert(path, out[0])
    else:
        rows.add(sum(b.height if hasattr(b, "height") else b.num_rows for b in module.batches(path)))
    seconds.append(time.perf_counter() - start)
    if out:
        os.unlink(out[0])
print(json.dumps({"seconds": seconds[UNTIMED:], "rows": sorted(rows)}))
