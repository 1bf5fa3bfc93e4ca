"""MARCMaker's text: a line a field, blank lines between records. `str(record)` writes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .exceptions import PymarcException
from .field import Field
from .leader import Leader
from .readers import Reader, open_text
from .record import Record
from .subfield import Indicators, Subfield

__all__ = ["MARCMakerReader"]


class MARCMakerReader(Reader):
    r"""
    The records of MARCMaker text.

    Parameters
    ----------
    target : str, bytes, path or file object
        The text, or a file of it.
    encoding : str
        The encoding of a file given by its path, and of bytes.

    Raises
    ------
    PymarcException
        While iterating: a line is no field.

    Examples
    --------
    >>> from rogtk_shim.pymarc import MARCMakerReader
    >>> next(MARCMakerReader("=LDR  00000nam a2200000 a 4500\n=245  10$aMoby Dick /$cMelville.")).title
    'Moby Dick /'
    """

    def __init__(self, target: Any, encoding: str = "utf-8") -> None:
        file = open_text(target, encoding)
        content = file.read()
        file.close()
        self.records: list[str] = content.replace("\r\n", "\n").split("\n\n")
        self.iter = iter(self.records)

    def _parse_line(self, line: str) -> Leader | Field:
        """Make a field, or the leader, of a line."""
        if line[0] != "=":
            raise ValueError('Line should start with a "=".')
        if line[4:6] != "  ":
            raise ValueError("Tag should be separated from the rest of the field by two spaces.")
        tag, data = line[1:4], line[6:]
        if tag == "LDR":
            return Leader(data)
        if tag < "010":
            return Field(tag, data=data)
        subfields = [Subfield(part[:1], part[1:]) for part in data[3:].split("$")]
        return Field(tag, Indicators(data[0], data[1]), subfields)

    def __iter__(self) -> Iterator[Record]:
        return self

    def __next__(self) -> Record:
        record = Record()
        for line in next(self.iter).splitlines():
            try:
                part = self._parse_line(line)
            except Exception as error:
                raise PymarcException(f'Unable to parse line "{line}"') from error
            if isinstance(part, Leader):
                record.leader = part
            else:
                record.add_field(part)
        return record
