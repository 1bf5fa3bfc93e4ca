"""What the kinds that pyarrow reads have in common."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from typing import cast

from .._plan import printable
from ..errors import FormatError, RogtkShimError, TruncatedFileError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import pyarrow as pa


@contextmanager
def faults(path: str, code: str, rows: list[int]) -> Generator[None, None, None]:
    """Turn what pyarrow raises inside the block into an error of the file.

    Parameters
    ----------
    path : str
        The file.
    code : str
        The error's code.
    rows : list of int
        In its only place, how many rows have been read well so far.
    """
    import pyarrow as pa

    try:
        yield
    except RogtkShimError:
        raise
    except (pa.ArrowException, OSError, EOFError, ValueError) as error:
        # pyarrow's text may go over several lines and name its own sources.
        text = str(error).strip().splitlines()
        message = f"the file is damaged: {text[0] if text else type(error).__name__}"
        raise FormatError(message, path=printable(path), code=code, record=rows[0]) from error


def opened(path: str) -> Any:
    """Open a file for pyarrow: of a name that is no UTF-8 it takes the bytes alone."""
    import pyarrow as pa

    arrow: Any = pa
    return arrow.OSFile(os.fsencode(path), "rb")


def check_end(path: str, end: bytes, what: str, code: str) -> None:
    """Raise where a file doesn't end as it has to: it was cut, or is being written still."""
    with open(path, "rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - len(end)))
        if file.read() != end:
            message = f"the file ends without {what}: it was cut, or not finished"
            raise TruncatedFileError(message, path=printable(path), offset=size, code=code)


def columns_of(schema: pa.Schema) -> list[str]:
    """Give names and types, one text a column."""
    fields: Any = schema
    return [f"{field.name}: {field.type}" for field in fields]


def metadata_of(schema: pa.Schema) -> list[str]:
    """Give the keys of the schema's metadata."""
    found: dict[bytes, bytes] = cast("Any", schema).metadata or {}
    return [key.decode("utf-8", "backslashreplace") for key in found]
