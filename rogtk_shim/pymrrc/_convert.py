"""Records to texts in other formats, and back."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, cast
from xml.sax import SAXException

from ..marc.csv_rows import records_to_csv as to_csv
from ..marc.dublin_core import dublin_core_to_xml as to_dublin_core_xml
from ..marc.exceptions import PymarcException
from ..marc.exceptions import RecordLeaderInvalid as LeaderInvalid
from ..marc.flat_json import record_of_flat
from ..marc.marcjson import record_of_dict
from ..marc.mods_read import records_of_mods
from ..marc.record import Record as HeldRecord
from ..marc.xml_stream import stream_xml
from ._core import Core
from ._serial import Serial
from .exceptions import InvalidField, JsonError, RecordLeaderInvalid, XmlError
from .record import Record

__all__ = [
    "dublin_core_to_xml",
    "json_to_record",
    "marcjson_to_record",
    "mods_collection_to_records",
    "mods_to_record",
    "parse_json_to_array",
    "parse_xml_to_array",
    "record_to_csv",
    "record_to_dublin_core",
    "record_to_dublin_core_xml",
    "record_to_json",
    "record_to_marcjson",
    "record_to_mods",
    "record_to_xml",
    "records_to_csv",
    "records_to_csv_filtered",
    "stream_marcxml",
    "xml_to_record",
    "xml_to_records",
]


def record_to_json(record: Serial) -> str:
    """Give a record as JSON, an array, as `Record.to_json` does."""
    return record.to_json()


def record_to_marcjson(record: Serial) -> str:
    """Give a record as JSON, subfields as a list, as `Record.to_marcjson` does."""
    return record.to_marcjson()


def record_to_xml(record: Serial) -> str:
    """Give a record as MARCXML; an XmlError if it has a character that XML doesn't allow."""
    return record.to_xml()


def record_to_mods(record: Serial) -> str:
    """Give a record as MODS; an XmlError if it has a character that XML doesn't allow."""
    return record.to_mods()


def record_to_dublin_core(record: Serial) -> dict[str, list[str]]:
    """Give a record's Dublin Core."""
    return record.to_dublin_core()


def record_to_csv(record: Serial) -> str:
    """Give a record as CSV with a row for each subfield."""
    return record.to_csv()


def record_around(held: HeldRecord) -> Record:
    """Make a record of mrrc's kind around one."""
    record = Record._of(None)  # pyright: ignore[reportPrivateUsage]
    record.held = held  # pyright: ignore[reportPrivateUsage]
    return record


def record_to_dublin_core_xml(record: Serial) -> str:
    """Give a record's Dublin Core as RDF in XML; an XmlError if it has a character that XML doesn't allow."""
    return dublin_core_to_xml(record.to_dublin_core())


def dublin_core_to_xml(dublin_core: Mapping[str, Sequence[str]]) -> str:
    """Give Dublin Core as RDF in XML; an XmlError if it has a character that XML doesn't allow."""
    try:
        return to_dublin_core_xml(dublin_core)
    except ValueError as error:
        raise XmlError(message=str(error)) from error


def records_to_csv(records: Iterable[Core]) -> str:
    """Give records as CSV with a row for each subfield."""
    return to_csv([record.own() for record in records])  # pyright: ignore[reportPrivateUsage]


def records_to_csv_filtered(records: Iterable[Core], filter_fn: Callable[[str], object]) -> str:
    """Give records as CSV; `filter_fn` is called with a tag and says whether such fields have rows."""
    held = [record.own() for record in records]  # pyright: ignore[reportPrivateUsage]
    return to_csv(held, filter_fn)


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise JsonError(message=str(error)) from error


def json_to_record(json_str: str) -> Record:
    """
    Make a record of what `record_to_json` or `record_to_marcjson` gives.

    Raises
    ------
    JsonError
        It is no JSON.
    RecordLeaderInvalid
        Its leader hasn't 24 characters.
    InvalidField
        The JSON is no record.
    """
    try:
        return record_around(record_of_flat(_parse(json_str)))
    except LeaderInvalid as error:
        raise _bad_leader(error, 1) from error
    except (ValueError, TypeError, AttributeError, PymarcException) as error:
        raise InvalidField(message=str(error)) from error


def marcjson_to_record(marcjson_str: str) -> Record:
    """Make a record of what `record_to_marcjson` gives: as `json_to_record`, with the same exceptions."""
    return json_to_record(marcjson_str)


def _bad_leader(error: Exception, number: int) -> RecordLeaderInvalid:
    return RecordLeaderInvalid(record_index=number, message=str(error))


def parse_json_to_array(json_str: str) -> list[Record]:
    """
    Read MARC-in-JSON: an object, or an array of them.

    Raises
    ------
    JsonError
        It is no JSON.
    RecordLeaderInvalid
        A leader hasn't 24 characters.
    InvalidField
        The JSON is no record.
    """
    found = _parse(json_str)
    rows: list[Any] = cast("list[Any]", found) if isinstance(found, list) else [found]
    records: list[Record] = []
    try:
        for one in rows:
            records.append(record_around(record_of_dict(one)))
        return records
    except LeaderInvalid as error:
        raise _bad_leader(error, len(records) + 1) from error
    except (ValueError, TypeError, AttributeError, KeyError, PymarcException) as error:
        raise InvalidField(message=f"this is no MARC-in-JSON: {error!r}") from error


def stream_marcxml(source: str | IO[Any]) -> Iterator[Record]:
    """
    Give the records of MARCXML, one at a time: a file of any size needs the memory of one.

    Parameters
    ----------
    source : str or file object
        The XML, or a file of it.

    Raises
    ------
    XmlError
        It isn't well-formed, has a document type, or an element isn't as MARCXML has it.
    RecordLeaderInvalid
        A leader hasn't 24 characters.
    """
    count = 0
    try:
        for held in stream_xml(source):
            count += 1
            yield record_around(held)
    except LeaderInvalid as error:
        raise _bad_leader(error, count + 1) from error
    except SAXException as error:
        raise XmlError(message=str(error)) from error
    except (KeyError, PymarcException) as error:
        raise XmlError(message=f"an element isn't as MARCXML has it: {error!r}") from error


def mods_collection_to_records(mods_str: str) -> list[Record]:
    """Make records of a MODS collection; an InvalidField if it is none."""
    try:
        return [record_around(held) for held in records_of_mods(mods_str)]
    except ValueError as error:
        raise InvalidField(message=str(error)) from error


def mods_to_record(mods_str: str) -> Record:
    """Make a record of MODS, the first one if there are several; an InvalidField if there is none."""
    return mods_collection_to_records(mods_str)[0]


def xml_to_records(xml_str: str) -> list[Record]:
    """Make records of MARCXML; an XmlError if it is none."""
    return list(stream_marcxml(xml_str))


def xml_to_record(xml_str: str) -> Record:
    """Make a record of MARCXML, the first one if there are several; an XmlError if there is none."""
    for record in stream_marcxml(xml_str):
        return record
    raise XmlError(message="no <record> element found")


def parse_xml_to_array(xml_file: str | os.PathLike[str] | IO[Any]) -> list[Record]:
    """
    Read all records of a MARCXML file.

    Parameters
    ----------
    xml_file : path, file object or str
        The file, or the XML itself.

    Raises
    ------
    XmlError
        It is no MARCXML.
    """
    if isinstance(xml_file, (str, os.PathLike)) and not str(xml_file).lstrip().startswith("<"):
        with Path(xml_file).open("rb") as file:
            return list(stream_marcxml(file))
    return list(stream_marcxml(xml_file if hasattr(xml_file, "read") else str(xml_file)))  # pyright: ignore[reportArgumentType]
