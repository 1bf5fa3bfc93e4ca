"""Seconds from the call to the first batch, in a process that hasn't asked before.

Usage: first_batch.py CONTENDER IN.bam with|without, the last word saying whether pyarrow is imported before.
"""

import json
import os
import sys
import time
from importlib import import_module

_, contender, path, pyarrow = sys.argv
if pyarrow == "with":
    import_module("pyarrow")
batches = import_module(contender).batches
start = time.perf_counter()
batch = next(iter(batches(path)))
seconds = time.perf_counter() - start
rows = batch.height if hasattr(batch, "height") else batch.num_rows
print(json.dumps({"seconds": seconds, "rows": rows}), flush=True)
os._exit(0)  # polars-bio aborts when the interpreter ends beside a half-read scan
