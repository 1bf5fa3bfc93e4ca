"""Tables in files, as inputs of what writes a format back."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from typing import Any, cast

from .text import safe


def table_of(path: str, columns: Sequence[str] | None = None) -> object:
    """Give what the rows are read from; a file of another kind is refused when it is read.

    Parameters
    ----------
    path : str
        A Parquet or Arrow IPC file.
    columns : sequence of str, optional
        Of Parquet: all that is wanted, so that others may be of any type.
    """
    if not path.lower().endswith((".arrow", ".ipc", ".feather")):
        from ..parquet import scan_parquet

        return scan_parquet(path, columns=None if columns is None else list(columns))
    import pyarrow as pa

    from ..errors import FormatError, InputError, InputNotFoundError

    try:
        # Bytes: as text, pyarrow takes no name that isn't UTF-8.
        return pa.ipc.open_file(cast("Any", pa).memory_map(os.fsencode(path))).read_all()
    except FileNotFoundError as error:
        message = f"Arrow IPC file does not exist: {safe(path)}"
        raise InputNotFoundError(message, errno=error.errno, code="INPUT_NOT_FOUND", path=path) from error
    except OSError as error:
        # Of a folder pyarrow gives no number.
        number = error.errno or (errno.EISDIR if os.path.isdir(path) else errno.EIO)
        code = "INPUT_NOT_A_FILE" if number == errno.EISDIR else "INPUT_IO"
        message = f"the input can't be read: {os.strerror(number)}"
        raise InputError(message, errno=number, code=code, path=path) from error
    except pa.ArrowInvalid as error:
        raise FormatError(f"this is no Arrow IPC file: {error}", code="ARROW_SCHEMA", path=path) from error
