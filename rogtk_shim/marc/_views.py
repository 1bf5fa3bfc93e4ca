"""Views of MARC records: what the engine found and checked, shown without building anything."""

from __future__ import annotations

from typing import NamedTuple, Protocol

#: Ends a field; all views rely on no field holding one.
FIELD_END = b"\x1e"
_LEADER_BYTES = 24
#: In the directory an entry has the tag, four digits of length and five of position.
_ENTRY_BYTES = 12


class MarcError(NamedTuple):
    """What is wrong with a record.

    Attributes
    ----------
    record : int
        The record's number, counted from 0.
    offset : int
        Where it begins, in bytes of the (decompressed) input.
    length : int
        Its length in bytes.
    code : str
        A stable name of the cause, such as `MARC_RECORD_LENGTH`.
    reason : str
        What was found.
    """

    record: int
    offset: int
    length: int
    code: str
    reason: str


class RecordView(Protocol):
    """A record as the reader hands it over; a field is known by its index in the directory's order."""

    @property
    def raw(self) -> bytes:
        """The record as it is in the file."""
        ...

    @property
    def leader(self) -> str:
        """The leader: 24 characters, fewer of a record that is cut."""
        ...

    @property
    def encoding(self) -> str:
        """What the text was decoded by."""
        ...

    @property
    def error(self) -> MarcError | None:
        """What is wrong with the record, if anything; its fields are then what could be made out."""
        ...

    @property
    def exact(self) -> bool:
        """Whether the record can be written as it is in the file: in UTF-8, as far as its leader says so."""
        ...

    def tags(self) -> list[str]:
        """List the tags of all fields."""
        ...

    def count(self) -> int:
        """Count the fields."""
        ...

    def text(self, i: int) -> str:
        """Return a field's data, or its indicators and its subfields with their delimiters."""
        ...

    def texts(self) -> list[str]:
        """Return the text of all fields."""
        ...

    def find(self, tag: str, start: int = 0) -> int:
        """Find the first field with a tag from `start` on, or -1."""
        ...

    def first(self, tag: str) -> str | None:
        """Return the text of the first field with a tag, or None: `find` and `text` in one."""
        ...


class PlainView:
    """A record whose text is UTF-8 as it stands, and whose fields follow one another: the engine made sure.

    It is the record's bytes and nothing else; fields are found in its own directory.
    """

    __slots__ = ("raw",)
    encoding = "utf-8"
    exact = True
    error: MarcError | None = None

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    @property
    def leader(self) -> str:
        """The leader's 24 characters."""
        return self.raw[:_LEADER_BYTES].decode()

    def count(self) -> int:
        """Count the fields."""
        return self.raw.index(FIELD_END, _LEADER_BYTES) // _ENTRY_BYTES - 2

    def tags(self) -> list[str]:
        """List the tags of all fields."""
        raw = self.raw
        directory = raw[_LEADER_BYTES : raw.index(FIELD_END, _LEADER_BYTES)].decode()
        return [directory[at : at + 3] for at in range(0, len(directory), _ENTRY_BYTES)]

    def text(self, i: int) -> str:
        """Return the text of a field."""
        raw = self.raw
        end = raw.index(FIELD_END, _LEADER_BYTES)
        at = _LEADER_BYTES + _ENTRY_BYTES * i
        if not _LEADER_BYTES <= at < end:
            raise IndexError(f"there is no field {i}")
        start = end + 1 + int(raw[at + 7 : at + 12])
        return raw[start : raw.index(FIELD_END, start)].decode()

    def texts(self) -> list[str]:
        """Return the text of all fields."""
        raw = self.raw
        text = raw[raw.index(FIELD_END, _LEADER_BYTES) + 1 : -1].decode().split("\x1e")
        text.pop()
        return text

    def find(self, tag: str, start: int = 0) -> int:
        """Find the first field with a tag from `start` on, or -1."""
        raw = self.raw
        wanted = tag.encode()
        end = raw.index(FIELD_END, _LEADER_BYTES)
        at = raw.find(wanted, _LEADER_BYTES + _ENTRY_BYTES * start, end)
        # The digits of a length or a position may look like the tag; -1 isn't a multiple of twelve either.
        while at % _ENTRY_BYTES:
            if at < 0:
                return -1
            at = raw.find(wanted, at + 1, end)
        return at // _ENTRY_BYTES - 2 if len(wanted) == 3 else -1

    def first(self, tag: str) -> str | None:
        """Return the text of the first field with a tag, or None."""
        data = self.first_data(tag)
        return None if data is None else data.decode()

    def first_data(self, tag: str) -> bytes | None:
        """Return the first field with a tag as it is in the file, without terminator, or None."""
        raw = self.raw
        wanted = tag.encode()
        # Constants by their values: this is what most programs do with most records.
        end = raw.find(b"\x1e", 24)
        at = raw.find(wanted, 24, end)
        while at % 12:
            if at < 0:
                return None
            at = raw.find(wanted, at + 1, end)
        if len(wanted) != 3:
            return None
        start = end + 1 + int(raw[at + 7 : at + 12])
        return raw[start : raw.find(b"\x1e", start)]


class TableView:
    """Any other record: its tags and its decoded texts stand beside its bytes."""

    __slots__ = ("_tags", "_text", "_texts", "encoding", "error", "raw")
    exact = False

    def __init__(self, raw: bytes, tags: bytes, text: bytes, encoding: str, error: MarcError | None) -> None:
        self.raw = raw
        self.encoding = encoding
        self.error = error
        # Three characters each; a bad record's tags may hold anything.
        self._tags = tags.decode("utf-8")
        self._text = text
        self._texts: list[str] | None = None

    @property
    def leader(self) -> str:
        """The leader: 24 characters, fewer of a record that is cut."""
        return self.raw[:_LEADER_BYTES].decode("ascii", "replace")

    def count(self) -> int:
        """Count the fields."""
        return len(self._tags) // 3

    def tags(self) -> list[str]:
        """List the tags of all fields."""
        tags = self._tags
        return [tags[at : at + 3] for at in range(0, len(tags), 3)]

    def text(self, i: int) -> str:
        """Return the text of a field."""
        if not 0 <= i < self.count():
            raise IndexError(f"there is no field {i}")
        return self._all()[i]

    def texts(self) -> list[str]:
        """Return the text of all fields."""
        return list(self._all())

    def _all(self) -> list[str]:
        if self._texts is None:
            self._texts = self._text.decode().split("\x1e")
            self._texts.pop()
        return self._texts

    def find(self, tag: str, start: int = 0) -> int:
        """Find the first field with a tag from `start` on, or -1."""
        if len(tag) != 3:
            return -1
        at = self._tags.find(tag, 3 * start)
        while at >= 0 and at % 3:
            at = self._tags.find(tag, at + 1)
        return at // 3 if at >= 0 else -1

    def first(self, tag: str) -> str | None:
        """Return the text of the first field with a tag, or None."""
        at = self.find(tag)
        return None if at < 0 else self._all()[at]
