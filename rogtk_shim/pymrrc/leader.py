"""The leader as mrrc has it: numbers where numbers stand, and its own names."""

from __future__ import annotations

from typing import Any

from ..marc.constants import LEADER_LEN
from ..marc.leader import Leader as HeldLeader
from ._leader_values import (
    BIBLIOGRAPHIC_LEVEL,
    CATALOGING_FORM,
    ENCODING_LEVEL,
    RECORD_STATUS,
    TYPE_OF_RECORD,
    describe_value,
    get_valid_values,
    is_valid_value,
)

__all__ = ["Leader"]

_DEFAULT = "00000nam  2200000   4500"


class _Text:
    """Characters of the leader under a name."""

    def __init__(self, start: int, length: int, about: str) -> None:
        self._start = start
        self._length = length
        self.__doc__ = f"{about}."

    def __get__(self, leader: Leader, owner: type) -> str:
        return leader._held.leader[self._start : self._start + self._length]  # pyright: ignore[reportPrivateUsage]

    def __set__(self, leader: Leader, value: str) -> None:
        if len(value) != self._length:
            # mrrc takes the first character of longer texts.
            if self._length > 1 or not value:
                raise ValueError(f"{self._length} character(s) have to stand there, not {value!r}")
            value = value[0]
        leader._held[self._start] = value  # pyright: ignore[reportPrivateUsage]


class _Number:
    """A number in the leader under a name; 0 where none stands."""

    def __init__(self, start: int, length: int, about: str) -> None:
        self._start = start
        self._length = length
        self.__doc__ = f"{about}."

    def __get__(self, leader: Leader, owner: type) -> int:
        text = leader._held.leader[self._start : self._start + self._length]  # pyright: ignore[reportPrivateUsage]
        return int(text) if text.isascii() and text.isdigit() else 0

    def __set__(self, leader: Leader, value: int) -> None:
        text = f"{value.__index__():0{self._length}}"
        if len(text) > self._length or value < 0:
            raise OverflowError(f"{value} doesn't fit into {self._length} digits")
        leader._held[self._start] = text  # pyright: ignore[reportPrivateUsage]


class Leader:
    """
    The 24 characters in front of every record, by name or by place.

    Parameters
    ----------
    leader : str, optional
        Exactly 24 characters; a new language material's where it is left out.

    Raises
    ------
    ValueError
        There are more or fewer, or letters where numbers have to stand.

    Examples
    --------
    >>> from rogtk_shim.pymrrc import Leader
    >>> leader = Leader("00475cas a2200169 i 4500")
    >>> leader.record_length, leader.record_status, leader[5:8]
    (475, 'c', 'cas')
    >>> leader.record_status = "n"
    >>> str(leader)
    '00475nas a2200169 i 4500'
    """

    record_length = _Number(0, 5, "Record length")
    record_status = _Text(5, 1, "Record status")
    record_type = _Text(6, 1, "Type of record")
    bibliographic_level = _Text(7, 1, "Bibliographic level")
    control_record_type = _Text(8, 1, "Type of control")
    character_coding = _Text(9, 1, "Character coding scheme: `a` says UTF-8, a blank MARC-8")
    indicator_count = _Number(10, 1, "Indicator count")
    subfield_code_count = _Number(11, 1, "Subfield code count")
    data_base_address = _Number(12, 5, "Base address of data")
    encoding_level = _Text(17, 1, "Encoding level")
    cataloging_form = _Text(18, 1, "Descriptive cataloging form")
    descriptive_cataloging_form = cataloging_form
    multipart_level = _Text(19, 1, "Multipart resource record level")
    multipart_resource_record_level = multipart_level
    reserved = _Text(20, 4, "Entry map")

    RECORD_STATUS_VALUES = RECORD_STATUS
    RECORD_TYPE_VALUES = TYPE_OF_RECORD
    BIBLIOGRAPHIC_LEVEL_VALUES = BIBLIOGRAPHIC_LEVEL
    ENCODING_LEVEL_VALUES = ENCODING_LEVEL
    CATALOGING_FORM_VALUES = CATALOGING_FORM

    get_valid_values = staticmethod(get_valid_values)
    describe_value = staticmethod(describe_value)
    get_value_description = staticmethod(describe_value)
    is_valid_value = staticmethod(is_valid_value)

    __slots__ = ("_held",)

    def __init__(self, leader: str | None = None) -> None:
        text = _DEFAULT if leader is None else leader
        if len(text) != LEADER_LEN:
            raise ValueError(f"Leader string must be exactly 24 characters, got {len(text)}")
        for start, end in ((0, 5), (10, 11), (11, 12), (12, 17)):
            int(text[start:end])
        self._held = HeldLeader(text)

    @classmethod
    def _of(cls, held: HeldLeader) -> Leader:
        """Show a leader: what is changed here is changed there."""
        self = object.__new__(cls)
        self._held = held
        return self

    def __getitem__(self, index: int | slice) -> str:
        if isinstance(index, int) and not 0 <= index < LEADER_LEN:
            raise IndexError("Leader position out of range")
        return self._held.leader[index]

    def __setitem__(self, index: int, value: str) -> None:
        if not isinstance(index, int):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError("Leader position must be an integer")
        if not isinstance(value, str) or len(value) != 1:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ValueError("Leader value must be a single character string")
        if not 0 <= index < LEADER_LEN:
            raise IndexError("Leader position out of range")
        self._held[index] = value

    def __str__(self) -> str:
        return self._held.leader

    def __repr__(self) -> str:
        return f"Leader({self._held.leader!r})"

    def __len__(self) -> int:
        return LEADER_LEN

    def __eq__(self, other: object) -> bool:
        if isinstance(other, (str, Leader)):
            return self._held.leader == str(other)
        return NotImplemented

    def __hash__(self) -> int:
        return id(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Leader:
        """Make a leader that belongs to no record."""
        return Leader._of(HeldLeader(self._held.leader))
