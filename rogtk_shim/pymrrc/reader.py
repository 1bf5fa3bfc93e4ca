"""Readers: iterators of records, which say what is wrong with those that are damaged."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from ..errors import FormatError
from ._input import Input, RecordViews
from ._plain_records import plain_records
from ._strict import strict_faults
from .exceptions import FatalReaderError, MrrcException
from .record import Record

if TYPE_CHECKING:
    from typing_extensions import Self

    from ..marc.view import RecordView

__all__ = ["MARCReader", "RecoveryMode", "ValidationLevel", "map_records"]

RecoveryMode = Literal["strict", "lenient", "permissive"]
ValidationLevel = Literal["structural", "strict_marc"]

_record_of = Record._of  # pyright: ignore[reportPrivateUsage]


class MARCReader:
    r"""
    The records of a MARC 21 file.

    Parameters
    ----------
    file_obj : str, path, bytes or file object
        A file in ISO 2709, compressed by gzip or not, its bytes, or a file object opened for bytes.
    to_unicode : bool
        Not used: text is always decoded. False makes a warning.
    permissive : bool
        Give None for a damaged record, and tell more in `current_exception`, as pymarc does.
    recovery_mode : {"permissive", "lenient", "strict"}, optional
        What becomes of a damaged record: an error in strict mode; in the others it is given with what could
        be made out, and with `errors`. Permissive where it is left out, strict if `permissive` is true.
    validation_level : {"structural", "strict_marc"}
        What is damage: what ISO 2709 doesn't allow, or also leaders, indicators, subfield codes and text that
        MARC 21 doesn't.
    max_errors : int, optional
        How many errors are put up with before a FatalReaderError ends the reading; 0 and None: any number.

    Attributes
    ----------
    current_exception : Exception or None
        What is wrong with the record that was read last, if `permissive` is true.

    Raises
    ------
    ValueError
        A parameter makes no sense.
    FileNotFoundError
        There is no such file.
    MrrcException
        While iterating in strict mode: a record is damaged. The next ones can still be asked for.

    Examples
    --------
    >>> from rogtk_shim.pymrrc import Field, MARCReader, Record
    >>> data = Record(fields=[Field("001", data="fol05731351")]).as_marc()
    >>> [record["001"].data for record in MARCReader(data * 2)]
    ['fol05731351', 'fol05731351']
    >>> [(len(record.fields()), len(record.errors)) for record in MARCReader(data + b"00009dam\x1d" + data)]
    [(1, 0), (0, 1), (1, 0)]
    """

    current_exception: Exception | None = None

    def __init__(
        self,
        file_obj: Input,
        to_unicode: bool = True,
        permissive: bool = False,
        recovery_mode: RecoveryMode | None = None,
        validation_level: ValidationLevel = "structural",
        max_errors: int | None = None,
    ) -> None:
        if not to_unicode:
            warnings.warn("text is always decoded; to_unicode=False has no effect", stacklevel=2)
        mode = recovery_mode or ("strict" if permissive else "permissive")
        check_modes(mode, validation_level)
        if permissive and mode != "strict":
            raise ValueError("Cannot combine permissive=True with recovery_mode other than 'strict'")
        if max_errors is not None and max_errors < 0:
            raise OverflowError("max_errors can't be negative")
        self._permissive = permissive
        self._strict = mode == "strict"
        self._strict_marc = validation_level == "strict_marc"
        self._max_errors = max_errors or 0
        self._errors_seen = 0
        self._views = RecordViews(file_obj, placed=self._strict_marc)
        #: How many records were judged: all of them, where that is needed.
        self._judged = 0
        #: The view of the record that was read last.
        self.told: RecordView | None = None
        #: What comes one after the other comes from a generator, which costs least.
        self._records = self._all()

    def __iter__(self) -> Iterator[Record | Any]:
        # What raises for a damaged record goes on behind it, which a generator can't.
        return self if self._strict else self._records

    def __next__(self) -> Record | Any:
        try:
            return next(self._records)
        except MrrcException:
            # A generator that has raised is at its end; the next records can still be asked for.
            self._records = self._all()
            raise

    def _all(self) -> Generator[Record | Any]:
        # None comes out where `permissive` is true only: programs without it shouldn't have to look for it.
        watched = self._permissive or self._strict_marc
        views = self._views
        try:
            if watched:
                for view in views.views:
                    self.told = view
                    yield self._judge(view)
                return
            for run in views.runs():
                if run.raws is not None:
                    yield from plain_records(Record, run.raws, self)
                    continue
                for view in run.views:
                    self.told = view
                    yield self._judge(view) if view.error is not None else _record_of(view)
        except FormatError as error:
            raise views.no_marc(error) from error

    def _judge(self, view: RecordView) -> Record | None:
        """Give a record, with what is wrong with it; or raise that; or keep it and give None."""
        record, grave = self._look(view)
        self.current_exception = grave
        return record

    def _look(self, view: RecordView) -> tuple[Record | None, MrrcException | None]:
        """Give a record, with what is wrong with it; or raise that, or give it in its place."""
        self._judged += 1
        views = self._views
        errors = views.faults(view)
        if self._strict_marc:
            errors += strict_faults(view, self._judged, views.name, views.offset)
        # That text has bytes of another encoding is damage at the stricter level only.
        grave = [error for error in errors if self._strict_marc or error.code != "E301"]
        if grave and self._strict:
            if self._permissive:
                return None, grave[0]
            raise grave[0]
        self._count(errors)
        record = _record_of(view)
        if errors:
            record._errors = errors  # pyright: ignore[reportPrivateUsage]
        return record, None

    def _count(self, errors: list[MrrcException]) -> None:
        self._errors_seen += len(errors)
        if self._strict or not self._max_errors or self._errors_seen <= self._max_errors:
            return
        self.close()
        last = errors[-1]
        raise FatalReaderError(
            record_index=last.record_index,
            source=last.source,
            cap=self._max_errors,
            errors_seen=self._errors_seen,
        )

    @property
    def current_chunk(self) -> bytes | None:
        """The bytes of the record that was read last."""
        return None if self.told is None else self.told.raw

    @property
    def backend_type(self) -> str:
        """What is read from, in mrrc's words: `rust_file` for a path, `cursor` for bytes, `python_file`."""
        return self._views.kind

    def read_record(self) -> Record | None:
        """Give the next record; None at the end, and for a damaged one if `permissive` is true."""
        return next(self, None)

    def iter_with_errors(self) -> Iterator[tuple[Record | None, list[MrrcException]]]:
        """Give each record with what is wrong with it; None for one that `permissive` makes None."""
        for view in self._views:
            record, grave = self._look(view)
            yield (None, [] if grave is None else [grave]) if record is None else (record, record.errors)

    def batches(self, n: int = 2048) -> Iterator[list[Record | Any]]:
        """
        Give the records in lists.

        Parameters
        ----------
        n : int
            How many records a list has; the last one may have fewer.
        """
        if n < 1:
            raise ValueError(f"a list has one record at least, not {n}")
        records = self._all()
        while batch := list(islice(records, n)):
            yield batch

    def close(self) -> None:
        """Stop reading. At the end that is done without asking."""
        self._views.close()
        # Unless it is what closes.
        with suppress(ValueError):
            self._records.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def check_modes(recovery_mode: str, validation_level: str) -> None:
    """Raise ValueError for a mode or a level that there isn't."""
    if recovery_mode not in ("strict", "lenient", "permissive"):
        raise ValueError(
            f"Invalid recovery_mode '{recovery_mode}': must be 'strict', 'lenient', or 'permissive'"
        )
    if validation_level not in ("structural", "strict_marc"):
        raise ValueError(
            f"Invalid validation_level '{validation_level}': must be 'structural' or 'strict_marc'"
        )


def map_records(func: Callable[[Record], object], *files: str | os.PathLike[str]) -> None:
    """Call a function with each record of some files."""
    for file in files:
        for record in MARCReader(file):
            func(record)
