"""The blocks of a CSF list."""

from __future__ import annotations

import os
from typing import NamedTuple

from .._options import thread_wish
from ..errors import LimitError
from ..progress import Progress
from ..scan import Path
from .scan import scan_csf


class CsfBlock(NamedTuple):
    """One block of a CSF list: all CSFs of one total J and parity.

    Attributes
    ----------
    block : int
        Counted from 1.
    two_j : int or None
        Twice the total J of its first CSF; None where that can't be read.
    parity : str or None
        `+` or `-`, of its first CSF.
    csfs : int
        How many CSFs are in it.
    """

    block: int
    two_j: int | None
    parity: str | None
    csfs: int

    @property
    def j(self) -> str | None:
        """The total J as it is written, such as `9/2` or `4`."""
        if self.two_j is None:
            return None
        return f"{self.two_j}/2" if self.two_j % 2 else str(self.two_j // 2)


def csf_blocks(path: Path, *, threads: int | None = None, progress: Progress = None) -> list[CsfBlock]:
    """List the blocks of a CSF list, as GRASP's `rcsfblock` prints them.

    Parameters
    ----------
    path : str or os.PathLike
        The list.
    threads : int, optional
        How many threads may work on it.
    progress : bool or callable, optional
        See `rogtk_shim.progress`.

    Returns
    -------
    list of CsfBlock
        Blocks that have CSFs, in the list's order.

    Raises
    ------
    InputNotFoundError
        The file isn't there (a `FileNotFoundError`).
    FormatError
        The file is no CSF list; if it is cut, a `TruncatedFileError`.
    LimitError
        There are more than 10,000 blocks.

    Examples
    --------
    >>> from rogtk_shim import csf_blocks
    >>> for block in csf_blocks("rcsf.inp"):
    ...     print(block.block, block.j, block.parity, block.csfs)
    1 1/2 - 2
    2 3/2 - 1
    """
    found = scan_csf(path, threads=thread_wish(threads), progress=progress).count().extra
    if found["block_count"] > len(found["blocks"]):
        message = f"there are {found['block_count']:,} blocks, of which {len(found['blocks']):,} are listed"
        hint = "group scan_csf's column `block` instead"
        raise LimitError(message, path=os.fsdecode(path), code="CSF_BLOCKS", hint=hint)
    return [CsfBlock(**block) for block in found["blocks"]]
