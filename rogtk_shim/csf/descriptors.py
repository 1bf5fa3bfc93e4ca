"""From a CSF list to a file of descriptors in one pass."""

from __future__ import annotations

from collections.abc import Sequence

from .._convert import write_file
from .._options import path_text, row_limit, thread_wish
from .._outputs import IpcFile, parquet_file
from .._plan import Plan, Source
from ..progress import Progress, check
from ..scan import Path
from .options import descriptor_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..statistics import Statistics
    from .options import Errors, Layout, Names

_IPC_SUFFIXES = (".arrow", ".ipc", ".feather")


def csf_to_descriptors(
    csf: Path,
    out: Path,
    *,
    normalize: bool = False,
    layout: Layout = "columns",
    names: Names = "col",
    peel_subshells: Sequence[str] | None = None,
    errors: Errors = "raise",
    compression: str | None = "zstd",
    compression_level: int | None = None,
    row_group_size: int | None = None,
    limit: int | None = None,
    threads: int | None = None,
    progress: Progress = None,
) -> Statistics:
    """Write the descriptors of a CSF list to a Parquet or Arrow IPC file; there is no file in between.

    Parameters
    ----------
    csf : str or os.PathLike
        The list.
    out : str or os.PathLike
        The file to write: Arrow IPC where its name ends in `.arrow`, `.ipc` or `.feather`, else Parquet.
    normalize : bool, default False
        True: values divided by what they can be at most, as `float32`; else they are `int32`.
    layout : {"columns", "list"}, default "columns"
        Three columns for each peel subshell, or one column `descriptor` of fixed-size lists.
    names : {"col", "subshell"}, default "col"
        How the columns are called: `col_0`, `col_1`, … as rcsfs does, or `5s.n`, `5s.j`, `5s.coupling`.
    peel_subshells : list of str, optional
        The subshells that there are values for; those of the header if left out.
    errors : {"raise", "collect", "zeros"}, default "raise"
        What becomes of CSFs that can't be parsed: an error, and no file; or rows of nulls or zeros, and
        `rejects` of the statistics lists them.
    compression, compression_level, row_group_size
        Of a Parquet file, as in `Scan.write_parquet`.
    limit : int, optional
        The most CSFs to read, from the start.
    threads : int, optional
        How many threads may work on it.
    progress : bool or callable, optional
        See `rogtk_shim.progress`.

    Returns
    -------
    Statistics
        Counts; in `extra`, `rejected` and `rejects`, `blocks`, `unknown_subshells`.

    Raises
    ------
    InputNotFoundError
        The list isn't there (a `FileNotFoundError`).
    FormatError
        The file is no CSF list, or CSFs can't be parsed; if it is cut, a `TruncatedFileError`. No output is
        left.
    OutputError
        The output can't be written, or is the input itself.
    OptionError, TypeError
        A parameter makes no sense.

    Examples
    --------
    >>> from rogtk_shim import csf_to_descriptors
    >>> csf_to_descriptors("rcsf.inp", "descriptors.parquet", names="subshell").records
    3
    >>> import pyarrow.parquet
    >>> pyarrow.parquet.read_table("descriptors.parquet").column_names[:3]
    ['2s.n', '2s.j', '2s.coupling']
    """
    path = path_text("out", out)
    parquet = parquet_file(compression, compression_level, row_group_size)
    options = (
        ("columns", ("descriptor",)),
        *descriptor_options(normalize, layout, names, peel_subshells, errors),
        ("nullable", errors == "collect"),
        ("limit", row_limit(limit)),
    )
    plan = Plan("csf", (Source.of(path_text("csf", csf)),), options, thread_wish(threads))
    output = IpcFile() if path.lower().endswith(_IPC_SUFFIXES) else parquet
    return write_file(plan, path, output, check(progress))
