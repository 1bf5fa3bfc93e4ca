"""A field of a record. One that comes from a file is taken apart only when it is looked into."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, overload

from .field_core import FieldCore
from .subfield import BLANK, BYTE_MARKS, Indicators, Subfield, is_plain

__all__ = ["Field", "lazy_field"]

_new = object.__new__
#: What stands in front of a value, by its code.
_marks = {chr(code): f"\x1f{chr(code)}" for code in range(0x80) if code != 0x1F}


class Field(FieldCore):
    """
    A control field (its tag is below 010) with data, or a data field with indicators and subfields.

    Parameters
    ----------
    tag : str
        Three characters; a number is filled up with zeros.
    indicators : Indicators, optional
        Two characters, blanks where nothing is given. Not for control fields.
    subfields : list of Subfield, optional
        Kept as it is given, not copied. Not for control fields.
    data : str, optional
        The text of a control field.

    Raises
    ------
    ValueError
        There are not two indicators, or the subfields are strings.

    Examples
    --------
    >>> from rogtk_shim.pymarc import Field, Indicators, Subfield
    >>> field = Field("245", Indicators("1", "0"), [Subfield("a", "Moby Dick /"), Subfield("c", "Melville.")])
    >>> print(field)
    =245  10$aMoby Dick /$cMelville.
    >>> field["a"]
    'Moby Dick /'
    """

    __slots__ = ()

    def __init__(
        self,
        tag: str,
        indicators: Indicators | None = None,
        subfields: list[Subfield] | None = None,
        data: str | None = None,
    ) -> None:
        self.tag = _normal_tag(tag)
        if subfields and isinstance(subfields[0], str):
            raise ValueError(
                "The subfield input no longer accepts strings, and should use Subfield: "
                "Field.convert_legacy_subfields makes them."
            )
        self._text = None
        self._subfields = []
        self._indicators = None
        self.data = None
        self.control_field = self.tag < "010" and self.tag.isdigit()
        if self.control_field:
            self.data = data
            return
        self._subfields = subfields or self._subfields
        if indicators:
            self.indicators = indicators
        else:
            self._indicators = BLANK

    def __iter__(self) -> Iterator[Subfield]:
        self._position = 0
        return iter(self.subfields)

    def __next__(self) -> Subfield:
        position = getattr(self, "_position", 0)
        subfields = self.subfields
        if position >= len(subfields):
            raise StopIteration
        self._position = position + 1
        return subfields[position]

    def __str__(self) -> str:
        if self.control_field:
            return f"={self.tag}  {(self.data or '').replace(' ', chr(92))}"
        indicators = "".join("\\" if one == " " else f"{one}" for one in self.indicators or ())
        return f"={self.tag}  {indicators}" + "".join([f"${code}{value}" for code, value in self.subfields])

    @overload
    def get(self, code: str, default: str) -> str: ...

    @overload
    def get(self, code: str, default: None = None) -> str | None: ...

    def get(self, code: str, default: str | None = None) -> str | None:
        """
        Give the value of the first subfield with a code.

        Parameters
        ----------
        code : str
            The code.
        default : str, optional
            What to give where there is none, and for control fields.
        """
        text = self._decoded()
        mark = _marks.get(code)
        # Looking for one value doesn't need the others taken out.
        if text is None or mark is None or self._subfields is not None or not is_plain(text):
            for subfield in self.subfields:
                if subfield[0] == code:
                    return subfield[1]
            return default
        start = text.find(mark)
        if start < 0:
            return default
        end = text.find("\x1f", start + 2)
        return text[start + 2 :] if end < 0 else text[start + 2 : end]

    def __getitem__(self, code: str) -> str:
        text = self._text
        # The same once more, as a call takes as long as all of it; and only the value is decoded.
        if type(text) is bytes and self._subfields is None and (mark := BYTE_MARKS.get(code)):
            start = text.find(mark)
            # A subfield with an odd code could stand in front of it.
            if start == 2 or (start > 2 and text.isascii()):
                end = text.find(b"\x1f", start + 2)
                return (text[start + 2 :] if end < 0 else text[start + 2 : end]).decode()
        value = self.get(code)
        if value is None:
            raise KeyError(code)
        return value

    def __contains__(self, subfield: str) -> bool:
        return self.get(subfield) is not None

    def __setitem__(self, code: str, value: str) -> None:
        if self.control_field:
            raise KeyError("field is a control field")
        found = [i for i, subfield in enumerate(self.subfields) if subfield[0] == code]
        if not found:
            raise KeyError(f"no code '{code}'")
        if len(found) > 1:
            raise KeyError(f"more than one code '{code}'")
        self.subfields[found[0]] = Subfield(code, value)

    def value(self) -> str:
        """Give the values of all subfields with a blank between them, or a control field's data."""
        if self.control_field:
            return self.data or ""
        return " ".join([value.strip() for _, value in self.subfields])

    def get_subfields(self, *codes: str) -> list[str]:
        """
        Give the values of the subfields with one of some codes, in the field's order.

        Examples
        --------
        >>> from rogtk_shim.pymarc import Field, Subfield
        >>> field = Field("650", subfields=[Subfield("a", "Whales"), Subfield("v", "Fiction")])
        >>> field.get_subfields("v", "a")
        ['Whales', 'Fiction']
        """
        return [value for code, value in self.subfields if code in codes]

    def add_subfield(self, code: str, value: str, pos: int | None = None) -> None:
        """
        Add a subfield; nothing happens to control fields.

        Parameters
        ----------
        code, value : str
            The subfield.
        pos : int, optional
            How many subfields stay in front of it; all of them where nothing is given.
        """
        if self.control_field:
            return
        subfields = self.subfields
        subfields.insert(len(subfields) if pos is None else pos, Subfield(code, value))

    def delete_subfield(self, code: str) -> str | None:
        """Take out the first subfield with a code and give its value, or None where there is none."""
        for i, subfield in enumerate(self.subfields):
            if subfield[0] == code:
                return self.subfields.pop(i).value
        return None

    def subfields_as_dict(self) -> dict[str, list[str]]:
        """Give the values by code, each code with the list of its values."""
        found: dict[str, list[str]] = {}
        for code, value in self.subfields:
            found.setdefault(code, []).append(value)
        return found

    def is_control_field(self) -> bool:
        """Whether the field has data instead of subfields: the attribute `control_field`."""
        return self.control_field

    def linkage_occurrence_num(self) -> str | None:
        """Give the number in subfield 6 by which a field and its 880 find each other, or None."""
        link = self.get("6")
        return link.split("-")[1].split("/")[0] if link else None

    def is_subject_field(self) -> bool:
        """Whether the tag begins with 6."""
        return self.tag.startswith("6")

    def format_field(self) -> str:
        """Give the values as text to show: dashes before a subject's subdivisions, no subfield 6."""
        if self.control_field:
            return self.data or ""
        dashed = ("v", "x", "y", "z") if self.is_subject_field() else ()
        parts = [
            f" -- {value}" if code in dashed else f" {value}" for code, value in self.subfields if code != "6"
        ]
        return "".join(parts).strip()


def _normal_tag(tag: Any) -> str:
    if isinstance(tag, str) and (len(tag) == 3 or not tag.isdigit()):
        return tag
    try:
        return f"{int(tag):03}"
    except (TypeError, ValueError):
        return f"{tag}"


def lazy_field(tag: str, text: str | bytes) -> Field:
    """Make a field of its text in a file. Done for every field that is looked at, so it does little."""
    field = _new(Field)
    field.tag = tag
    field._subfields = field._indicators = None  # pyright: ignore[reportPrivateUsage]
    if tag < "010" and tag.isdigit():
        field.control_field = True
        field.data = text if isinstance(text, str) else text.decode()
        field._text = None  # pyright: ignore[reportPrivateUsage]
        field._subfields = []  # pyright: ignore[reportPrivateUsage]
    else:
        field.control_field = False
        field.data = None
        field._text = text  # pyright: ignore[reportPrivateUsage]
    return field
