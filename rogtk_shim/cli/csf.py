"""`rogtk-shim csf …`"""

from __future__ import annotations

from ..csf.columns import COLUMNS
from . import common, options
from .info import VERB as INFO
from .verb import Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from ..csf import CsfScan


def _scan(chosen: Namespace) -> CsfScan:
    from ..csf import scan_csf

    given = options.reading(chosen)
    return scan_csf(options.source(chosen.input), errors=getattr(chosen, "errors", "raise"), **given)


def _add_errors(parser: ArgumentParser) -> None:
    told = "what becomes of CSFs that can't be parsed: an error, nulls, or zeros in the descriptor"
    parser.add_argument("--errors", choices=("raise", "collect", "zeros"), default="raise", help=told)
    options.add_rejects(parser)


def _descriptors_options(parser: ArgumentParser) -> None:
    options.add_input(parser)
    options.add_output(parser)
    parser.add_argument("--normalize", action="store_true", help="divide by what a value can be at most")
    parser.add_argument(
        "--layout", choices=("columns", "list"), default="columns", help="columns, or one list"
    )
    parser.add_argument("--names", choices=("col", "subshell"), default="col", help="col_0 … or 5s.n …")
    told = "the subshells there are values for; those of the header if left out"
    parser.add_argument("--peel-subshells", type=options.names, metavar="A,B", help=told)
    _add_errors(parser)
    options.add_parquet(parser)
    options.add_limit(parser)
    options.add_threads(parser)
    options.add_watching(parser)


def _descriptors(chosen: Namespace) -> int:
    from functools import partial

    from ..csf import csf_to_descriptors
    from .convert import convert

    own = ("normalize", "layout", "names", "peel_subshells", "errors")
    given = {**{name: getattr(chosen, name) for name in own}, **options.parquet(chosen)}
    path = options.source(chosen.input)
    return convert(chosen, partial(csf_to_descriptors, path, **given, **options.reading(chosen)))


def _blocks_options(parser: ArgumentParser) -> None:
    options.add_input(parser)
    options.add_threads(parser)
    options.add_progress(parser)


def _blocks(chosen: Namespace) -> int:
    from ..csf import csf_blocks
    from .table import show_rows

    progress = options.progress_of(chosen)
    found = csf_blocks(options.source(chosen.input), threads=chosen.threads, progress=progress)
    rows = [(block.block, block.j, block.parity, block.csfs) for block in found]
    show_rows(("block", "j", "parity", "csfs"), rows)
    return 0


def _to_csf_options(parser: ArgumentParser) -> None:
    parser.add_argument("input", metavar="IN", help="a Parquet or Arrow IPC file with the lines of CSFs")
    options.add_output(parser)
    told = "the list whose header is to be taken; left out, the one that the input was made of"
    parser.add_argument("--header", metavar="LIST", help=told)
    options.add_threads(parser)
    options.add_watching(parser)


def _to_csf(chosen: Namespace) -> int:
    from functools import partial

    from ..csf import write_csf
    from .convert import convert
    from .tables import table_of

    data = table_of(options.source(chosen.input))
    given = {"header": chosen.header, **options.reading(chosen), "progress": options.progress_of(chosen)}
    return convert(chosen, partial(write_csf, data, **given))


VERBS = (
    *common.verbs("csf", "rcsf.inp", COLUMNS, _scan, _add_errors),
    Verb(
        "descriptors",
        "write the descriptors of all CSFs to a Parquet file, or to an Arrow IPC file if it is called .arrow",
        "rogtk-shim csf descriptors rcsf.inp descriptors.parquet --normalize --names subshell",
        _descriptors_options,
        _descriptors,
    ),
    Verb(
        "blocks",
        "list the blocks with their J, parity and number of CSFs",
        "rogtk-shim csf blocks rcsf.inp",
        _blocks_options,
        _blocks,
    ),
    Verb(
        "to-csf",
        "write CSFs of a Parquet or Arrow IPC file back to a list",
        "rogtk-shim csf to-csf selected.parquet rcsf.out --header rcsf.inp",
        _to_csf_options,
        _to_csf,
    ),
    INFO._replace(example="rogtk-shim csf info rcsf.inp"),
)
