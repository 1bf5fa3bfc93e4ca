"""A field as mrrc has it: a handle on a field of a record, or a field of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..marc.field import Field as HeldField
from ..marc.subfield import Indicators as HeldIndicators
from ..marc.subfield import Subfield as HeldSubfield
from ._held import copy_held, make_held, same_held
from ._parts import Indicators, Subfield
from ._subfields import Subfields
from .exceptions import StaleFieldError

if TYPE_CHECKING:
    from ._core import Core

__all__ = ["Field", "first_handle", "handle"]

_new = object.__new__
# A named tuple's own constructor takes twice as long.
_tuple: Any = tuple.__new__  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]


class Field(Subfields):
    """
    A control field with data, or a data field with indicators and subfields.

    What a record gives is a handle: what is changed is changed in the record. A handle isn't valid any more
    when a field was removed from the record.

    Parameters
    ----------
    tag : str
        Three characters.
    indicator1, indicator2 : str
        One character each.
    subfields : list of Subfield, optional
        Copied.
    indicators : sequence of str, optional
        Both indicators, in the place of the other two.
    data : str, optional
        The text of a control field; without it, the field is a data field whatever its tag.

    Raises
    ------
    ValueError
        The tag has not three characters, or there are not two indicators.

    Examples
    --------
    >>> from rogtk_shim.pymrrc import Field, Subfield
    >>> field = Field("245", "1", "0", subfields=[Subfield("a", "Moby Dick /"), Subfield("c", "Melville.")])
    >>> print(field)
    =245  10$aMoby Dick /$cMelville.
    >>> field["a"], field["x"]
    ('Moby Dick /', None)
    """

    __slots__ = ()

    def __init__(
        self,
        tag: str,
        indicator1: str | None = " ",
        indicator2: str | None = " ",
        *,
        subfields: list[Subfield] | None = None,
        indicators: Sequence[str] | Indicators | None = None,
        data: str | None = None,
    ) -> None:
        if len(tag) != 3:
            raise ValueError("Tag must be exactly 3 characters")
        if indicators is not None:
            given = tuple(indicators)
            if len(given) < 2:
                raise ValueError("indicators must have at least 2 elements")
            indicator1, indicator2 = given[:2]
        both = _tuple(HeldIndicators, ((indicator1 or " ")[0], (indicator2 or " ")[0]))
        parts = [_tuple(HeldSubfield, (one.code, one.value)) for one in subfields] if subfields else []
        self._tag = tag
        self._held = make_held(tag, both, parts, data)
        self._record = None
        self._generation = 0

    @property
    def tag(self) -> str:
        """The tag."""
        return self._tag

    @property
    def data(self) -> str | None:
        """A control field's text; None for a data field, which it can't be set for."""
        held = self._sound()
        return held.data if held.control_field else None

    @data.setter
    def data(self, value: str) -> None:
        held = self._sound()
        if not held.control_field:
            raise AttributeError("data is only settable on control fields")
        held.data = value

    @property
    def indicator1(self) -> str:
        """The first indicator; a blank for control fields."""
        return self._sound().indicator1 or " "

    @indicator1.setter
    def indicator1(self, value: str) -> None:
        self._sound().indicator1 = _one(value)

    @property
    def indicator2(self) -> str:
        """The second indicator; a blank for control fields."""
        return self._sound().indicator2 or " "

    @indicator2.setter
    def indicator2(self, value: str) -> None:
        self._sound().indicator2 = _one(value)

    @property
    def indicators(self) -> Indicators:
        """Both indicators; what is given doesn't change with the field, nor the field with it."""
        return Indicators(self.indicator1, self.indicator2)

    @indicators.setter
    def indicators(self, value: Indicators | Sequence[str]) -> None:
        both = [*value]
        if len(both) != 2:
            raise ValueError("indicators must be Indicators object or [ind1, ind2] tuple/list")
        self.indicator1, self.indicator2 = both

    def is_control_field(self) -> bool:
        """Whether the field has data."""
        return (self._held or self._sound()).control_field

    def value(self) -> str:
        """Give a control field's data, or all values with a blank between them."""
        held = self._sound()
        return (held.data or "") if held.control_field else " ".join([one.value for one in held.subfields])

    def format_field(self) -> str:
        """Do what `value` does."""
        return self.value()

    def is_subject_field(self) -> bool:
        """Whether the tag begins with 6."""
        return self.tag.startswith("6")

    def linkage_occurrence_num(self) -> str | None:
        """Give the number in subfield 6 by which a field and its 880 find each other, or None."""
        link = None if self.is_control_field() else self["6"]
        if link is None or "-" not in link:
            return None
        return link.split("-", 1)[1].split("/", 1)[0] or None

    def as_marc(self) -> bytes:
        """Give the field as ISO 2709 has it, in UTF-8, with its terminator."""
        return self._sound().as_marc("utf-8")

    as_marc21 = to_marc21 = as_marc

    def __str__(self) -> str:
        held = self._sound()
        if held.control_field:
            return f"={held.tag}  {held.data or ''}"
        both = f"{self.indicator1}{self.indicator2}".replace(" ", "\\")
        return f"={held.tag}  {both}" + "".join([f"${code}{value}" for code, value in held.subfields])

    def __repr__(self) -> str:
        try:
            held = self._sound()
        except StaleFieldError:
            return f"<Field {self._tag} (stale handle)>"
        if held.control_field:
            return f"<Field {held.tag}={held.data or ''!r}>"
        return f"<Field {held.tag} {self.indicator1}{self.indicator2} {len(held.subfields)} subfields>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Field):
            return False
        return same_held(self._sound(), other._sound())

    def __hash__(self) -> int:
        held = self._held or self._sound()
        return hash((held.tag, held.data) if held.control_field else (held.tag, *self.indicators))

    def __deepcopy__(self, memo: dict[int, Any]) -> Field:
        """Make a field of its own, which changes no record."""
        return handle(copy_held(self._sound()), None, 0)

    @classmethod
    def convert_legacy_subfields(cls, subfields: list[str]) -> list[Subfield]:
        """Make subfields of codes and values in turn."""
        return [Subfield(*pair) for pair in zip(subfields[::2], subfields[1::2], strict=False)]


def handle(held: HeldField, record: Core | None, generation: int) -> Field:
    """Show a field: one of a record, or of its own."""
    field = _new(Field)
    field._tag = held.tag  # pyright: ignore[reportPrivateUsage]
    field._held = held  # pyright: ignore[reportPrivateUsage]
    field._record = record  # pyright: ignore[reportPrivateUsage]
    field._generation = generation  # pyright: ignore[reportPrivateUsage]
    return field


def first_handle(record: Core, tag: str, data: bytes) -> Field:
    """Show the first field with a tag of a record of which nothing was taken out yet."""
    field = _new(Field)
    field._record = record  # pyright: ignore[reportPrivateUsage]
    field._generation = 0  # pyright: ignore[reportPrivateUsage]
    field._held = None  # pyright: ignore[reportPrivateUsage]
    field._tag = tag  # pyright: ignore[reportPrivateUsage]
    field._data = data  # pyright: ignore[reportPrivateUsage]
    return field


def _one(indicator: str) -> str:
    if not indicator:
        raise ValueError("an indicator has one character")
    return indicator[0]
