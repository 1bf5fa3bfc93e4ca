"""The base of what this module raises: where in the data it is, and how it is shown, stored and sent on."""

from __future__ import annotations

import json
import traceback
from typing import TYPE_CHECKING, Any, ClassVar

from rogtk_bridge.text import safe

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Where mrrc describes its codes.
DOCS_BASE_URL = "https://dchud.github.io/mrrc"
#: What every exception may know about its place. The names are mrrc's.
PLACE = (
    "record_index",
    "record_control_number",
    "field_tag",
    "indicator_position",
    "subfield_code",
    "found",
    "expected",
    "byte_offset",
    "record_byte_offset",
    "source",
    "bytes_near",
    "bytes_near_offset",
)
_ROW_BYTES = 16


class MrrcException(Exception):
    """
    Base of what reading, changing and writing a record raises.

    Parameters
    ----------
    *args
        The message; made of the attributes where there is none.
    **place
        Any of the attributes, by name.

    Attributes
    ----------
    code, slug : str
        Stable names of the kind of error; the code is mrrc's (`E001` …).
    record_index : int or None
        The record's number, counted from 1.
    record_control_number, field_tag : str or None
        The record's 001, and the tag of the field.
    byte_offset, record_byte_offset : int or None
        The place in bytes of the (decompressed) input, and of the record.
    found : bytes or None
        What stands there.
    expected : str or None
        What should.
    source : str or None
        The input's name.

    Examples
    --------
    >>> from rogtk_shim.pymrrc import FieldNotFound
    >>> error = FieldNotFound(record_index=3, field_tag="245")
    >>> error.code, str(error)
    ('E105', '[record 3 · field 245] field 245 not found')
    """

    code: ClassVar[str] = ""
    slug: ClassVar[str] = ""
    severity: ClassVar[str] = "error"
    SCHEMA_VERSION: ClassVar[int] = 1
    _extra_fields: ClassVar[tuple[str, ...]] = ()

    record_index: int | None
    record_control_number: str | None
    field_tag: str | None
    indicator_position: int | None
    subfield_code: int | None
    found: bytes | None
    expected: str | None
    byte_offset: int | None
    record_byte_offset: int | None
    source: str | None
    bytes_near: bytes | None
    bytes_near_offset: int | None

    def __init__(self, *args: object, **place: Any) -> None:
        for name in self._names():
            setattr(self, name, place.pop(name, None))
        if place:
            raise TypeError(
                f"{type(self).__name__}() got unexpected keyword argument(s): {', '.join(sorted(place))}"
            )
        super().__init__(*(args or (self._summary(),)))

    @classmethod
    def _names(cls) -> tuple[str, ...]:
        return (*PLACE, *cls._extra_fields)

    def __reduce__(self) -> tuple[Any, ...]:
        state = {name: getattr(self, name) for name in self._names()}
        return (type(self), self.args, state)

    def __setstate__(self, state: Mapping[str, Any] | None) -> None:
        unknown = set(state or ()) - set(self._names())
        if unknown:
            raise TypeError(f"Refusing to set unexpected attributes: {', '.join(sorted(unknown))}")
        for name, value in (state or {}).items():
            setattr(self, name, value)

    def _body(self) -> str:
        return type(self).__name__

    def _summary(self) -> str:
        parts: list[str] = []
        if self.record_index is not None:
            parts.append(f"record {self.record_index}")
        if self.record_control_number:
            parts.append(f"001 {self.record_control_number!r}")
        if self.field_tag:
            parts.append(f"field {self.field_tag}")
        if self.indicator_position is not None:
            parts.append(f"ind{self.indicator_position}")
        head = f"[{' · '.join(parts)}] " if parts else f"{type(self).__name__}: "
        place = "" if self.byte_offset is None else f"  (byte 0x{self.byte_offset:X} / {self.byte_offset})"
        return f"{head}{self._body()}{place}"

    def _lengths(self) -> list[tuple[str, str]]:
        return []

    def detailed(self) -> str:
        """Give several lines with all that is known, and the bytes at the place if they are."""
        parts: list[str] = []
        if self.record_index is not None:
            parts.append(f"record {self.record_index}")
        if self.field_tag is not None:
            parts.append(f"field {self.field_tag}")
        head = f"{type(self).__name__} at {', '.join(parts)}" if parts else type(self).__name__
        rows: list[tuple[str, str]] = []
        if self.source:
            rows.append(("source:", safe(self.source)))
        if self.record_control_number:
            rows.append(("001:", self.record_control_number))
        if self.indicator_position is not None and self.expected is not None:
            found = "?" if self.found is None else repr(self.found)
            rows.append((f"indicator {self.indicator_position}:", f"found {found}, expected {self.expected}"))
        if self.subfield_code is not None:
            rows.append(("subfield:", f"invalid code byte 0x{self.subfield_code:02X}"))
        rows.extend(self._lengths())
        if self.byte_offset is not None:
            rows.append(("byte offset:", f"0x{self.byte_offset:X} ({self.byte_offset}) in stream"))
        if self.record_byte_offset is not None:
            rows.append(("record-relative:", f"byte {self.record_byte_offset}"))
        width = max((len(label) for label, _ in rows), default=0)
        text = "\n".join([head, *[f"  {label:{width}} {value}" for label, value in rows]])
        if self.bytes_near is None or self.bytes_near_offset is None:
            return text
        return f"{text}\n\n{_dump(self.bytes_near, self.bytes_near_offset, self.byte_offset)}"

    def __repr__(self) -> str:
        known = [(name, getattr(self, name)) for name in PLACE]
        shown = ", ".join(f"{name}={value!r}" for name, value in known if value is not None)
        return f"{type(self).__name__}({shown})"

    @classmethod
    def help_url(cls) -> str:
        """Say where this kind of error is described."""
        return f"{DOCS_BASE_URL}/reference/error-codes/#{cls.code}"

    def to_dict(self, *, include_traceback: bool = False) -> dict[str, Any]:
        """
        Give all that is known in types that JSON has; bytes as hexadecimal digits under a name with `_hex`.

        Parameters
        ----------
        include_traceback : bool
            Also the lines of the traceback, if the exception was raised.
        """
        found: dict[str, Any] = {
            "schema_version": self.SCHEMA_VERSION,
            "class": type(self).__name__,
            "code": self.code or None,
            "slug": self.slug or None,
            "severity": self.severity,
            "help_url": self.help_url() if self.code else None,
        }
        for name in self._names():
            value = getattr(self, name)
            if isinstance(value, bytes):
                found[f"{name}_hex"] = value.hex()
                value = None
            found[name] = value
        cause = self.__cause__ or self.__context__
        found["_cause"] = None if cause is None else str(cause)
        if include_traceback and self.__traceback__:
            found["traceback"] = traceback.format_exception(self)
        return found

    def to_json(self, *, include_traceback: bool = False, **kwargs: Any) -> str:
        """Give `to_dict` as JSON; `kwargs` are for `json.dumps`."""
        return json.dumps(self.to_dict(include_traceback=include_traceback), **kwargs)


def _dump(window: bytes, start: int, place: int | None) -> str:
    """Show bytes in rows of hexadecimal numbers and characters, and point at one of them."""
    lines = [f"bytes near offset 0x{start if place is None else place:X}:"]
    pointer = ""
    for at in range(0, len(window), _ROW_BYTES):
        row = window[at : at + _ROW_BYTES]
        cells = [f"{byte:02x} " for byte in row] + ["   "] * (_ROW_BYTES - len(row))
        shown = "".join(chr(byte) if 0x20 <= byte <= 0x7E else "." for byte in row)
        numbers = "".join(cells[:8]) + " " + "".join(cells[8:])
        lines.append(f"    0x{start + at:04X}:  {numbers}|{shown:{_ROW_BYTES}}|")
        if place is not None and start + at <= place < start + at + len(row):
            column = place - start - at
            pointer = " " * (13 + 3 * column + (column >= 8)) + "^^ offending byte"
            lines.append(pointer)
    return "\n".join(lines)
