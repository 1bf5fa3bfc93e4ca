"""The leader: 24 characters in front of every record."""

from __future__ import annotations

from typing import overload

from .constants import LEADER_LEN
from .exceptions import BadLeaderValue, RecordLeaderInvalid

__all__ = ["Leader"]


class _Part:
    """Some characters of the leader, to be read and replaced under a name."""

    def __init__(self, start: int, length: int, name: str) -> None:
        self._start = start
        self._length = length
        self._name = name
        self.__doc__ = (
            f"{name} ({start:02})." if length == 1 else f"{name} ({start:02}-{start + length - 1:02})."
        )

    @overload
    def __get__(self, leader: None, owner: type) -> _Part: ...

    @overload
    def __get__(self, leader: Leader, owner: type) -> str: ...

    def __get__(self, leader: Leader | None, owner: type) -> _Part | str:
        if leader is None:
            return self
        return leader.leader[self._start : self._start + self._length]

    def __set__(self, leader: Leader, value: str) -> None:
        if len(value) != self._length:
            # The sentence is pymarc's, its four for five included.
            size = "1 char" if self._length == 1 else "4 chars"
            raise BadLeaderValue(f"{self._name} is {size} field, got {value}")
        leader[self._start] = value


class Leader:
    """
    A leader that can be changed, by name or by place.

    Parameters
    ----------
    leader : str
        Exactly 24 characters.

    Raises
    ------
    RecordLeaderInvalid
        There are more or fewer.

    Examples
    --------
    >>> from rogtk_shim.pymarc import Leader
    >>> leader = Leader("00475cas a2200169 i 4500")
    >>> leader.record_status, leader[0:5]
    ('c', '00475')
    >>> leader.record_status = "n"
    >>> str(leader)
    '00475nas a2200169 i 4500'
    """

    record_length = _Part(0, 5, "Record length")
    record_status = _Part(5, 1, "Record status")
    type_of_record = _Part(6, 1, "Type of record")
    bibliographic_level = _Part(7, 1, "Bibliographic level")
    type_of_control = _Part(8, 1, "Type of control")
    coding_scheme = _Part(9, 1, "Character coding scheme")
    indicator_count = _Part(10, 1, "Indicator count")
    subfield_code_count = _Part(11, 1, "Subfield code count")
    base_address = _Part(12, 5, "Base address of data")
    encoding_level = _Part(17, 1, "Encoding level")
    cataloging_form = _Part(18, 1, "Descriptive cataloging form")
    multipart_ressource = _Part(19, 1, "Multipart resource record level")
    length_of_field_length = _Part(20, 1, "Length of the length-of-field portion")
    starting_character_position_length = _Part(21, 1, "Length of the starting-character-position portion")
    implementation_defined_length = _Part(22, 1, "Length of the implementation-defined portion")

    def __init__(self, leader: str) -> None:
        if len(leader) != LEADER_LEN:
            raise RecordLeaderInvalid
        self.leader = leader

    def __getitem__(self, item: str | int | slice) -> str:
        if isinstance(item, str):
            return getattr(self, item)
        return self.leader[item]

    def __setitem__(self, item: str | int | slice, value: str) -> None:
        if isinstance(item, str):
            setattr(self, item, value)
            return
        start = item if isinstance(item, int) else item.start or 0
        if start < 0:
            raise IndexError("Position must be positive")
        end = start + len(value)
        if end > LEADER_LEN:
            raise BadLeaderValue(f"{value} is too long to be inserted at {start}")
        self.leader = self.leader[:start] + value + self.leader[end:]

    def __str__(self) -> str:
        return self.leader
