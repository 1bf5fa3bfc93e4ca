"""Writes ISO 2709."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import IO, TYPE_CHECKING, Any

from ._core import Core
from .exceptions import WriterError

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["MARCWriter", "write_marc"]


class MARCWriter:
    """
    Writes ISO 2709, the format of MARC 21.

    Parameters
    ----------
    file_obj : str, path or file object
        A file to be written anew, closed by `close`; or a file object opened for bytes, which stays open.

    Raises
    ------
    TypeError
        It is neither.
    OSError
        The file can't be written.

    Examples
    --------
    >>> import io
    >>> from rogtk_shim.pymrrc import Field, MARCWriter, Record
    >>> file = io.BytesIO()
    >>> with MARCWriter(file) as writer:
    ...     writer.write(Record(fields=[Field("001", data="1")]))
    >>> len(file.getvalue())
    40
    """

    def __init__(self, file_obj: str | os.PathLike[str] | IO[bytes]) -> None:
        self._is_own = isinstance(file_obj, (str, os.PathLike))
        file: Any = file_obj
        if isinstance(file_obj, (str, os.PathLike)):
            file = open(file_obj, "wb")  # noqa: SIM115
        if not hasattr(file, "write"):
            kinds = "a file path (str/Path) or file-like object with .write() method"
            raise TypeError(f"MARCWriter() argument must be {kinds}")
        self._write = file.write
        self._file: IO[bytes] | None = file
        self._count = 0

    def write(self, record: Core) -> None:
        """
        Write a record.

        Raises
        ------
        WriterError
            It is too large for ISO 2709.
        RuntimeError
            The writer was closed.
        """
        if self._file is None:
            raise RuntimeError("Writer has been closed")
        try:
            self._write(record.as_marc())
        except WriterError as error:
            number, message = error.record_control_number, error.message
            raise WriterError(
                record_index=self._count + 1, record_control_number=number, message=message
            ) from error
        self._count += 1

    write_record = write

    def close(self) -> None:
        """Write what the file still keeps to itself, and write no more."""
        file, self._file = self._file, None
        if file is not None and self._is_own:
            file.close()
        elif file is not None and hasattr(file, "flush"):
            file.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def write_marc(records: Iterable[Core], dest: str | os.PathLike[str] | IO[bytes]) -> int:
    """Write records to a file, and say how many there were."""
    if isinstance(dest, (str, os.PathLike)):
        with open(dest, "wb") as file:
            return write_marc(records, file)
    count = 0
    with MARCWriter(dest) as writer:
        for record in records:
            writer.write(record)
            count += 1
    return count
