"""What a field holds: its text in the file, taken apart when it is looked into, or parts of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .subfield import Indicators, Subfield, is_regular, split_indicators, split_subfields

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["FieldCore"]


class FieldCore:
    """The part of a field that knows where its subfields come from."""

    # `_text` is the text in the file; as long as the others with an underscore are None, it is what the field
    # is. It is decoded, from UTF-8, when more than one value is asked for.
    __slots__ = ("_indicators", "_position", "_subfields", "_text", "control_field", "data", "tag")

    tag: str
    data: str | None
    control_field: bool
    _indicators: Indicators | None
    _subfields: list[Subfield] | None
    _text: str | bytes | None
    _position: int

    @property
    def subfields(self) -> list[Subfield]:
        """The subfields, as a list that may be changed. Empty for control fields."""
        subfields = self._subfields
        if subfields is None:
            self._subfields = subfields = split_subfields(self._decoded() or "")
        return subfields

    @subfields.setter
    def subfields(self, subfields: list[Subfield]) -> None:
        self._subfields = subfields

    @property
    def indicators(self) -> Indicators | None:
        """Both indicators, or None for a control field."""
        if self._indicators is None and (text := self._decoded()) is not None:
            self._indicators = split_indicators(text)
        return self._indicators

    @indicators.setter
    def indicators(self, value: Sequence[str] | None) -> None:
        if value is None:
            return
        if isinstance(value, (list, tuple)) and value and len(value) != 2:
            raise ValueError(
                "The indicators input no longer accepts an iterable of arbitrary length: use Indicators, "
                "which has two."
            )
        self._indicators = value if isinstance(value, Indicators) else Indicators(*value)

    @property
    def indicator1(self) -> str:
        """The first indicator; empty for a control field, which it can't be set for."""
        indicators = self.indicators
        return indicators.first if indicators else ""

    @indicator1.setter
    def indicator1(self, value: str) -> None:
        indicators = self.indicators
        if indicators:
            self._indicators = Indicators(value, indicators.second)

    @property
    def indicator2(self) -> str:
        """The second indicator; empty for a control field, which it can't be set for."""
        indicators = self.indicators
        return indicators.second if indicators else ""

    @indicator2.setter
    def indicator2(self, value: str) -> None:
        indicators = self.indicators
        if indicators:
            self._indicators = Indicators(indicators.first, value)

    @classmethod
    def convert_legacy_subfields(cls, subfields: list[str]) -> list[Subfield]:
        """
        Make subfields of codes and values in turn, as they were given in old programs.

        Parameters
        ----------
        subfields : list of str
            Code, value, code, value …

        Returns
        -------
        list of Subfield

        Raises
        ------
        ValueError
            The last code has no value.
        """
        parts = iter(subfields)
        return [Subfield(code, value) for code, value in zip(parts, parts, strict=True)]

    def as_marc(self, encoding: str) -> bytes:
        """
        Give the field as ISO 2709 has it, with its terminator.

        Parameters
        ----------
        encoding : str
            A codec of Python's.
        """
        subfields = self._subfields
        if self._text is None and subfields is not None and not self.control_field:
            # A field that a program has made, as most of those that are written one by one.
            pair = self._indicators or ("", "")
            parts = "".join([f"\x1f{code}{value}" for code, value in subfields])
            return f"{pair[0]}{pair[1]}{parts}\x1e".encode(encoding)
        return f"{self.file_text()}\x1e".encode(encoding)

    def as_marc21(self, encoding: str) -> bytes:
        """Do what `as_marc` does, under its former name."""
        return self.as_marc(encoding)

    def file_text(self) -> str:
        """Give the field as ISO 2709 has it, but neither encoded nor ended."""
        if self.control_field:
            return self.data or ""
        text = self._decoded()
        if text is not None and self._subfields is None and self._indicators is None and is_regular(text):
            return text
        pair = self.indicators or ("", "")
        parts = [f"\x1f{code}{value}" for code, value in self.subfields]
        return f"{pair[0]}{pair[1]}{''.join(parts)}"

    def _decoded(self) -> str | None:
        text = self._text
        if isinstance(text, bytes):
            self._text = text = text.decode()
        return text

    def is_same(self, tag: str, text: str) -> bool:
        """Whether the field is still what a record in a file has."""
        return self.tag == tag and self.file_text() == text

    def __copy__(self) -> Self:
        """Make a field with the same list of subfields, which is what a shallow copy is."""
        other = type(self).__new__(type(self))
        for name in ("tag", "data", "control_field", "_text"):
            setattr(other, name, getattr(self, name))
        other._indicators = self.indicators
        other._subfields = self.subfields
        if hasattr(self, "__dict__"):
            other.__dict__.update(self.__dict__)
        return other
