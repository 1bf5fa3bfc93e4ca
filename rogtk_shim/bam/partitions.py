"""Parts of a BAM file that other processes read, and the check that together they are the file."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

from .._options import whole_number
from .._plan import Plan
from ..errors import OptionError, PartitionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: Pieces that a file can be split into; the engine's `partitions_max`.
_PARTS_MAX = 10_000
#: What says which part of a file a plan reads.
PART_OPTIONS = ("chunks", "part_of_bytes")
_whole = "read the file as a whole, or split it into fewer parts"


def part_count(value: Any) -> int:
    """Check the number of parts."""
    count = whole_number("n", value, minimum=1)
    if count > _PARTS_MAX:
        raise OptionError(f"n must be at most {_PARTS_MAX:,}, not {count:,}", code="PARTITIONS")
    return count


def check_divisible(plan: Plan) -> None:
    """Raise unless what the plan reads can be split."""
    options = dict(plan.options)
    (source,) = plan.sources
    if options.get("limit") is not None:
        message = (
            "limit can't be kept to by parts that are read apart: leave it out, or take the first rows of all"
        )
        raise OptionError(message, code="PARTITIONS")
    if options.get("errors") == "collect":
        message = "errors='collect' doesn't go with parts: behind damage nobody can tell whether they meet"
        raise OptionError(message, code="PARTITIONS", hint="leave it out, or read the file as a whole")
    if any(options.get(name) is not None for name in (*PART_OPTIONS, "region")):
        raise OptionError("only a whole file can be split, no part or region of it", code="PARTITIONS")
    if source.path is None or not _is_regular(source.path):
        message = "only a file given by its path can be split"
        raise OptionError(message, code="PARTITIONS", path=source.name, hint="write it to a file first")


def _is_regular(path: bytes) -> bool:
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        # What is wrong with it is told when it is opened.
        return True


def part_plans(plan: Plan, found: Mapping[str, Any]) -> list[Plan]:
    """Make the plans of the parts from the engine's answer; they need no index, which may be large."""
    return [_overlaid(plan, {"index": None, **found["shared"], **piece}) for piece in found["pieces"]]


def _overlaid(plan: Plan, changes: Mapping[str, Any]) -> Plan:
    options = {**dict(plan.options), **{name: _frozen(value) for name, value in changes.items()}}
    return plan._replace(options=tuple(options.items()))


def _frozen(value: Any) -> Any:
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value  # pyright: ignore


class _Part(NamedTuple):
    """What the statistics of a part say; offsets are virtual: a block's place in the file, a byte in it."""

    first: tuple[int, int]
    next: tuple[int, int]
    path: str
    records_begin: tuple[int, int]
    end: tuple[int, int]
    records: int

    def __str__(self) -> str:
        return f"the part from {_place(self.first)} to {_place(self.next)}"


def _place(offset: tuple[int, int]) -> str:
    return f"{offset[0]:,}:{offset[1]:,}"


def check_partitions(statistics: Iterable[Mapping[str, Any]]) -> int:
    """Check that parts of a file that were read apart are together the whole file, with no record twice.

    Where a part begins is a guess, or what an index says. Each part reports where its first record began
    and where the first one behind it does; the check compares these, and so finds any wrong guess, any part
    that is missing and any that was counted twice.

    Parameters
    ----------
    statistics : iterable of Statistics
        Those of all parts that `BamScan.partitions` gave, in any order, each read to its end; or the
        dictionaries made of them by `to_dict`.

    Returns
    -------
    int
        The records of all parts.

    Raises
    ------
    PartitionError
        The parts don't meet, or the first or the last one is missing, or they are of different files. The
        message names the seam; what was read from the parts is not to be used.
    TypeError
        Something is no statistics of a part that was read to its end.

    Examples
    --------
    >>> from rogtk_shim import check_partitions, scan_bam
    >>> parts = scan_bam("reads.bam").partitions(2)
    >>> check_partitions([part.count() for part in parts])
    3
    """
    parts = sorted(_part(number, one) for number, one in enumerate(statistics))
    if not parts:
        raise PartitionError("there are no parts", code="PARTITION_MISSING", hint="give those of all parts")
    first, last = parts[0], parts[-1]
    for part in parts:
        if (part.path, part.end) != (first.path, first.end):
            message = f"the parts are of different files: {first.path} and {part.path}"
            raise PartitionError(message, code="PARTITION_FILES", hint="check those of one file at a time")
    if first.first != first.records_begin:
        _raise_missing(first, f"the first part is missing: {first} is the first one there is", first.first[0])
    for before, after in pairwise(parts):
        if before.next != after.first:
            _raise_seam(before, after)
    if last.next != last.end:
        _raise_missing(last, f"the last part is missing: {last} is the last one there is", last.next[0])
    return sum(part.records for part in parts)


def _raise_missing(part: _Part, message: str, offset: int) -> None:
    hint = "give the statistics of all parts"
    raise PartitionError(message, code="PARTITION_MISSING", path=part.path, offset=offset, hint=hint)


def _raise_seam(before: _Part, after: _Part) -> None:
    offset = after.first[0]
    if before.first == after.first:
        message, hint = f"{before} is there twice", "give the statistics of each part once"
    elif before.next < after.first:
        message = f"no part has read from {_place(before.next)} to {_place(after.first)}"
        hint = f"give the statistics of all parts; if these are all, {_whole}"
    else:
        message = f"{after} begins before {_place(before.next)}, where the one ahead of it ended"
        hint = f"the start was guessed wrong, or the index named a wrong one; {_whole}"
    message = f"two parts don't meet: {message}"
    raise PartitionError(message, code="PARTITION_SEAM", path=before.path, offset=offset, hint=hint)


def _part(number: int, statistics: Mapping[str, Any]) -> _Part:
    try:
        part_of = statistics["part_of"]
        ((first,), (following,)) = statistics["first_offset"], statistics["next_offset"]
        return _Part(
            _offset(first),
            _offset(following),
            part_of["path"],
            _offset(part_of["records_begin"]),
            _offset(part_of["end"]),
            statistics["records"],
        )
    except (KeyError, TypeError, ValueError):
        kind = type(statistics).__name__
        message = f"number {number} is no statistics of a part that was read to its end: {kind}"
        raise TypeError(message) from None


def _offset(pair: Any) -> tuple[int, int]:
    block, within = pair
    return block, within
