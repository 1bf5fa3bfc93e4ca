r"""MARCMaker's text, written so that it can be read again: blanks as `\`, what has a meaning by its name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .field import Field
from .leader import Leader
from .record import Record
from .subfield import Indicators, Subfield

__all__ = ["read_marcmaker", "record_to_marcmaker"]

_NAMES = {"$": "{dollar}", "{": "{lcub}", "}": "{rcub}", "\\": "{bsol}"}
_CHARACTERS = {name: character for character, name in _NAMES.items()}
_special = re.compile(r"[${}\\]").sub
_named = re.compile("|".join(map(re.escape, _CHARACTERS))).sub


def _written(text: str) -> str:
    if len(text.splitlines()) > 1 or text[-1:] in ("\n", "\r"):
        raise ValueError(f"MARCMaker's text can't have a line break within a field: {text[:60]!r}")
    return _special(lambda match: _NAMES[match[0]], text)


def _read(text: str) -> str:
    return _named(lambda match: _CHARACTERS[match[0]], text)


def record_to_marcmaker(record: Record) -> str:
    r"""
    Give a record as MARCMaker's text: a line a field.

    Raises
    ------
    ValueError
        A value has a line break.

    Examples
    --------
    >>> from rogtk_shim.pymarc import Field, Indicators, Record, Subfield
    >>> price = Field("020", Indicators(" ", " "), [Subfield("c", "$ 7")])
    >>> print(record_to_marcmaker(Record(fields=[Field("008", data="24 eng"), price], leader="0" * 24)))
    =LDR  000000000022000000004500
    =008  24\eng
    =020  \\$c{dollar} 7
    <BLANKLINE>
    """
    lines = [f"=LDR  {record.leader}"]
    for field in record.fields:
        if field.control_field:
            lines.append(f"={field.tag}  {_written(field.data or '').replace(' ', chr(92))}")
            continue
        pair = f"{field.indicator1}{field.indicator2}".replace(" ", "\\")
        parts = [f"${code}{_written(value)}" for code, value in field.subfields]
        lines.append(f"={field.tag}  {pair}{''.join(parts)}")
    return "\n".join(lines) + "\n"


def read_marcmaker(lines: Iterable[str]) -> Iterator[Record]:
    """
    Give the records of MARCMaker's text.

    Parameters
    ----------
    lines : iterable of str
        The text's lines, such as a file opened for text: no more than a record is in memory.

    Raises
    ------
    ValueError
        A line is no field.
    """
    record: Record | None = None
    for number, line in enumerate(lines, 1):
        text = line.rstrip("\r\n")
        if not text.strip():
            if record is not None:
                yield record
            record = None
            continue
        if text[0] != "=" or text[4:6] != "  ":
            raise ValueError(f"line {number} is no field: {text[:60]!r}")
        if record is None:
            record = Record()
        _add(record, text[1:4], text[6:])
    if record is not None:
        yield record


def _add(record: Record, tag: str, data: str) -> None:
    if tag == "LDR":
        record.leader = Leader(data.replace("\\", " "))
    elif tag < "010" and tag.isdigit():
        record.add_field(Field(tag, data=_read(data.replace("\\", " "))))
    else:
        parts = data[2:].split("$")[1:]
        pair = data[:2].replace("\\", " ").ljust(2)
        subfields = [Subfield(part[0], _read(part[1:])) for part in parts if part]
        record.add_field(Field(tag, Indicators(*pair), subfields))
