"""`convert_csfs`: a CSF list to a Parquet file."""

from __future__ import annotations

import errno
import os
import warnings

from rogtk_bridge.text import safe

from .._convert import write_file
from .._options import path_text, whole_number
from .._outputs import parquet_file
from .._plan import Plan, Source
from ..csf.header import CsfHeader
from ..csf.scan import scan_csf
from ..errors import OutputError, RejectsWarning
from ..output import refuse_inputs
from ..progress import Progress, check
from ..scan import Path
from .header import header_path, write_header

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_NAMED_MAX = 5


def convert_csfs(
    input_path: Path,
    output_path: Path,
    max_line_len: int = 256,
    chunk_size: int = 3_000_000,
    num_workers: int | None = None,
    *,
    progress: Progress = None,
) -> dict[str, Any]:
    """Convert a GRASP CSF list to a Parquet file with the columns `idx`, `line1`, `line2`, `line3`.

    Beside it comes `<input's name>_header.toml` with the header lines and counts.

    Parameters
    ----------
    input_path : str or os.PathLike
        The CSF list.
    output_path : str or os.PathLike
        The Parquet file to write, uncompressed as rcsfs writes it; it appears when it is whole.
    max_line_len : int, default 256
        Longer lines are cut there; a warning says so, and the result names the CSFs.
    chunk_size : int, default 3000000
        Accepted for the sake of scripts; memory is bounded in any case.
    num_workers : int, optional
        How many threads may work on it; never more than the cores this process may use, which is the default.
    progress : bool or callable, optional
        See `rogtk_shim.progress`.

    Returns
    -------
    dict
        `success`, `input_file`, `output_file`, `max_line_len`, `chunk_size`, `csf_count`, `total_lines`,
        `truncated_count`, `header_file` as rcsfs has them; also `truncated_rows` (which CSFs have lines that
        were cut), `blocks` and `seconds`.

    Raises
    ------
    InputNotFoundError
        "CSF file does not exist: …" (a `FileNotFoundError`).
    FormatError
        The file is no CSF list, or a line isn't ASCII; if the list ends within a CSF, a
        `TruncatedFileError`. No output is left.
    OutputError
        The output can't be written, or is the input itself or the header file.
    OptionError, TypeError
        A parameter makes no sense.

    Examples
    --------
    >>> from rogtk_shim.rcsfs import convert_csfs
    >>> done = convert_csfs("rcsf.inp", "csfs.parquet")
    >>> done["csf_count"], done["total_lines"], done["header_file"]
    (3, 9, 'rcsf_header.toml')
    """
    source = path_text("input_path", input_path)
    path = path_text("output_path", output_path)
    line_bytes = whole_number("max_line_len", max_line_len, minimum=1)
    chunk = whole_number("chunk_size", chunk_size, minimum=1)
    threads = None if num_workers is None else whole_number("num_workers", num_workers, minimum=1)
    options = (("columns", ("idx", "line1", "line2", "line3")), ("max_line_len", line_bytes))
    plan = Plan("csf", (Source.of(source),), options, threads)
    header_file = header_path(source, path)
    _check_header_file(header_file, source, path)
    header = _header_of(source)
    statistics = write_file(plan, path, parquet_file(None, None, None), check(progress))
    cut_lines, cut_rows = statistics["truncated_count"], statistics["truncated_rows"]
    write_header(header_file, header.lines, statistics.records, cut_lines)
    if cut_lines:
        _warn(source, line_bytes, cut_lines, cut_rows)
    return {
        "success": True,
        "input_file": source,
        "output_file": path,
        "max_line_len": line_bytes,
        "chunk_size": chunk,
        "csf_count": statistics.records,
        "total_lines": 3 * statistics.records,
        "truncated_count": cut_lines,
        "header_file": header_file,
        "truncated_rows": cut_rows,
        "blocks": statistics["blocks"],
        "seconds": statistics.seconds,
    }


def _check_header_file(header_file: str, source: str, path: str) -> None:
    """Refuse a header file that would replace the list or the Parquet file."""
    refuse_inputs(header_file, (source,))
    if os.path.isdir(header_file):
        message = "the header file is a folder, not a file"
        raise OutputError(message, errno=errno.EISDIR, code="OUTPUT_PATH", path=header_file)
    if os.path.realpath(header_file) == os.path.realpath(path):
        message = "this is the name of the header file that comes beside the output"
        raise OutputError(
            message, errno=errno.EINVAL, code="OUTPUT_PATH", path=path, hint="choose another name"
        )


def _header_of(path: str) -> CsfHeader:
    scan = scan_csf(path, progress=False)
    return scan.header


def _warn(path: str, line_bytes: int, lines: int, rows: list[int]) -> None:
    named = ", ".join(map(str, rows[:_NAMED_MAX])) + (", …" if len(rows) > _NAMED_MAX else "")
    count = "1 line was" if lines == 1 else f"{lines} lines were"
    message = (
        f"{safe(path)}: {count} longer than {line_bytes} characters and cut there (CSF {named}); "
        "such a CSF has no descriptor; a higher max_line_len keeps it"
    )
    warnings.warn(message, RejectsWarning, stacklevel=3)
