"""What a BAM file says about itself."""

from __future__ import annotations

from typing import NamedTuple


class BamHeader(NamedTuple):
    r"""The header of a BAM file (SAM specification, section 4.2).

    Attributes
    ----------
    text : str
        The SAM header as stored, `@HD` line and all; empty where there is none.
    references : tuple of (str, int)
        The reference sequences' names and lengths in bases, in the file's order.

    Examples
    --------
    >>> from rogtk_shim import scan_bam
    >>> header = scan_bam("reads.bam").header
    >>> dict(header.references)["chr1"]
    1000
    >>> header.text.splitlines()[0].split("\t")
    ['@HD', 'VN:1.6']
    """

    text: str
    references: tuple[tuple[str, int], ...]
