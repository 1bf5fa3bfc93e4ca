"""Subfields and indicators as mrrc has them: objects that can be changed."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["Indicators", "Subfield"]


class Subfield:
    """
    A code and a value.

    Parameters
    ----------
    code : str
        One character; more are cut off.
    value : str
        The text.

    Raises
    ------
    ValueError
        The code is empty.

    Examples
    --------
    >>> from rogtk_shim.pymrrc import Subfield
    >>> Subfield("a", "Moby Dick")
    <Subfield code=a value=Moby Dick>
    """

    __slots__ = ("code", "value")
    __hash__ = None  # pyright: ignore[reportAssignmentType]

    def __init__(self, code: str, value: str) -> None:
        if not code:
            raise ValueError("Subfield code cannot be empty")
        self.code = code[0]
        self.value = value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Subfield):
            return NotImplemented
        return self.code == other.code and self.value == other.value

    def __repr__(self) -> str:
        return f"<Subfield code={self.code} value={self.value}>"

    def __str__(self) -> str:
        return f"${self.code}{self.value}"


class Indicators:
    """
    Both indicators of a field, by name, by place, or unpacked.

    Parameters
    ----------
    ind1, ind2 : str
        One character each.

    Examples
    --------
    >>> from rogtk_shim.pymrrc import Field
    >>> first, second = Field("245", "1", "0").indicators
    >>> first, second
    ('1', '0')
    """

    __slots__ = ("ind1", "ind2")

    def __init__(self, ind1: str, ind2: str) -> None:
        self.ind1 = ind1
        self.ind2 = ind2

    def __getitem__(self, index: int) -> str:
        if index not in (0, 1):
            raise IndexError("Indicator index must be 0 or 1")
        return self.ind2 if index else self.ind1

    def __setitem__(self, index: int, value: str) -> None:
        if index not in (0, 1):
            raise IndexError("Indicator index must be 0 or 1")
        setattr(self, "ind2" if index else "ind1", value)

    def __iter__(self) -> Iterator[str]:
        return iter((self.ind1, self.ind2))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, (Indicators, tuple, list)):
            return [*self] == [*other]  # pyright: ignore[reportUnknownVariableType]
        return False

    def __hash__(self) -> int:
        return hash((self.ind1, self.ind2))

    def __repr__(self) -> str:
        return f"Indicators({self.ind1!r}, {self.ind2!r})"
