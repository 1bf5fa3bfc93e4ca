"""`rogtk-shim bam …`"""

from __future__ import annotations

from ..bam.columns import COLUMNS
from . import options
from .verb import Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from ..bam import BamScan


def _scan(chosen: Namespace) -> BamScan:
    from ..bam import scan_bam

    given = options.reading(chosen)
    progress = options.progress_of(chosen) if hasattr(chosen, "progress") else False
    return scan_bam(options.source(chosen.input), **given, progress=progress)


def _to_arrow_options(parser: ArgumentParser) -> None:
    options.add_input(parser)
    options.add_output(parser)
    options.add_columns(parser, COLUMNS)
    options.add_limit(parser)
    options.add_batch_size(parser)
    options.add_threads(parser)
    options.add_watching(parser)


def _to_arrow(chosen: Namespace) -> int:
    from .convert import convert

    return convert(chosen, _scan(chosen).write_ipc)


def _to_parquet_options(parser: ArgumentParser) -> None:
    _to_arrow_options(parser)
    options.add_parquet(parser)


def _to_parquet(chosen: Namespace) -> int:
    from functools import partial

    from .convert import convert

    return convert(chosen, partial(_scan(chosen).write_parquet, **options.parquet(chosen)))


def _head_options(parser: ArgumentParser) -> None:
    options.add_input(parser)
    parser.add_argument("-n", "--limit", type=options.natural, default=10, metavar="N", help="records (10)")
    options.add_columns(parser, COLUMNS)


def _head(chosen: Namespace) -> int:
    from .table import show

    # One batch of all of it, and one thread: what is beyond isn't looked at.
    chosen.batch_size, chosen.threads = max(1, chosen.limit), 1
    with _scan(chosen).open() as stream:
        show(stream.schema.names, stream)
    return 0


def _count_options(parser: ArgumentParser) -> None:
    options.add_input(parser)
    options.add_limit(parser)
    options.add_threads(parser)
    options.add_watching(parser)


def _count(chosen: Namespace) -> int:
    from .report import outcome
    from .text import put

    with outcome(chosen) as result:
        result.statistics = _scan(chosen).count()
        put(str(result.statistics.records))
    return result.code


def _stats_options(parser: ArgumentParser) -> None:
    options.add_input(parser)
    parser.add_argument("--json", action="store_true", help="print JSON instead of lines")
    options.add_limit(parser)
    options.add_threads(parser)
    options.add_watching(parser)


def _stats(chosen: Namespace) -> int:
    from .bam_stats import Counts, print_counts
    from .report import outcome

    chosen.columns = Counts.COLUMNS
    with outcome(chosen) as result:
        scan = _scan(chosen)
        counts = Counts()
        with scan.open() as stream:
            for batch in stream:
                counts.add(batch)
            result.statistics = stream.stats
        print_counts(counts, as_json=chosen.json)
    return result.code


VERBS = (
    Verb(
        "to-arrow",
        "convert to an Arrow IPC file",
        "rogtk-shim bam to-arrow reads.bam reads.arrow --columns name,chrom,start",
        _to_arrow_options,
        _to_arrow,
    ),
    Verb(
        "to-parquet",
        "convert to a Parquet file",
        "rogtk-shim bam to-parquet reads.bam reads.parquet --compression zstd",
        _to_parquet_options,
        _to_parquet,
    ),
    Verb(
        "head",
        "show the first records: a table on a terminal, tab-separated lines elsewhere",
        "rogtk-shim bam head reads.bam -n 5 --columns name,chrom,start",
        _head_options,
        _head,
    ),
    Verb(
        "count",
        "count the records, of a file that is read and checked to its end",
        "rogtk-shim bam count reads.bam",
        _count_options,
        _count,
    ),
    Verb(
        "stats",
        "count by flag, by reference and by length of the read",
        "rogtk-shim bam stats reads.bam --json",
        _stats_options,
        _stats,
    ),
)
