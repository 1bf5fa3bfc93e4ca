"""Records as pysam has them, with every field and tag, and plain Python rules of what a table should show."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pysam

from tests_py.bam.expected import pysam_rows
from tests_py.bam.rows import SCHEMA

#: The fields beside the seven.
FURTHER: Any = pa.schema(
    [
        pa.field("mapq", pa.uint8(), nullable=False),
        pa.field("cigar", pa.utf8()),
        pa.field("mate_chrom", pa.utf8()),
        pa.field("mate_start", pa.uint32()),
        pa.field("template_length", pa.int32(), nullable=False),
    ]
)
_SEVEN: Any = SCHEMA
ALL_FIELDS: Any = pa.schema([*_SEVEN, *FURTHER])

#: Name, stored type (arrays: `B` and the items' type) and value of a tag.
Tag = tuple[str, str, Any]


@lru_cache(maxsize=8)
def reads(path: Path) -> list[Any]:
    """All records of a file."""
    with pysam.AlignmentFile(str(path), "rb", check_sq=False) as file:
        return list(file.fetch(until_eof=True))


@lru_cache(maxsize=8)
def field_rows(path: Path) -> list[dict[str, Any]]:
    """Every field of every record, positions counted from 1."""
    rows: list[dict[str, Any]] = []
    for seven, read in zip(pysam_rows(path), reads(path), strict=True):
        mate = read.next_reference_start
        rows.append(
            {
                **seven._asdict(),
                "mapq": read.mapping_quality,
                "cigar": read.cigarstring,
                "mate_chrom": read.next_reference_name if read.next_reference_id >= 0 else None,
                "mate_start": mate + 1 if mate >= 0 else None,
                "template_length": read.template_length,
            }
        )
    return rows


def tags_of(read: Any) -> list[Tag]:
    """The tags of a record in their order."""
    tags: list[Tag] = []
    for name, value, kind in read.get_tags(with_value_type=True):
        if isinstance(value, array):
            items = cast("array[Any]", value)
            letters = {
                "b": "c",
                "B": "C",
                "h": "s",
                "H": "S",
                "i": "i",
                "I": "I",
                "f": "f",
                "l": "i",
                "L": "I",
            }
            tags.append((name, "B" + letters[items.typecode], list(items)))
        else:
            # pysam shows I as if it were signed.
            tags.append((name, kind, value + 2**32 if kind == "I" and value < 0 else value))
    return tags


@lru_cache(maxsize=8)
def tag_rows(path: Path) -> list[list[Tag]]:
    """The tags of every record."""
    return [tags_of(read) for read in reads(path)]


def table_of(rows: list[dict[str, Any]], schema: Any) -> pa.Table:
    """Rows as a table."""
    arrays: list[Any] = [pa.array([row[field.name] for row in rows], field.type) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


_INTEGERS: dict[str, tuple[int, bool]] = {
    "c": (8, True),
    "C": (8, False),
    "s": (16, True),
    "S": (16, False),
    "i": (32, True),
    "I": (32, False),
}


def _integer(letters: list[str]) -> pa.DataType:
    widths = [_INTEGERS[letter] for letter in letters]
    signed = any(one for _, one in widths)
    bits = max(bits * 2 if signed and not one else bits for bits, one in widths)
    return {
        (8, True): pa.int8(),
        (8, False): pa.uint8(),
        (16, True): pa.int16(),
        (16, False): pa.uint16(),
        (32, True): pa.int32(),
        (32, False): pa.uint32(),
        (64, True): pa.int64(),
    }[bits, signed]


def _list(item: pa.DataType) -> pa.DataType:
    return pa.list_(pa.field("item", item, nullable=False))


def settled(rows: list[list[Tag]]) -> dict[str, pa.DataType]:
    """The columns of `tags="all"` and their types."""
    kinds: dict[str, list[str]] = {}
    for row in rows:
        for name, kind, _ in row:
            kinds.setdefault(name, []).append(kind)
    types: dict[str, pa.DataType] = {}
    for name, all_kinds in kinds.items():
        first = all_kinds[0]
        if first == "Bf":
            types[name] = _list(pa.float32())
        elif first.startswith("B"):
            arrays = [kind[1:] for kind in all_kinds if kind.startswith("B") and kind != "Bf"]
            types[name] = _list(_integer(arrays))
        elif first in _INTEGERS:
            types[name] = pa.int64()
        elif first in "fd":
            types[name] = pa.float64() if "d" in all_kinds else pa.float32()
        else:
            types[name] = pa.utf8()
    return types


def fits(kind: str, value: Any, wanted: pa.DataType) -> bool:
    """Tell whether a stored value may stand in a column."""
    if pa.types.is_integer(wanted):
        return kind in _INTEGERS and _in_range(value, wanted)
    if pa.types.is_floating(wanted):
        return kind == "f" or (kind == "d" and wanted == pa.float64())
    if pa.types.is_list(wanted):
        item: pa.DataType = wanted.value_type
        if pa.types.is_floating(item):
            return kind == "Bf"
        return kind.startswith("B") and kind != "Bf" and all(_in_range(one, item) for one in value)
    return kind in ("A", "Z", "H")


def _in_range(value: int, wanted: pa.DataType) -> bool:
    bits = wanted.bit_width
    low, high = (
        (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if pa.types.is_signed_integer(wanted) else (0, 2**bits - 1)
    )
    return low <= value <= high


def split_tags(row: list[Tag], types: dict[str, pa.DataType]) -> tuple[dict[str, Any], list[Tag]]:
    """What stands in the columns, and what is left over."""
    placed: dict[str, Any] = {}
    left: list[Tag] = []
    for name, kind, value in row:
        if name in types and name not in placed and fits(kind, value, types[name]):
            placed[name] = value
        else:
            left.append((name, kind, value))
    return placed, left


def same_text(text: str, kind: str, value: Any) -> bool:
    """Tell whether SAM text says the value; floats by what they read as."""
    if kind in _INTEGERS:
        return text == f"i:{value}"
    if kind in ("f", "d"):
        return text.startswith(f"{kind}:") and repr(_single(float(text[2:]), kind)) == repr(value)
    if kind == "Bf":
        head, *items = text.split(",")
        return head == "B:f" and [repr(_single(float(one), "f")) for one in items] == [
            repr(one) for one in value
        ]
    if kind.startswith("B"):
        return text == ",".join([f"B:{kind[1:]}", *map(str, value)])
    return text == f"{kind}:{value}"


def _single(value: float, kind: str) -> float:
    return array("f", [value])[0] if kind == "f" else value


def iterate(table: pa.Table) -> Iterator[dict[str, Any]]:
    """The rows of a table, a batch at a time."""
    for batch in table.to_batches():
        yield from batch.to_pylist()
