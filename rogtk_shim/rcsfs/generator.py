"""Descriptors of single CSFs, by the rules of docs/formats.md; whole lists are the engine's work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..csf.options import subshell_names
from ..errors import FormatError, OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_BLOCK = 9


def j_to_double_j(j: str) -> int:
    """Double a J that is given as text.

    Parameters
    ----------
    j : str
        `3/2`, `4`, or `4-` with a parity, blanks around it or not.

    Returns
    -------
    int
        Twice the J.

    Raises
    ------
    OptionError
        The text is no J (a `ValueError`).
    TypeError
        It is no text.

    Examples
    --------
    >>> from rogtk_shim.rcsfs import j_to_double_j
    >>> j_to_double_j("3/2"), j_to_double_j("4-")
    (3, 8)
    """
    given: Any = j
    if not isinstance(given, str):
        raise TypeError(f"a J must be text, not {type(given).__name__}")
    value = _double_j(j)
    if value is None:
        raise OptionError(f"{j!r} is no J: it has to be such as 3/2, 4 or 4-")
    return value


py_j_to_double_j = j_to_double_j


def _number(text: str) -> int | None:
    digits = text[1:] if text[:1] in ("+", "-") else text
    return int(text) if digits.isascii() and digits.isdigit() else None


def _double_j(text: str) -> int | None:
    trimmed = text.strip()
    numerator, slash, _ = trimmed.partition("/")
    if slash:
        return _number(numerator.strip())
    value = _number(trimmed.rstrip("+-").strip())
    return None if value is None else 2 * value


def _blocks(line: str, count: int) -> list[str]:
    return [line[_BLOCK * i : _BLOCK * (i + 1)] for i in range(count)]


class CSFDescriptorGenerator:
    """Makes descriptors of single CSFs: three values for each peel subshell.

    Whole lists are far quicker by `generate_descriptors_from_parquet` or `rogtk_shim.csf_to_descriptors`.

    Parameters
    ----------
    peel_subshells : list of str
        The subshells, in the order of the values.

    Raises
    ------
    OptionError
        A subshell is named twice, or none is named.

    Examples
    --------
    >>> from rogtk_shim.rcsfs import CSFDescriptorGenerator
    >>> generator = CSFDescriptorGenerator(["2s", "2p-", "2p"])
    >>> generator.parse_csf("  2p-( 1)  2p ( 2)", "      1/2        0", "              1/2-")
    [0, 0, 0, 1, 1, 1, 2, 0, 1]
    """

    def __init__(self, peel_subshells: Iterable[str]) -> None:
        self._names = subshell_names(peel_subshells) or ()
        self._columns = {name: 3 * i for i, name in enumerate(self._names)}

    def orbital_count(self) -> int:
        """Return the number of peel subshells."""
        return len(self._names)

    def peel_subshells(self) -> list[str]:
        """Return the peel subshells."""
        return list(self._names)

    def get_config(self) -> dict[str, Any]:
        """Return the peel subshells and the sizes that follow from them."""
        return {
            "peel_subshells": self.peel_subshells(),
            "orbital_count": self.orbital_count(),
            "descriptor_size": 3 * self.orbital_count(),
        }

    def parse_csf(self, line1: str, line2: str, line3: str) -> list[int]:
        """Make the descriptor of a CSF.

        Parameters
        ----------
        line1, line2, line3 : str
            Its three lines.

        Returns
        -------
        list of int
            For each peel subshell its electrons, twice its J, twice the J so far.

        Raises
        ------
        FormatError
            Line 3 doesn't end with a total J, or a subshell stands in line 1 twice (a `ValueError`).
        """
        first, second, third = line1.rstrip(), line2.rstrip(), line3.rstrip()
        total = _double_j(third[-5:-1])
        if total is None:
            raise FormatError("line 3 does not end with a total J", code="CSF_REJECTS")
        count = -(-len(first) // _BLOCK)
        couplings = third if len(third) < _BLOCK else third[4:-5]
        rows = zip(_blocks(first, count), _blocks(second, count), _blocks(couplings, count), strict=True)
        descriptor = [0] * (3 * len(self._names))
        seen: set[int] = set()
        for i, (shell, middle_text, coupling_text) in enumerate(rows):
            column = self._columns.get(shell[:5].strip())
            if column is None:
                continue
            if column in seen:
                raise FormatError("a subshell stands in it twice", code="CSF_REJECTS")
            seen.add(column)
            electrons = (_number(shell[6:8].strip()) or 0) if len(shell) >= 8 else 0
            if electrons == 0:
                continue
            _, semicolon, behind = middle_text.partition(";")
            middle = _double_j(behind if semicolon else middle_text) or 0
            coupling = (_double_j(coupling_text) or 0) if coupling_text.strip() else middle
            descriptor[column : column + 3] = [electrons, middle, total if i == count - 1 else coupling]
        return descriptor

    def parse_csf_from_list(self, csf: Sequence[str]) -> list[int]:
        """Make the descriptor of a CSF that is a list of its three lines."""
        if len(csf) != 3:
            raise OptionError(f"a CSF has three lines, not {len(csf)}")
        return self.parse_csf(*csf)

    def batch_parse_csfs(self, csfs: Iterable[Sequence[str]]) -> list[list[int]]:
        """Make the descriptors of several CSFs, each a list of its three lines."""
        return [self.parse_csf_from_list(csf) for csf in csfs]
