"""pyarrow writes the raw descriptors once more, as a yardstick. Usage: csf_pyarrow.py FOLDER"""

import sys
import time

import pyarrow.parquet as pq

if __name__ == "__main__":
    table = pq.read_table(f"{sys.argv[1]}/raw.out.parquet")
    start = time.perf_counter(), time.process_time()
    pq.write_table(table, f"{sys.argv[1]}/pyarrow.out.parquet", compression="zstd")
    print(time.perf_counter() - start[0], time.process_time() - start[1])
