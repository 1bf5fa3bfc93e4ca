"""What all functions of this package do: their parameters become a plan, the plan becomes a file."""

from __future__ import annotations

import os

from .._convert import write_file
from .._options import batch_rows, path_text, row_limit, truth, whole_number
from .._outputs import IpcFile, Output
from .._plan import Plan, Source
from ..bam.columns import COLUMNS
from ..errors import OptionError
from ..output import make_folder
from ..progress import Progress, check
from ..scan import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..statistics import Statistics

_MIB = 1024 * 1024
#: The least working memory that is asked for.
_MEMORY_BYTES_MIN = 64 * _MIB


def thread_count(name: str, value: object, default: int) -> int:
    """Check a thread parameter; 0 stands for its default, as in rogtk."""
    return whole_number(name, value, minimum=0) or default


def memory_bytes(read_buffer_mb: object, write_buffer_mb: object) -> int | None:
    """Return the working memory that the buffer parameters ask for; None unless both were given."""
    sizes = [
        None if value is None else whole_number(name, value, minimum=0)
        for name, value in (("read_buffer_mb", read_buffer_mb), ("write_buffer_mb", write_buffer_mb))
    ]
    given = [size for size in sizes if size is not None]
    return max(sum(given) * _MIB, _MEMORY_BYTES_MIN) if len(given) == len(sizes) else None


def convert_one(
    bam_path: Path,
    output_path: Path,
    *,
    batch_size: int,
    include_sequence: bool,
    include_quality: bool,
    limit: int | None,
    threads: int | None,
    progress: Progress,
    memory: int | None = None,
    output: Output | None = None,
) -> Statistics:
    """Convert one BAM file; to an Arrow IPC file unless `output` says otherwise."""
    return convert_many(
        [path_text("bam_path", bam_path)],
        output_path,
        batch_size=batch_size,
        include_sequence=include_sequence,
        include_quality=include_quality,
        limit=limit,
        include_source_file=False,
        threads=threads,
        progress=progress,
        memory=memory,
        output=output,
    )


def convert_many(
    bam_paths: Any,
    output_path: Path,
    *,
    batch_size: int,
    include_sequence: bool,
    include_quality: bool,
    limit: int | None,
    include_source_file: bool,
    threads: int | None,
    progress: Progress,
    memory: int | None = None,
    output: Output | None = None,
) -> Statistics:
    """Convert BAM files, one after the other, into one file."""
    if isinstance(bam_paths, (str, bytes, os.PathLike)) or not hasattr(bam_paths, "__iter__"):
        raise TypeError(f"bam_paths must be a list of paths, not {type(bam_paths).__name__}")  # pyright: ignore[reportUnknownArgumentType]
    sources = tuple(Source.of(path_text("bam_paths", path)) for path in bam_paths)
    if not sources:
        raise OptionError("No BAM files provided")
    left_out = {
        "sequence": not truth("include_sequence", include_sequence),
        "quality_scores": not truth("include_quality", include_quality),
    }
    options = (
        ("batch_size", batch_rows(batch_size)),
        ("limit", row_limit(limit)),
        ("columns", tuple(name for name in COLUMNS if not left_out.get(name, False))),
        ("source_file", truth("include_source_file", include_source_file)),
    )
    plan = Plan("bam", sources, options, threads, memory)
    path = path_text("arrow_ipc_path" if output is None else "parquet_path", output_path)
    checked_progress = check(progress)
    plan.check_sources()
    with make_folder(path):
        return write_file(plan, path, output or IpcFile(), checked_progress)
