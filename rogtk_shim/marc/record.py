"""A record. One that comes from a file looks at its view, and makes fields only of what is asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .bibliographic import isbn_regex
from .constants import LEADER_LEN
from .exceptions import FieldNotFound, MissingLinkedFields
from .field import Field
from .iso2709 import Oversize, encode, exchange, extend, with_leader
from .leader import Leader
from .parse import Decoding, parse_raw_fields, parse_view, read_leader
from .raw_field import map_marc8_record
from .record_core import NOTHING_MADE, RecordCore
from .record_order import insert_field
from .subfield import normalize_subfield_code

if TYPE_CHECKING:
    from .view import RecordView

__all__ = ["Record", "isbn_regex", "map_marc8_record", "normalize_subfield_code"]

#: Position 9 of a leader.
_DECLARES_UTF8 = ord("a")


class Record(RecordCore):
    """
    A MARC record: a leader and fields.

    Parameters
    ----------
    data : bytes
        A record as ISO 2709 has it.
    fields : list of Field, optional
        Kept as it is given, not copied.
    to_unicode : bool
        Decode the text of `data`. If false, the fields are `RawField`.
    force_utf8 : bool
        The text is UTF-8 whatever the leader says.
    hide_utf8_warnings : bool
        Don't log MARC-8 codes without meaning.
    utf8_handling : {"strict", "replace", "ignore"}
        What to do with bytes that aren't UTF-8.
    leader : str
        24 characters, where `data` isn't given.
    file_encoding : str
        The encoding of records that aren't UTF-8; ``"iso8859-1"`` stands for MARC-8.

    Raises
    ------
    PymarcException, ValueError
        `data` is damaged; UnicodeDecodeError is a ValueError.

    Examples
    --------
    >>> from rogtk_shim.pymarc import Field, Indicators, Record, Subfield
    >>> record = Record()
    >>> record.add_field(Field("245", Indicators("1", "0"), [Subfield("a", "Moby Dick")]))
    >>> record["245"]["a"], record.title
    ('Moby Dick', 'Moby Dick')
    >>> Record(record.as_marc()).title
    'Moby Dick'
    """

    __slots__ = ()

    def __init__(
        self,
        data: bytes | str = "",
        fields: list[Field] | None = None,
        to_unicode: bool = True,
        force_utf8: bool = False,
        hide_utf8_warnings: bool = False,
        utf8_handling: str = "strict",
        leader: str = " " * LEADER_LEN,
        file_encoding: str = "iso8859-1",
    ) -> None:
        self._view = None
        self._made = NOTHING_MADE
        self._added = None
        self._leader = Leader(leader[0:10] + "22" + leader[12:20] + "4500")
        self._fields = []
        self.pos = 0
        self.force_utf8 = force_utf8
        self.to_unicode = to_unicode
        if fields:
            self._fields = fields
        elif len(data) > 0:
            if isinstance(data, str):
                raise TypeError("a record in ISO 2709 is bytes, not text")
            self.decode_marc(data, to_unicode, force_utf8, hide_utf8_warnings, utf8_handling, file_encoding)
        elif force_utf8:
            self._leader.coding_scheme = "a"

    def get_linked_fields(self, field: Field) -> list[Field]:
        """
        Give the 880 fields that have a field in another script.

        Raises
        ------
        MissingLinkedFields
            The field refers to one that isn't there.
        """
        number = field.linkage_occurrence_num()
        linked = [other for other in self.get_fields("880") if other.linkage_occurrence_num() == number]
        if number is not None and not linked:
            raise MissingLinkedFields(field)
        return linked

    def add_field(self, *fields: Field) -> None:
        """Add fields at the end."""
        if self._fields is not None:
            self._fields.extend(fields)
        else:
            self._added = [*(self._added or ()), *fields]

    def add_grouped_field(self, *fields: Field) -> None:
        """Add each field behind those whose tags begin with the same digit or a lower one."""
        for field in fields:
            insert_field(self.fields, field, digits=1)

    def add_ordered_field(self, *fields: Field) -> None:
        """Add each field behind those with the same tag or a lower one."""
        for field in fields:
            insert_field(self.fields, field, digits=3)

    def remove_field(self, *fields: Field) -> None:
        """
        Take out fields, each the very object.

        Raises
        ------
        FieldNotFound
            One isn't in the record.
        """
        for field in fields:
            try:
                self.fields.remove(field)
            except ValueError:
                raise FieldNotFound from None

    def remove_fields(self, *tags: str) -> None:
        """Take out all fields with one of some tags."""
        self.fields[:] = [field for field in self.fields if field.tag not in tags]

    def __str__(self) -> str:
        return "\n".join([f"=LDR  {self.leader}", *map(str, self.fields)]) + "\n"

    def decode_marc(
        self,
        marc: bytes,
        to_unicode: bool = True,
        force_utf8: bool = False,
        hide_utf8_warnings: bool = False,
        utf8_handling: str = "strict",
        encoding: str = "iso8859-1",
    ) -> None:
        """
        Take leader and fields from a record as ISO 2709 has it. The fields follow those that are there.

        Parameters and errors are those of the class; `marc` is its `data`, `encoding` its `file_encoding`.
        """
        raw = bytes(marc)
        how = Decoding(to_unicode, force_utf8 or self.force_utf8, hide_utf8_warnings, utf8_handling, encoding)
        if not to_unicode:
            self.leader = Leader(read_leader(raw))
            self.fields.extend(parse_raw_fields(raw))
            return
        view = parse_view(raw, how)
        before = self.fields
        self._leader = None
        self._view, self._fields, self._made, self._added = view, None, NOTHING_MADE, None
        if before:
            self.fields = [*before, *self.fields]

    def as_marc(self, oversize: Oversize = "error") -> bytes:
        """
        Give the record as ISO 2709 has it.

        A record that was read and not changed is given as it is in the file, unless its encoding or its
        lengths have to be other ones.

        Parameters
        ----------
        oversize : {"error", "zero"}
            What to do with a record that is too large: raise, or write zeros in the place of numbers that
            have too many digits.

        Raises
        ------
        RecordTooLarge
            A field has more than 9,999 bytes or the record more than 99,999, and `oversize` is ``"error"``.
        UnicodeEncodeError
            The text can't be written in ISO 8859-1, which is taken where neither leader nor `to_unicode` says
            UTF-8.
        """
        view = self._view
        if view is not None and view.exact and self.to_unicode and (raw := self._from_raw(view)):
            return extend(raw, self._added, oversize) if self._added else raw
        leader: Any = self.leader
        if self.to_unicode and leader[9] != "a":
            if isinstance(leader, Leader):
                leader.coding_scheme = "a"
            else:
                self.leader = leader = leader[:9] + "a" + leader[10:]
        encoding = "utf-8" if leader[9] == "a" or self.force_utf8 else "iso8859-1"
        return encode(str(leader), self.fields, encoding, oversize)

    def _from_raw(self, view: RecordView) -> bytes | None:
        """Give the record without added fields, of the bytes in the file as far as they still stand."""
        raw: bytes | None = view.raw
        if raw[9] != _DECLARES_UTF8 or (self._fields is not None and not self._has_fields_of(view)):
            return None
        if self._fields is None and self._made and (changed := self._changed(view)):
            raw = exchange(raw, changed)
        leader = self._leader
        if raw is None or leader is None or str(leader) == view.leader:
            return raw
        return with_leader(raw, str(leader))

    def as_marc21(self) -> bytes:
        """Do what `as_marc` does, under its former name."""
        return self.as_marc()

    def as_dict(self) -> dict[str, Any]:
        """Give the record as MARC-in-JSON has it, in Python's types."""
        fields: list[dict[str, Any]] = []
        for field in self.fields:
            if field.control_field:
                fields.append({field.tag: field.data})
                continue
            subfields = [{code: value} for code, value in field.subfields]
            fields.append(
                {field.tag: {"ind1": field.indicator1, "ind2": field.indicator2, "subfields": subfields}}
            )
        return {"leader": str(self.leader), "fields": fields}

    def as_json(self, **kwargs: Any) -> str:
        """
        Give the record as MARC-in-JSON.

        Parameters
        ----------
        **kwargs
            For `json.dumps`.
        """
        return json.dumps(self.as_dict(), **kwargs)
