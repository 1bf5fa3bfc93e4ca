"""How fast record views are, by themselves: python bench/marc_views.py FILE.mrc [batch size …].

Prints records per second of this process's CPU time and of wall time, for each size of batch.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator

from rogtk_shim._contents import source_of
from rogtk_shim._plan import Plan
from rogtk_shim.marc._reading import BATCH_RECORDS, Views
from rogtk_shim.marc._views import RecordView


def iterate(views: Iterator[RecordView]) -> int:
    count = 0
    for _ in views:
        count += 1
    return count


def title(views: Iterator[RecordView]) -> int:
    count = 0
    for view in views:
        text = view.first("245")
        count += text is not None
    return count


def everything(views: Iterator[RecordView]) -> int:
    count = 0
    for view in views:
        count += len(view.texts()) > 0
    return count


def main() -> None:
    path, *sizes = sys.argv[1:]
    plan = Plan("marc", (source_of("path", path),), ())
    ways: list[Callable[[Iterator[RecordView]], int]] = [iterate, title, everything]
    for size in [int(size) for size in sizes] or [BATCH_RECORDS]:
        for way in ways * 2:
            cpu, wall = time.process_time(), time.perf_counter()
            with Views(plan, batch_size=size) as views:
                count = way(iter(views))
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            speeds = f"{count / cpu:11,.0f} /s CPU  {count / wall:11,.0f} /s"
            print(f"batches of {size:5}  {way.__name__:10}  {speeds}")


if __name__ == "__main__":
    main()
