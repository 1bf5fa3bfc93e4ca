"""rogtk_shim on MARC as a table. Usage: marc_tables.py CASE FOLDER, which has in.mrc and takes the rest.

Prints the number of records (or, of long tables, rows) and the seconds of the quickest of three passes.
"""

import sys
import time

CASE, FOLDER = sys.argv[1:]
SOURCE = f"{FOLDER}/in.mrc"
RULES = {"title": "245ab", "subjects": "650*a", "isbn": "020a", "lang": "008/35-37", "note": "500[ind1=#]a"}


def once() -> int:
    """Run the case as a user would."""
    from rogtk_shim import scan_marc, write_marc

    if CASE == "marc-wide":
        with scan_marc(SOURCE, columns=RULES).open() as stream:
            return sum(batch.num_rows for batch in stream)
    if CASE == "marc-long":
        return scan_marc(SOURCE, shape="long").write_parquet(f"{FOLDER}/long.parquet").records
    if CASE == "marc-write":
        return write_marc(scan_marc(SOURCE, shape="long"), f"{FOLDER}/out.mrc").records
    return scan_marc(SOURCE, columns=RULES, limit=10).to_arrow().num_rows


seconds, count = [], 0
# A start from cold is the whole process.
for _ in range(1 if CASE == "marc-cold" else 3):
    begin = time.perf_counter()
    count = once()
    seconds.append(time.perf_counter() - begin)
print(count, min(seconds))
