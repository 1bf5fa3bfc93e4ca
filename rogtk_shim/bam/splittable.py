"""Scans of files that can be split."""

from __future__ import annotations

from rogtk_bridge import client

from ..scan import Scan
from .partitions import PART_OPTIONS, check_divisible, part_count, part_plans

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from typing_extensions import Self


class SplittableScan(Scan):
    """A scan of a file that several processes can read in parts."""

    __slots__ = ()

    def _shown_options(self) -> list[tuple[str, object]]:
        """Give the options that somebody chose, and of a part where in the file it begins and ends."""
        shown = [one for one in super()._shown_options() if one[0] not in PART_OPTIONS and one[1] != ()]
        chunks: Any = dict(self._plan.options).get("chunks")
        return shown if chunks is None else [*shown, ("part", f"{chunks[0][0]:,} to {chunks[-1][2]:,}")]

    def partitions(self, n: int) -> list[Self]:
        """Split the file into parts, to be read by other processes or on other machines.

        Each part is a scan of its own, with the same columns, tags and filters: it can be pickled, and reads
        the records that begin in its run of blocks. Starts are taken from the file's index, where it has one
        (`index`, or a `.bai` or `.csi` beside it); elsewhere they are where a hundred records in a row look
        like ones. `check_partitions` tells whether the parts, once read, were seamless, so that no record is
        missing and none came twice.

        Parameters
        ----------
        n : int
            The most parts, up to 10,000. There are fewer where the file is small, or where no start is found:
            then a part is larger than others.

        Returns
        -------
        list of scans
            The parts, in the file's order. They name the file by its absolute path, which has to lead to it
            wherever they are read.

        Raises
        ------
        OptionError
            The scan has a `limit` or a `region`, is a part itself, or isn't that of a file given by its path;
            or `n` makes no sense.
        InputNotFoundError, FormatError
            The file isn't there, or isn't a BAM file; or the `index` that was named isn't there, or isn't
            that of the file. A part of a file whose size has changed since raises an `InputError` when it is
            read.

        Examples
        --------
        >>> from rogtk_shim import check_partitions, scan_bam
        >>> parts = scan_bam("reads.bam", columns=["name"]).partitions(4)
        >>> streams = [part.open() for part in parts]
        >>> sum(batch.num_rows for stream in streams for batch in stream)
        3
        >>> check_partitions(stream.stats for stream in streams)
        3
        """
        count = part_count(n)
        check_divisible(self._plan)
        self._plan.check_sources()
        request = self._plan.request("pieces")
        request["options"]["partitions"] = count
        found = client().call(request, describe=f"splitting {self._plan.label}")
        return [type(self)(plan, self._progress) for plan in part_plans(self._plan, found)]
