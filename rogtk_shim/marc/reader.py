"""Readers: iterators of records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import IO, TYPE_CHECKING

from .flow import Flow
from .marcjson import JSONReader
from .mrk import MARCMakerReader
from .parse import Decoding
from .plain_records import plain_records
from .readers import Reader
from .reading import Source, ahead_of, open_source
from .record import Record
from .supply import Supply
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
        self._flow = Flow(Supply(self.file_handle, how, ahead_of(marc_target, self.file_handle)))
        self._records: Iterator[Record | None] | None = None

    @property
    def current_chunk(self) -> bytes | None:
        """The bytes of the record that was read last."""
        view = self._flow.view
        return None if view is None else view.raw

    @property
    def current_exception(self) -> Exception | None:
        """What is wrong with the record that was read last, or None."""
        view = self._flow.view
        return view.cause if isinstance(view, HeldView) else None

    @property
    def current_error(self) -> MarcError | None:
        """What is wrong with the record that was read last, with its number, place and length."""
        view = self._flow.view
        return None if view is None else view.error

    def close(self) -> None:
        """Close the file. One that was given as a path is closed at its end as well."""
        self._records = None
        self._flow.close()
        self.file_handle.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[Record | None]:
        # A generator takes half the time that a method does.
        flow = self._flow
        if self._records is None or flow.is_interrupted or (flow.is_over and not self._is_own_file):
            each = partial(plain_records, force_utf8=self.force_utf8) if self.to_unicode else None
            self._records = flow.records(self.file_handle, self._maker(), each, is_own=self._is_own_file)
        return self._records

    def __next__(self) -> Record | None:
        return next(iter(self))

    def batches(self, n: int = 2048) -> Iterator[list[Record | None]]:
        """
        Give the records in lists, with None for damaged ones.

        Parameters
        ----------
        n : int
            How many records a list has; the last one may have fewer.

        Raises
        ------
        ValueError
            `n` is less than 1.

        Examples
        --------
        >>> from rogtk_shim.pymarc import Field, MARCReader, Record
        >>> data = Record(fields=[Field("001", data="fol05731351")]).as_marc()
        >>> [len(records) for records in MARCReader(data * 5).batches(2)]
        [2, 2, 1]
        """
        if n < 1:
            raise ValueError(f"a list has one record at least, not {n}")
        return _lists(self, n)

    def _maker(self) -> Callable[[RecordView], Record | None]:
        if self.to_unicode:
            return _forced if self.force_utf8 else Record._of  # pyright: ignore[reportPrivateUsage]
        make = partial(
            Record,
            to_unicode=False,
            force_utf8=self.force_utf8,
            hide_utf8_warnings=self.hide_utf8_warnings,
            utf8_handling=self.utf8_handling,
            file_encoding=self.file_encoding,
        )
        return partial(_raw, self._flow, make)


def _lists(reader: MARCReader, n: int) -> Iterator[list[Record | None]]:
    records = iter(reader)
    while batch := list(islice(records, n)):
        yield batch


def _forced(view: RecordView) -> Record:
    record = Record._of(view)  # pyright: ignore[reportPrivateUsage]
    record.force_utf8 = True
    return record


def _raw(flow: Flow, make: Callable[[bytes], Record], view: RecordView) -> Record | None:
    try:
        return make(view.raw)
    except Exception as exception:
        flow.view = HeldView("", view.raw, [], [], cause=exception)
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
