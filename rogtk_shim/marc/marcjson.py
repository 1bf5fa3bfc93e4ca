"""MARC-in-JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any

from .._log import logger
from .field import Field
from .leader import Leader
from .readers import Reader, open_text
from .record import Record
from .subfield import Indicators, Subfield

__all__ = ["JSONHandler", "JSONReader", "parse_json_to_array", "record_of_dict"]


def record_of_dict(found: dict[str, Any]) -> Record:
    """
    Make a record of what `Record.as_dict` gives.

    Raises
    ------
    KeyError, RecordLeaderInvalid
        It is no record.

    Examples
    --------
    >>> from rogtk_shim.pymarc import Field, Record
    >>> record = Record(fields=[Field("001", data="1")])
    >>> record_of_dict(record.as_dict())["001"].data
    '1'
    """
    record = Record()
    record.leader = Leader(found["leader"])
    for entry in found["fields"]:
        content: Any
        tag, content = next(iter(entry.items()))
        if hasattr(content, "items") and "subfields" in content:
            subfields = [Subfield(*pair) for subfield in content["subfields"] for pair in subfield.items()]
            record.add_field(Field(tag, Indicators(content["ind1"], content["ind2"]), subfields))
        else:
            record.add_field(Field(tag, data=content))
    return record


class JSONReader(Reader):
    """
    The records of a MARC-in-JSON file: an object, or an array of them.

    Parameters
    ----------
    marc_target : str, bytes, path or file object
        The JSON, or a file of it.
    encoding : str
        The encoding of a file given by its path, and of bytes.
    stream : bool
        Not used, by pymarc neither: the whole file is in memory.

    Attributes
    ----------
    records : list or dict
        What the JSON holds.
    """

    file_handle: IO[Any]
    records: Any

    def __init__(self, marc_target: Any, encoding: str = "utf-8", stream: bool = False) -> None:
        self.encoding = encoding
        self.file_handle = open_text(marc_target, encoding)
        if stream:
            logger().warning("Streaming not yet implemented, your data will be loaded into memory")
        self.records = json.load(self.file_handle, strict=False)
        self.iter: Iterator[Any] = iter(())

    def __iter__(self) -> Iterator[Record]:
        self.iter = iter([self.records] if hasattr(self.records, "keys") else self.records)
        return self

    def __next__(self) -> Record:
        return record_of_dict(next(self.iter))


class JSONHandler:
    """Makes records of what `json` gives, and keeps them in `records`."""

    def __init__(self) -> None:
        self.records: list[Record] = []

    def element(self, element_dict: dict[str, Any], name: str | None = None) -> None:
        """Make a record of a dictionary."""
        self.process_record(record_of_dict(element_dict))

    def elements(self, dict_list: list[dict[str, Any]] | dict[str, Any]) -> list[Record]:
        """Make records of a list of dictionaries, or of one, and give all records so far."""
        for found in dict_list if isinstance(dict_list, list) else [dict_list]:
            self.element(found)
        return self.records

    def process_record(self, record: Record) -> None:
        """Keep a record; a subclass may do something else with it."""
        self.records.append(record)


def parse_json_to_array(json_file: Any) -> list[Record]:
    """
    Read all records of a MARC-in-JSON file.

    Parameters
    ----------
    json_file : str, bytes, path or file object
        As for `JSONReader`.
    """
    return JSONHandler().elements(JSONReader(json_file).records)
