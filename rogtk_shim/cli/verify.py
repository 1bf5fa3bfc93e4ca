"""`rogtk-shim verify`"""

from __future__ import annotations

from . import options
from .ending import FAILED, WHOLE
from .text import put, safe
from .verb import Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("input", metavar="IN", help="one file: BAM, Arrow or Parquet, as its content says")
    told = "the other; left out, IN is compared with the receipt that it was written with (--digest)"
    parser.add_argument("output", metavar="OUT", nargs="?", help=told)
    parser.add_argument("--json", action="store_true", help="print JSON, each column's digest in it")
    options.add_columns(parser)
    options.add_threads(parser)


def _run(chosen: Namespace) -> int:
    from ..verification import verify

    first = options.source(chosen.input)
    second = None if chosen.output is None else options.source(chosen.output)
    found = verify(first, second, columns=chosen.columns, threads=chosen.threads)
    if chosen.json:
        import json

        put(json.dumps(found.to_dict(), indent=2))
    else:
        put(safe(str(found)))
        if found.not_compared:
            put(f"not compared: {safe(', '.join(found.not_compared))}")
    return WHOLE if found else FAILED


VERB = Verb(
    "verify",
    "tell whether two files hold the same rows in the columns that both have, or where they first differ",
    "rogtk-shim verify reads.bam reads.arrow",
    _options,
    _run,
)
