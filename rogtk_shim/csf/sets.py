"""Lists as sets: two CSFs are the same where their three lines are, but for blanks at their ends."""

from __future__ import annotations

from ..errors import FormatError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import pyarrow as pa

_LINES = ("line1", "line2", "line3")


def _table(data: Any) -> Any:
    import pyarrow as pa

    if not hasattr(data, "__arrow_c_stream__"):
        raise TypeError(
            "data must have __arrow_c_stream__ (a scan or table of CSFs, a polars frame), which "
            f"{type(data).__name__} has not"
        )
    table: Any = pa.table(data)
    missing = [name for name in _LINES if name not in table.column_names]
    if missing:
        raise FormatError(
            f"there is no column {missing[0]}", code="CSF_LINE", hint="read the list with its lines"
        )
    # Views of text, which polars has, can be neither taken nor filtered by pyarrow.
    for i, field in enumerate(table.schema):
        if pa.types.is_string_view(field.type):
            table = table.set_column(i, field.name, table.column(i).cast(pa.string()))
    return table


def _keys(table: Any) -> Any:
    import pyarrow as pa
    import pyarrow.compute as compute

    pc: Any = compute
    lines = [pc.utf8_rtrim_whitespace(table[name].cast(pa.large_string())) for name in _LINES]
    return pc.binary_join_element_wise(*lines, pa.scalar("\n", pa.large_string()))


def csf_unique(data: object) -> pa.Table:
    """Drop CSFs that came before; the first one of the same stays, and the order.

    Parameters
    ----------
    data : object
        Anything with `__arrow_c_stream__` and columns `line1`, `line2`, `line3`.

    Returns
    -------
    pyarrow.Table
        The rows that stay, with all columns and the schema's metadata, so that `write_csf` can write them.

    Raises
    ------
    FormatError
        A column is missing.
    TypeError
        `data` has no `__arrow_c_stream__`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from rogtk_shim import csf_unique, read_csf
    >>> table = read_csf("rcsf.inp")
    >>> csf_unique(pa.concat_tables([table, table])).num_rows
    3
    """
    import pyarrow as pa

    table = _table(data)
    rows: Any = pa.table({"key": _keys(table), "row": pa.array(range(table.num_rows), pa.int64())})
    first = rows.group_by("key").aggregate([("row", "min")])["row_min"]
    return table.take(first.sort())


def csf_isin(data: object, other: object) -> pa.ChunkedArray[pa.BooleanScalar]:
    """Tell which CSFs of one list are in another one.

    Parameters
    ----------
    data, other : object
        Anything with `__arrow_c_stream__` and columns `line1`, `line2`, `line3`.

    Returns
    -------
    pyarrow.ChunkedArray
        A boolean for each row of `data`: `table.filter(mask)` keeps these, `pyarrow.compute.invert` the
        others.

    Raises
    ------
    FormatError
        A column is missing.
    TypeError
        One of them has no `__arrow_c_stream__`.

    Examples
    --------
    >>> from rogtk_shim import csf_isin, read_csf
    >>> table = read_csf("rcsf.inp")
    >>> csf_isin(table, table.slice(2)).to_pylist()
    [False, False, True]
    """
    import pyarrow as pa
    import pyarrow.compute as compute

    pc: Any = compute
    keys, known = _keys(_table(data)), _keys(_table(other))
    return pc.is_in(keys, value_set=known.combine_chunks() if known.num_chunks else pa.array([], known.type))


def csf_split(data: object) -> dict[int, pa.Table]:
    """Split CSFs by block.

    Parameters
    ----------
    data : object
        Anything with `__arrow_c_stream__` and columns `block`, `line1`, `line2`, `line3`.

    Returns
    -------
    dict of int to pyarrow.Table
        The rows of each block, by its number, in order; `write_csf` writes each to a list of its own.

    Raises
    ------
    FormatError
        A column is missing, or a block is null.
    TypeError
        `data` has no `__arrow_c_stream__`.

    Examples
    --------
    >>> from rogtk_shim import csf_split, scan_csf
    >>> {block: rows.num_rows for block, rows in csf_split(scan_csf("rcsf.inp")).items()}
    {1: 2, 2: 1}
    """
    import pyarrow.compute as compute

    pc: Any = compute
    table = _table(data)
    if "block" not in table.column_names:
        raise FormatError("there is no column block", code="CSF_LINE", hint="read the list with its blocks")
    blocks = table["block"]
    if blocks.null_count > 0:
        raise FormatError("a block is null", code="CSF_LINE", hint="read the list with its blocks")
    numbers = sorted(pc.unique(blocks).to_pylist())
    return {number: table.filter(pc.equal(blocks, number)) for number in numbers}
