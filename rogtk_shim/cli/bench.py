"""`rogtk-shim bench`: threads against batch size on this machine."""

from __future__ import annotations

import os
import time

from . import options
from .table import show_rows
from .verb import Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

_BATCH_SIZES = [5_000, 20_000, 100_000]
_LIMIT = 500_000


def numbers(text: str) -> list[int]:
    """Read whole numbers with commas between them."""
    return [options.positive(one) for one in text.split(",")]


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("input", metavar="FILE", help="a BAM file")
    parser.add_argument(
        "--threads", type=numbers, metavar="N,M", help="numbers to try; the powers of two allowed"
    )
    sizes = ",".join(map(str, _BATCH_SIZES))
    told = f"batch sizes to try ({sizes})"
    parser.add_argument("--batch-size", type=numbers, default=_BATCH_SIZES, metavar="N,M", help=told)
    told = f"records to read at a time ({_LIMIT})"
    parser.add_argument("--limit", type=options.positive, default=_LIMIT, metavar="N", help=told)
    parser.add_argument("--rounds", type=options.positive, default=2, metavar="N", help="the best counts (2)")


def _run(chosen: Namespace) -> int:
    from rogtk_bridge import threads_allowed

    allowed = threads_allowed()
    wanted = chosen.threads or sorted({allowed, *(1 << power for power in range(allowed.bit_length()))})
    pairs = [(threads, size) for threads in wanted if threads <= allowed for size in chosen.batch_size]
    if not pairs:
        chosen.parser.error(f"--threads: only {allowed} may be used here")
    path = options.source(chosen.input)
    if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
        chosen.parser.error("FILE is read several times: name a file, not a pipe")
    # The first run starts the engine, and brings the file into memory.
    records = _seconds(chosen, *pairs[-1])[1]
    best = dict.fromkeys(pairs, float("inf"))
    for _ in range(chosen.rounds):
        for pair in pairs:
            best[pair] = min(best[pair], _seconds(chosen, *pair)[0])
    ranked = sorted(best.items(), key=lambda item: item[1])
    names = ("rank", "threads", "batch_size", "seconds", "records_per_second")
    rows = [
        (rank, threads, size, f"{seconds:.3f}", int(records / seconds))
        for rank, ((threads, size), seconds) in enumerate(ranked, 1)
    ]
    show_rows(names, rows)
    return 0


def _seconds(chosen: Namespace, threads: int, batch_size: int) -> tuple[float, int]:
    """Read and decode, without an output: what a disk or a reader takes is not in it."""
    from ..bam import scan_bam

    path = options.source(chosen.input)
    scan = scan_bam(path, threads=threads, batch_size=batch_size, limit=chosen.limit, progress=False)
    started = time.perf_counter()
    records = scan.check().records
    return time.perf_counter() - started, records


VERB = Verb(
    "bench",
    "measure which number of threads and which batch size decodes a BAM file quickest here",
    "rogtk-shim bench reads.bam --limit 100000",
    _options,
    _run,
)
