"""The verbs that every format has: to-arrow, to-parquet, head, count."""

from __future__ import annotations

from functools import partial

from . import options
from .verb import Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from ..scan import Scan

    Scanner: TypeAlias = Callable[[Namespace], Scan]
    Adder: TypeAlias = Callable[[ArgumentParser], None]


def verbs(
    command: str,
    file: str,
    columns: Sequence[str],
    scan: Scanner,
    more: Adder | None = None,
    choosing: Adder | None = None,
) -> tuple[Verb, ...]:
    """Make them.

    Parameters
    ----------
    command : str
        The format's word.
    file : str
        A file's name, for the examples.
    columns : sequence of str
        The columns there are.
    scan : callable
        Makes the scan of what was chosen: `options.reading` has its arguments.
    more : callable, optional
        Adds the format's own arguments to the conversions.
    choosing : callable, optional
        Adds the format's arguments that say which records are wanted, to all four.
    """
    start = f"rogtk-shim {command}"
    stem = file.split(".")[0]
    reads = f"--columns {','.join(columns[:3])}"

    def adding(add: Callable[[ArgumentParser, Sequence[str]], None], own: Adder | None = None) -> Adder:
        def all_of_them(parser: ArgumentParser) -> None:
            add(parser, columns)
            for one in (choosing, own):
                if one is not None:
                    one(parser)

        return all_of_them

    return (
        Verb(
            "to-arrow",
            "convert to an Arrow IPC file",
            f"{start} to-arrow {file} {stem}.arrow {reads}",
            adding(_add_to_arrow, more),
            partial(_to_arrow, scan),
        ),
        Verb(
            "to-parquet",
            "convert to a Parquet file",
            f"{start} to-parquet {file} {stem}.parquet --compression zstd",
            adding(_add_to_parquet, more),
            partial(_to_parquet, scan),
        ),
        Verb(
            "head",
            "show the first records: a table on a terminal, tab-separated lines elsewhere",
            f"{start} head {file} -n 5 {reads}",
            adding(_add_head),
            partial(_head, scan),
        ),
        Verb(
            "count",
            "count the records, of a file that is read and checked to its end",
            f"{start} count {file}",
            adding(_add_count),
            partial(_count, scan),
        ),
    )


def _add_to_arrow(parser: ArgumentParser, columns: Sequence[str]) -> None:
    options.add_input(parser)
    options.add_output(parser)
    options.add_columns(parser, columns)
    options.add_limit(parser)
    options.add_batch_size(parser)
    options.add_digest(parser)
    options.add_threads(parser)
    options.add_watching(parser)


def _to_arrow(scan: Scanner, chosen: Namespace) -> int:
    from .convert import convert

    return convert(chosen, partial(scan(chosen).write_ipc, digest=chosen.digest))


def _add_to_parquet(parser: ArgumentParser, columns: Sequence[str]) -> None:
    _add_to_arrow(parser, columns)
    options.add_parquet(parser)


def _to_parquet(scan: Scanner, chosen: Namespace) -> int:
    from .convert import convert

    given = {**options.parquet(chosen), "digest": chosen.digest}
    return convert(chosen, partial(scan(chosen).write_parquet, **given))


def _add_head(parser: ArgumentParser, columns: Sequence[str]) -> None:
    options.add_input(parser)
    parser.add_argument("-n", "--limit", type=options.natural, default=10, metavar="N", help="records (10)")
    options.add_columns(parser, columns)


def _head(scan: Scanner, chosen: Namespace) -> int:
    from .report import outcome
    from .table import show

    # One batch of all of it, and one thread: what is beyond isn't looked at.
    chosen.batch_size, chosen.threads = max(1, chosen.limit), 1
    with outcome(chosen) as result, scan(chosen).open() as stream:
        show(stream.schema.names, stream)
        result.statistics = stream.stats
    return result.code


def _add_count(parser: ArgumentParser, columns: Sequence[str]) -> None:
    options.add_input(parser)
    options.add_limit(parser)
    options.add_threads(parser)
    options.add_watching(parser)


def _count(scan: Scanner, chosen: Namespace) -> int:
    from .report import outcome
    from .text import put

    with outcome(chosen) as result:
        result.statistics = scan(chosen).count()
        put(str(result.statistics.records))
    return result.code
