"""`get_parquet_info`: what a Parquet file says about itself."""

from __future__ import annotations

import errno
import os

from .._kinds.by_pyarrow import opened
from .._options import path_text
from .._plan import printable
from ..errors import FormatError, InputNotFoundError
from ..scan import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def get_parquet_info(input_path: Path) -> dict[str, Any]:
    """Tell the size and the origin of a Parquet file.

    Parameters
    ----------
    input_path : str or os.PathLike
        The file.

    Returns
    -------
    dict
        `file_path`, `file_size` in bytes, `num_rows`, `num_columns`, `compression` (of the first column, in
        capitals), `created_by`.

    Raises
    ------
    InputNotFoundError
        The file isn't there (a `FileNotFoundError`).
    FormatError
        The file is no Parquet file, or its end is damaged (a `ValueError`).

    Examples
    --------
    >>> from rogtk_shim.rcsfs import convert_csfs, get_parquet_info
    >>> done = convert_csfs("rcsf.inp", "csfs.parquet")
    >>> info = get_parquet_info("csfs.parquet")
    >>> info["num_rows"], info["num_columns"], info["compression"]
    (3, 4, 'UNCOMPRESSED')
    """
    import pyarrow as pa
    from pyarrow import parquet

    path = path_text("input_path", input_path)
    try:
        size = os.stat(path).st_size
        file: Any = parquet.ParquetFile(opened(path))
    except FileNotFoundError as error:
        message = f"Parquet file does not exist: {printable(path)}"
        raise InputNotFoundError(message, errno=errno.ENOENT, code="INPUT_NOT_FOUND", path=path) from error
    except (pa.ArrowException, OSError) as error:
        hint = "a CSF list becomes one by convert_csfs"
        raise FormatError(
            f"this is no whole Parquet file: {error}", code="PARQUET_FOOTER", path=path, hint=hint
        ) from error
    with file:
        metadata = file.metadata
        groups = metadata.num_row_groups
        return {
            "file_path": path,
            "file_size": size,
            "num_rows": metadata.num_rows,
            "num_columns": metadata.num_columns,
            "compression": metadata.row_group(0).column(0).compression if groups else "UNCOMPRESSED",
            "created_by": metadata.created_by,
        }
