"""Scans of CSF lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .._options import batch_rows, column_names, path_text, row_limit, thread_wish
from .._plan import Plan, Source
from ..progress import Progress, check
from ..scan import Path, Scan
from .columns import COLUMNS, DEFAULT_COLUMNS
from .header import CsfHeader
from .options import descriptor_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    import pyarrow as pa

    from .options import Errors, Layout, Names

BATCH_SIZE = 16_384


class CsfScan(Scan):
    """A description of what to read from a CSF list; made by `scan_csf`."""

    __slots__ = ()
    _defaults: ClassVar[Mapping[str, object]] = {
        "batch_size": BATCH_SIZE,
        "columns": DEFAULT_COLUMNS,
        "normalize": False,
        "layout": "list",
        "names": "col",
        "errors": "raise",
    }

    def _options_for(self, names: Sequence[str], schema: pa.Schema) -> dict[str, Any]:
        """Give the options with which these columns are read; a descriptor's are read together."""
        chosen = [name if name in COLUMNS else "descriptor" for name in names]
        return {"columns": tuple(dict.fromkeys(chosen))}

    @property
    def header(self) -> CsfHeader:
        """The five lines before the first CSF, read from the file now."""
        (found,) = self._look()[1]["header"]
        return CsfHeader.of(found["lines"])

    def lines_plan(self, threads: int | None) -> Plan:
        """Make the plan that reads what a list is written of."""
        options = dict(self._plan.options)
        options["columns"] = DEFAULT_COLUMNS
        wish = self._plan.threads if threads is None else threads
        return self._plan._replace(options=tuple(options.items()), threads=wish)


def scan_csf(
    path: Path,
    *,
    columns: Sequence[str] | None = None,
    normalize: bool = False,
    layout: Layout = "list",
    names: Names = "col",
    peel_subshells: Sequence[str] | None = None,
    errors: Errors = "raise",
    batch_size: int = BATCH_SIZE,
    limit: int | None = None,
    threads: int | None = None,
    progress: Progress = None,
) -> CsfScan:
    """Describe what to read from a GRASP CSF list. Nothing is read yet, and the file needn't be there yet.

    Parameters
    ----------
    path : str or os.PathLike
        The list (`rcsf.inp`, `rcsf.out`, …).
    columns : list of str, optional
        The columns to read, in the order given; `idx`, `block`, `line1`, `line2`, `line3` if left out. There
        are also `two_j`, `parity`, `configuration` (as `2s(2).2p(1)`), `subshells` (a list of what stands in
        the three lines) and `descriptor`.
    normalize : bool, default False
        True: the descriptor's values are divided by what they can be at most, as `float32`; else they are
        `int32`.
    layout : {"list", "columns"}, default "list"
        The descriptor as one column of fixed-size lists, or as three columns for each peel subshell.
    names : {"col", "subshell"}, default "col"
        How these columns are called: `col_0`, `col_1`, … as rcsfs does, or `5s.n`, `5s.j`, `5s.coupling`.
    peel_subshells : list of str, optional
        The subshells that the descriptor has values for; those of the header if left out.
    errors : {"raise", "collect", "zeros"}, default "raise"
        What becomes of CSFs that can't be parsed: an error once all has been read, which names the first
        five; or `stats["rejects"]` lists them, and their values are null, or zeros in the descriptor.
    batch_size : int, default 16384
        The most CSFs in a batch.
    limit : int, optional
        The most CSFs to read, from the start. What comes after them is not checked.
    threads : int, optional
        How many threads may work on it; never more than the cores this process may use, which is the default.
        The result is the same for any number.
    progress : bool or callable, optional
        See `rogtk_shim.progress`.

    Returns
    -------
    CsfScan
        The description: iterate over it, hand it to pyarrow, polars, duckdb or pandas, or use its methods.

    Raises
    ------
    OptionError
        A parameter's value makes no sense, or a column is unknown or named twice (a `ValueError`).
    TypeError
        A parameter is of a wrong type.

    Notes
    -----
    Lines are kept as they are, whatever their length. Lines that are only `*` separate blocks; `block` counts
    from 1, as GRASP's programs do.

    Examples
    --------
    >>> from rogtk_shim import scan_csf
    >>> scan_csf("rcsf.inp", columns=["block", "two_j", "parity", "configuration"]).to_arrow().to_pylist()[0]
    {'block': 1, 'two_j': 1, 'parity': '-', 'configuration': '2s(2).2p(1)'}
    >>> scan_csf("rcsf.inp", columns=["descriptor"]).to_arrow()["descriptor"][0].as_py()
    [2, 0, 0, 1, 1, 1, 0, 0, 0]
    """
    options = (
        ("columns", column_names(columns, COLUMNS) or DEFAULT_COLUMNS),
        *descriptor_options(normalize, layout, names, peel_subshells, errors),
        ("batch_size", batch_rows(batch_size)),
        ("limit", row_limit(limit)),
    )
    plan = Plan("csf", (Source.of(path_text("path", path)),), options, thread_wish(threads))
    return CsfScan(plan, check(progress))


def read_csf(
    path: Path,
    *,
    columns: Sequence[str] | None = None,
    normalize: bool = False,
    layout: Layout = "list",
    names: Names = "col",
    peel_subshells: Sequence[str] | None = None,
    errors: Errors = "raise",
    batch_size: int = BATCH_SIZE,
    limit: int | None = None,
    threads: int | None = None,
    progress: Progress = None,
) -> pa.Table:
    """Read a GRASP CSF list into a `pyarrow.Table`.

    Parameters
    ----------
    path, columns, normalize, layout, names, peel_subshells, errors, batch_size, limit, threads, progress
        As in `scan_csf`.

    Returns
    -------
    pyarrow.Table
        All CSFs asked for.

    Raises
    ------
    InputNotFoundError
        The file isn't there (a `FileNotFoundError`).
    FormatError
        The file is no CSF list, or CSFs can't be parsed (a `ValueError`); if it is cut, a
        `TruncatedFileError`.
    OptionError, TypeError
        A parameter makes no sense.

    Examples
    --------
    >>> from rogtk_shim import read_csf
    >>> read_csf("rcsf.inp", columns=["idx", "block"]).to_pydict()
    {'idx': [0, 1, 2], 'block': [1, 1, 2]}
    """
    scan = scan_csf(
        path,
        columns=columns,
        normalize=normalize,
        layout=layout,
        names=names,
        peel_subshells=peel_subshells,
        errors=errors,
        batch_size=batch_size,
        limit=limit,
        threads=threads,
        progress=progress,
    )
    return scan.to_arrow()
