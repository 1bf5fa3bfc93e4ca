"""Records from files and to files, in the format that a name's ending tells."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any, TypeAlias

from ..marc.marcmaker import read_marcmaker, record_to_marcmaker
from ..marc.writer import JSONWriter, XMLWriter
from ._convert import parse_json_to_array, record_around, records_to_csv, stream_marcxml
from ._core import Core
from .reader import MARCReader
from .record import Record
from .writer import write_marc

__all__ = ["read", "write"]

_Path: TypeAlias = str | os.PathLike[str]

_FORMATS = {
    **dict.fromkeys(("marc", "mrc", "dat"), "marc"),
    **dict.fromkeys(("xml", "marcxml"), "xml"),
    **dict.fromkeys(("json", "marcjson"), "json"),
    **dict.fromkeys(("mrk", "marcmaker"), "mrk"),
    "csv": "csv",
}


def _format(path: _Path, chosen: str | None) -> str:
    if chosen is not None:
        found = _FORMATS.get(chosen.lower())
        if found is None:
            raise ValueError(f"Unsupported format '{chosen}'. Supported formats: {', '.join(_FORMATS)}")
        return found
    name = os.fspath(path).lower().removesuffix(".gz")
    ending = os.path.splitext(name)[1].lstrip(".")
    found = _FORMATS.get(ending)
    if found is None:
        raise ValueError(
            f"Cannot determine format from extension '.{ending}'. Supported extensions: "
            f"{', '.join(sorted(_FORMATS))}. Use format= parameter to specify explicitly."
        )
    return found


def read(path: _Path, format: str | None = None) -> Iterator[Record]:  # noqa: A002
    """
    Read a file.

    Parameters
    ----------
    path : str or path
        The file.
    format : {"marc", "xml", "json", "mrk"}, optional
        ISO 2709, MARCXML, MARC-in-JSON or MARCMaker's text; by the name's ending where it is left out.

    Returns
    -------
    iterator of Record

    Raises
    ------
    ValueError
        The ending tells nothing, or there is no such format.
    FileNotFoundError
        There is no such file.

    Examples
    --------
    >>> from rogtk_shim.pymrrc import Field, Record, read, write
    >>> write([Record(fields=[Field("001", data="1")])], "new.xml")
    1
    >>> [record["001"].data for record in read("new.xml")]
    ['1']
    """
    kind = _format(path, format)
    if kind == "csv":
        raise ValueError("CSV can't be read: its rows don't tell the records apart")
    if kind == "marc":
        return iter(MARCReader(path))
    os.stat(path)
    return _READERS[kind](Path(path))


def _read_xml(path: Path) -> Iterator[Record]:
    with path.open("rb") as file:
        yield from stream_marcxml(file)


def _read_json(path: Path) -> Iterator[Record]:
    yield from parse_json_to_array(path.read_text(encoding="utf-8"))


def _read_mrk(path: Path) -> Iterator[Record]:
    with path.open(encoding="utf-8") as file:
        for held in read_marcmaker(file):
            yield record_around(held)


_READERS: dict[str, Callable[[Path], Iterator[Record]]] = {
    "xml": _read_xml,
    "json": _read_json,
    "mrk": _read_mrk,
}
_WRITERS: dict[str, Any] = {"xml": XMLWriter, "json": JSONWriter}


def write(records: Iterable[Core], path: _Path, format: str | None = None) -> int:  # noqa: A002
    """
    Write a file.

    Parameters
    ----------
    records : iterable of Record
        What to write.
    path : str or path
        The file. It is replaced.
    format : {"marc", "xml", "json", "mrk", "csv"}, optional
        As for `read`, and CSV with a row for each subfield.

    Returns
    -------
    int
        How many records there were.

    Raises
    ------
    ValueError
        The ending tells nothing, or there is no such format.
    """
    kind = _format(path, format)
    if kind == "marc":
        return write_marc(records, path)
    if kind in ("csv", "mrk"):
        return _write_text(records, path, kind)
    count = 0
    file: IO[Any] = open(path, "wb") if kind == "xml" else open(path, "w", encoding="utf-8", newline="")  # noqa: SIM115
    with file, _WRITERS[kind](file) as writer:
        for record in records:
            writer.write(record.own())  # pyright: ignore[reportPrivateUsage]
            count += 1
    return count


def _write_text(records: Iterable[Core], path: _Path, kind: str) -> int:
    """Write CSV or MARCMaker's text."""
    count = 0
    with open(path, "w", encoding="utf-8", newline="") as file:
        if kind == "csv":
            file.write(records_to_csv([]))
        for record in records:
            held = record.own()  # pyright: ignore[reportPrivateUsage]
            if kind == "csv":
                file.write(records_to_csv([record]).partition("\n")[2])
            else:
                file.write(("\n" if count else "") + record_to_marcmaker(held))
            count += 1
    return count
