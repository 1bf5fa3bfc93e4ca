"""`rogtk-shim bam …`"""

from __future__ import annotations

from ..bam.columns import COLUMNS
from . import common, options
from .bam_choice import add_choice, add_output_choice, chosen_of
from .verb import Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from ..bam import BamScan


def _scan(chosen: Namespace) -> BamScan:
    from ..bam import scan_bam

    return scan_bam(chosen.input, **{**options.reading(chosen), **chosen_of(chosen)})


def _stats_options(parser: ArgumentParser) -> None:
    options.add_input(parser)
    parser.add_argument("--json", action="store_true", help="print JSON instead of lines")
    add_choice(parser)
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
    *common.verbs("bam", "reads.bam", COLUMNS, _scan, add_output_choice, add_choice),
    Verb(
        "stats",
        "count by flag, by reference and by length of the read",
        "rogtk-shim bam stats reads.bam --json",
        _stats_options,
        _stats,
    ),
)
