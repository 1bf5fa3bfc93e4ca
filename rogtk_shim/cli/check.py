"""`rogtk-shim check`"""

from __future__ import annotations

from . import options
from .ending import FAILED, WHOLE, describe
from .text import put, safe
from .verb import Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="what each is, is found out by its content")
    parser.add_argument("--quiet", action="store_true", help="say nothing: the exit code tells")
    options.add_threads(parser)
    options.add_progress(parser)


def _run(chosen: Namespace) -> int:
    from ..errors import RogtkShimError

    code = WHOLE
    for path in chosen.files:
        try:
            line = f"{safe(path)}: whole, {_check(path, chosen)}"
        except (RogtkShimError, OSError) as error:
            code = FAILED
            told = describe(error)
            line = f"{safe(path)}: {_verdict(error)}, {told.removeprefix(f'{safe(path)}: ')}"
        if not chosen.quiet:
            put(line)
    return code


def _check(path: str, chosen: Namespace) -> str:
    from .._kinds import kind_of

    kind = kind_of(options.source(path))
    rows = kind.check(options.source(path), chosen.threads, options.progress_of(chosen, path))
    return f"{kind.name}, {rows:,} rows"


def _verdict(error: Exception) -> str:
    from ..errors import FormatError, TruncatedFileError

    if getattr(error, "code", None) == "UNKNOWN_FORMAT":
        return "unknown"
    return "damaged" if isinstance(error, (FormatError, TruncatedFileError)) else "not checked"


VERB = Verb(
    "check",
    "tell of each file whether it is whole, or where it is damaged; exit code 1 if any isn't",
    "rogtk-shim check reads.bam reads.arrow",
    _options,
    _run,
)
