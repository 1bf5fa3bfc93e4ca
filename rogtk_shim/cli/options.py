"""Arguments that mean the same in every verb."""

from __future__ import annotations

from argparse import ArgumentTypeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence
    from typing import Any

    from ..progress import Progress

STANDARD = "-"


def at_least(minimum: int, text: str) -> int:
    """Read a whole number; thousands may be set apart by underscores."""
    try:
        number = int(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no whole number") from None
    if number < minimum:
        raise ArgumentTypeError(f"{number} is less than {minimum}")
    return number


def positive(text: str) -> int:
    """Read a whole number of at least 1."""
    return at_least(1, text)


def natural(text: str) -> int:
    """Read a whole number of at least 0."""
    return at_least(0, text)


def names(text: str) -> list[str]:
    """Read names with commas between them."""
    return [name.strip() for name in text.split(",")]


def add_input(parser: ArgumentParser) -> None:
    """Add `IN`."""
    parser.add_argument("input", metavar="IN", help="the file to read; - is standard input")


def add_output(parser: ArgumentParser) -> None:
    """Add `OUT`."""
    told = "the file to write, which appears when it is whole; - is standard output"
    parser.add_argument("output", metavar="OUT", help=told)
    parser.add_argument("--no-clobber", action="store_true", help="refuse to replace a file that is there")


def add_threads(parser: ArgumentParser) -> None:
    """Add `--threads`."""
    told = "threads that may work on it; never more than the cores allowed, the default"
    parser.add_argument("--threads", type=positive, metavar="N", help=told)


def add_limit(parser: ArgumentParser) -> None:
    """Add `--limit`."""
    told = "stop after so many records; what comes behind isn't checked"
    parser.add_argument("--limit", type=natural, metavar="N", help=told)


def add_columns(parser: ArgumentParser, known: Sequence[str] = ()) -> None:
    """Add `--columns`, for a format whose columns are known or for any."""
    of = f"of {', '.join(known)}" if known else "all if left out"
    told = f"the columns to read, in this order: {of}"
    parser.add_argument("--columns", type=names, metavar="A,B", help=told)


def add_batch_size(parser: ArgumentParser) -> None:
    """Add `--batch-size`."""
    parser.add_argument("--batch-size", type=positive, metavar="N", help="the most records in a batch")


def add_digest(parser: ArgumentParser) -> None:
    """Add `--digest`."""
    told = "keep a digest of the rows in the file, for verify; takes time"
    parser.add_argument("--digest", action="store_true", help=told)


def add_parquet(parser: ArgumentParser) -> None:
    """Add what a Parquet output can be told."""
    told = "none, snappy, gzip, brotli, zstd (the default) or lz4"
    parser.add_argument("--compression", metavar="NAME", default="zstd", help=told)
    told = "for gzip, brotli and zstd: the higher, the smaller and slower"
    parser.add_argument("--compression-level", type=int, metavar="N", help=told)
    told = "the most rows in a row group"
    parser.add_argument("--row-group-size", type=positive, metavar="N", help=told)


def parquet(chosen: Namespace) -> dict[str, Any]:
    """Give what was chosen for a Parquet output, as arguments of `write_parquet`."""
    return {name: getattr(chosen, name) for name in ("compression", "compression_level", "row_group_size")}


def add_progress(parser: ArgumentParser) -> None:
    """Add `--progress`."""
    parser.add_argument(
        "--progress",
        choices=("auto", "never", "always"),
        default="auto",
        help="auto: a bar on a terminal after a second, elsewhere a line a minute, on standard error",
    )


def add_watching(parser: ArgumentParser) -> None:
    """Add what a long run is watched by: `--progress` and `--stats`."""
    add_progress(parser)
    told = "write the counts of the run as JSON; - is standard error"
    parser.add_argument("--stats", metavar="FILE", help=told)


def add_rejects(parser: ArgumentParser) -> None:
    """Add `--rejects`, for formats that can go on after a record that can't be read."""
    told = "write what was wrong with each record that was left out, one JSON object a line"
    parser.add_argument("--rejects", metavar="FILE", help=told)


def reading(chosen: Namespace) -> dict[str, Any]:
    """Give what was chosen of the options that every scan takes, as its arguments; progress too."""
    given = ("threads", "limit", "columns", "batch_size")
    picked = {name: getattr(chosen, name, None) for name in given}
    progress = progress_of(chosen) if hasattr(chosen, "progress") else False
    return {"progress": progress, **{name: value for name, value in picked.items() if value is not None}}


def progress_of(chosen: Namespace, name: str | None = None) -> Progress:
    """Choose how the run shows its progress; `name` is the input's where it isn't `chosen.input`."""
    if chosen.progress != "auto":
        return chosen.progress == "always"
    from .minutes import Minutes, watched

    return None if watched() else Minutes(chosen.input if name is None else name)


def source(path: str) -> str:
    """Give what to read: standard input has a name of its own among files."""
    return "/dev/stdin" if path == STANDARD else path
