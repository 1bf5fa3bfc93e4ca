"""Readers: iterators of records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, TYPE_CHECKING

from .marcjson import JSONReader
from .mrk import MARCMakerReader
from .parse import Decoding
from .readers import Reader
from .reading import Source, open_source, views
from .record import Record
from .view import HeldView

if TYPE_CHECKING:
    from typing_extensions import Self

    from ._views import MarcError, RecordView

__all__ = ["JSONReader", "MARCMakerReader", "MARCReader", "Reader", "map_records"]


class MARCReader(Reader):
    r"""
    The records of a MARC 21 file.

    A damaged record is given as None; `current_exception` and `current_chunk` tell more, and the records
    behind it follow. pymarc stops at many of these.

    Parameters
    ----------
    marc_target : bytes, path or file object
        The records, or a file of them, opened for bytes. A path may be that of a file compressed by gzip.
    to_unicode : bool
        Decode text. If false, fields are `RawField`.
    force_utf8 : bool
        The text is UTF-8 whatever the leaders say.
    hide_utf8_warnings : bool
        Don't log MARC-8 codes without meaning.
    utf8_handling : {"strict", "replace", "ignore"}
        What to do with bytes that aren't UTF-8.
    file_encoding : str
        The encoding of records that aren't UTF-8; ``"iso8859-1"`` stands for MARC-8.
    permissive : bool
        Not used, by pymarc neither.

    Attributes
    ----------
    file_handle : file object
        What is read from.

    Examples
    --------
    >>> from rogtk_shim.pymarc import Field, MARCReader, Record
    >>> data = Record(fields=[Field("001", data="fol05731351")]).as_marc()
    >>> [record and record["001"].data for record in MARCReader(data + b"damaged\x1d" + data)]
    ['fol05731351', None, 'fol05731351']
    """

    file_handle: IO[bytes]

    def __init__(
        self,
        marc_target: Source,
        to_unicode: bool = True,
        force_utf8: bool = False,
        hide_utf8_warnings: bool = False,
        utf8_handling: str = "strict",
        file_encoding: str = "iso8859-1",
        permissive: bool = False,
    ) -> None:
        self.to_unicode = to_unicode
        self.force_utf8 = force_utf8
        self.hide_utf8_warnings = hide_utf8_warnings
        self.utf8_handling = utf8_handling
        self.file_encoding = file_encoding
        self.permissive = permissive
        self.file_handle = open_source(marc_target)
        self._is_own_file = self.file_handle is not marc_target
        how = Decoding(to_unicode, force_utf8, hide_utf8_warnings, utf8_handling, file_encoding)
        self._views = views(self.file_handle, how)
        self._view: RecordView | None = None
        self._exception: Exception | None = None

    @property
    def current_chunk(self) -> bytes | None:
        """The bytes of the record that was read last."""
        return None if self._view is None else self._view.raw

    @property
    def current_exception(self) -> Exception | None:
        """What is wrong with the record that was read last, or None."""
        return self._exception

    @property
    def current_error(self) -> MarcError | None:
        """What is wrong with the record that was read last, with its number, place and length."""
        return None if self._view is None else self._view.error

    def close(self) -> None:
        """Close the file. One that was given as a path is closed at its end as well."""
        self.file_handle.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[Record | None]:
        return self

    def __next__(self) -> Record | None:
        view = next(self._views, None)
        if view is None:
            # What is known of the last record stays.
            if self._is_own_file:
                self.close()
            raise StopIteration
        self._view = view
        error = view.error
        if error is not None:
            self._exception = view.cause if isinstance(view, HeldView) else None
            return None
        self._exception = None
        if self.to_unicode:
            record = Record._of(view)  # pyright: ignore[reportPrivateUsage]
            if self.force_utf8:
                record.force_utf8 = True
            return record
        try:
            return Record(
                view.raw,
                to_unicode=False,
                force_utf8=self.force_utf8,
                hide_utf8_warnings=self.hide_utf8_warnings,
                utf8_handling=self.utf8_handling,
                file_encoding=self.file_encoding,
            )
        except Exception as exception:
            self._exception = exception
            return None


def map_records(f: Callable[[Record | None], object], *files: Source) -> None:
    """
    Call a function with each record of some files.

    Parameters
    ----------
    f : callable
        Called with each record, and with None for a damaged one.
    *files : bytes, path or file object
        As for `MARCReader`.
    """
    for file in files:
        for record in MARCReader(file):
            f(record)
