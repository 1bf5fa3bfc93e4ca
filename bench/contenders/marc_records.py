"""One way through a MARC file with one package. Usage: marc_records.py PACKAGE WAY IN.mrc OUT.mrc

Prints how many records there were, and the seconds of the quickest of three passes.
"""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

package: Any = importlib.import_module(sys.argv[1])
#: pymarc and rmarc read file objects; field and indicators are made in different ways.
IS_MRRC = sys.argv[1].endswith("mrrc")


def reader(path: str) -> Any:
    return package.MARCReader(path if IS_MRRC or "shim" in sys.argv[1] else open(path, "rb"))


def added() -> Any:
    subfields = [package.Subfield("a", "added")]
    if IS_MRRC:
        return package.Field("999", " ", " ", subfields=subfields)
    return package.Field("999", package.Indicators(" ", " "), subfields)


def iterate(path: str, out: str) -> int:
    count = 0
    for _ in reader(path):
        count += 1
    return count


def title(path: str, out: str) -> int:
    count = 0
    for record in reader(path):
        count += record["245"]["a"] is not None
    return count


def copy(path: str, out: str) -> int:
    count = 0
    with open(out, "wb") as file:
        writer = package.MARCWriter(file)
        for record in reader(path):
            writer.write(record)
            count += 1
        writer.close()
    return count


def add(path: str, out: str) -> int:
    count = 0
    with open(out, "wb") as file:
        writer = package.MARCWriter(file)
        for record in reader(path):
            record.add_field(added())
            writer.write(record)
            count += 1
        writer.close()
    return count


def parallel(path: str, out: str) -> int:
    data = Path(path).read_bytes()
    return len(package.parse_batch_parallel(package.RecordBoundaryScanner().scan(data), data))


def pipeline(path: str, out: str) -> int:
    found = package.ProducerConsumerPipeline.from_file(path)
    count = 0
    while found.next() is not None:
        count += 1
    return count


WAYS: dict[str, Callable[[str, str], int]] = {
    way.__name__: way for way in (iterate, title, copy, add, parallel, pipeline)
}

if __name__ == "__main__":
    seconds: list[float] = []
    records = 0
    for _ in range(3):
        started = time.perf_counter()
        records = WAYS[sys.argv[2]](*sys.argv[3:])
        seconds.append(time.perf_counter() - started)
    print(records, min(seconds))
