"""What a CSF list says before its first CSF."""

from __future__ import annotations

from typing import NamedTuple


class CsfHeader(NamedTuple):
    """The five header lines of a CSF list.

    Attributes
    ----------
    lines : tuple of str
        The lines as they stand, without their ends.
    core_subshells : tuple of str
        Subshells that are closed in every CSF.
    peel_subshells : tuple of str
        The other subshells: a descriptor has three values for each, in this order.

    Examples
    --------
    >>> from rogtk_shim import scan_csf
    >>> scan_csf("rcsf.inp").header.peel_subshells
    ('2s', '2p-', '2p')
    """

    lines: tuple[str, ...]
    core_subshells: tuple[str, ...]
    peel_subshells: tuple[str, ...]

    @classmethod
    def of(cls, lines: list[str]) -> CsfHeader:
        """Make the header of its lines."""
        return cls(tuple(lines), tuple(lines[1].split()), tuple(lines[3].split()))
