"""What a Parquet file says about itself."""

from __future__ import annotations

from typing import NamedTuple


class ParquetHeader(NamedTuple):
    """The footer of a Parquet file, in short.

    Attributes
    ----------
    rows : int
        Rows of the whole file.
    row_groups : tuple of int
        Rows of each row group.
    created_by : str
        The program that wrote it, as it calls itself; empty where it doesn't.
    key_values : tuple of (str, str)
        The key-value metadata as stored, `ARROW:schema` included.
    columns : tuple of str
        The names of all columns, those of types that aren't read included.

    Examples
    --------
    >>> from rogtk_shim import scan_parquet
    >>> header = scan_parquet("table.parquet").header
    >>> header.rows, header.row_groups, header.columns
    (3, (2, 1), ('name', 'start'))
    """

    rows: int
    row_groups: tuple[int, ...]
    created_by: str
    key_values: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
