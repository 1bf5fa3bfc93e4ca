"""Writers: what takes records and makes files. `close`, or the end of a `with` block, closes them."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import IO, TYPE_CHECKING, Any

from .exceptions import WriteNeedsRecord
from .iso2709 import Oversize
from .marcxml import MARC_XML_NS, record_to_xml_node
from .record import Record

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["JSONWriter", "MARCWriter", "TextWriter", "Writer", "XMLWriter"]


class Writer:
    """
    Base of the writers.

    Parameters
    ----------
    file_handle : file object
        Where the records go.
    """

    file_handle: IO[Any] | None

    def __init__(self, file_handle: IO[Any]) -> None:
        self.file_handle = file_handle

    def write(self, record: Record) -> None:
        """
        Write a record. Nothing happens after `close`.

        Raises
        ------
        WriteNeedsRecord
            It is no record.
        """
        if not isinstance(record, Record):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise WriteNeedsRecord

    def close(self, close_fh: bool = True) -> None:
        """
        Write what is missing at the end, and close the file.

        Parameters
        ----------
        close_fh : bool
            If false, the file stays open.
        """
        if close_fh and self.file_handle:
            self.file_handle.close()
        self.file_handle = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class MARCWriter(Writer):
    """
    Writes ISO 2709, the format of MARC 21.

    Parameters
    ----------
    file_handle : file object
        Opened for bytes.
    oversize : {"error", "zero"}
        What to do with records that are too large: raise `RecordTooLarge`, or write zeros in the place of
        numbers that have too many digits.

    Examples
    --------
    >>> import io
    >>> from rogtk_shim.pymarc import Field, MARCWriter, Record
    >>> file = io.BytesIO()
    >>> writer = MARCWriter(file)
    >>> writer.write(Record(fields=[Field("001", data="1")]))
    >>> writer.close(close_fh=False)
    >>> len(file.getvalue())
    40
    """

    def __init__(self, file_handle: IO[bytes], oversize: Oversize = "error") -> None:
        super().__init__(file_handle)
        self._oversize: Oversize = oversize

    def write(self, record: Record) -> None:
        """Write a record."""
        # As the base class does it, without the call.
        if not isinstance(record, Record):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise WriteNeedsRecord
        file = self.file_handle
        if file:
            file.write(record.as_marc() if self._oversize == "error" else record.as_marc(self._oversize))


class JSONWriter(Writer):
    """
    Writes MARC-in-JSON: an array of records, which is complete after `close`.

    Parameters
    ----------
    file_handle : file object
        Opened for text.
    """

    def __init__(self, file_handle: IO[str]) -> None:
        super().__init__(file_handle)
        self.write_count = 0
        if self.file_handle:
            self.file_handle.write("[")

    def write(self, record: Record) -> None:
        """Write a record."""
        super().write(record)
        if self.file_handle:
            if self.write_count > 0:
                self.file_handle.write(",")
            json.dump(record.as_dict(), self.file_handle, separators=(",", ":"))
            self.write_count += 1

    def close(self, close_fh: bool = True) -> None:
        """Write the end of the array, and close the file unless `close_fh` is false."""
        if self.file_handle:
            self.file_handle.write("]")
        super().close(close_fh)


class TextWriter(Writer):
    """
    Writes MARCMaker's text: a line a field, blank lines between records.

    Parameters
    ----------
    file_handle : file object
        Opened for text.
    """

    def __init__(self, file_handle: IO[str]) -> None:
        super().__init__(file_handle)
        self.write_count = 0

    def write(self, record: Record) -> None:
        """Write a record."""
        super().write(record)
        if self.file_handle:
            if self.write_count > 0:
                self.file_handle.write("\n")
            self.file_handle.write(str(record))
            self.write_count += 1


class XMLWriter(Writer):
    """
    Writes MARCXML: a collection of records, which is complete after `close`.

    Parameters
    ----------
    file_handle : file object
        Opened for bytes.
    """

    def __init__(self, file_handle: IO[bytes]) -> None:
        super().__init__(file_handle)
        if self.file_handle:
            self.file_handle.write(b'<?xml version="1.0" encoding="UTF-8"?>')
            self.file_handle.write(f'<collection xmlns="{MARC_XML_NS}">'.encode())

    def write(self, record: Record) -> None:
        """Write a record."""
        super().write(record)
        if self.file_handle:
            self.file_handle.write(ET.tostring(record_to_xml_node(record), encoding="utf-8"))

    def close(self, close_fh: bool = True) -> None:
        """Write the end of the collection, and close the file unless `close_fh` is false."""
        if self.file_handle:
            self.file_handle.write(b"</collection>")
        super().close(close_fh)
