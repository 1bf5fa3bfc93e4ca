"""The seven columns of a BAM file as the tests expect them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pyarrow as pa


class Row(NamedTuple):
    """One read."""

    name: str
    chrom: str | None
    start: int | None
    end: int | None
    flags: int
    sequence: str | None
    quality_scores: str | None


_TYPES: dict[str, pa.DataType] = {"utf8": pa.utf8(), "uint32": pa.uint32()}

#: Name, type and whether null may stand in it.
COLUMNS = [
    ("name", "utf8", False),
    ("chrom", "utf8", True),
    ("start", "uint32", True),
    ("end", "uint32", True),
    ("flags", "uint32", False),
    ("sequence", "utf8", True),
    ("quality_scores", "utf8", True),
]
SCHEMA = pa.schema([pa.field(name, _TYPES[kind], nullable=nullable) for name, kind, nullable in COLUMNS])


def table(rows: Iterable[Row]) -> pa.Table:
    """The rows as the table that the product should give, without metadata."""
    columns = list(zip(*rows, strict=True)) or [()] * len(SCHEMA)
    arrays = [pa.array(column, _TYPES[kind]) for column, (_, kind, _) in zip(columns, COLUMNS, strict=True)]
    return pa.Table.from_arrays(arrays, schema=SCHEMA)


def assert_same(got: pa.Table, expected: pa.Table) -> None:
    """Fail with the first row that differs; metadata isn't compared."""
    assert got.schema.remove_metadata() == expected.schema.remove_metadata()
    assert got.num_rows == expected.num_rows
    got = got.combine_chunks()
    for name in expected.column_names:
        ours, theirs = got.column(name), expected.column(name)
        if ours.equals(theirs):
            continue
        for number, (a, b) in enumerate(zip(ours.to_pylist(), theirs.to_pylist(), strict=True)):
            assert a == b, f"column {name}, row {number}: {_short(a)} instead of {_short(b)}"
        raise AssertionError(f"column {name}: the values are equal but the arrays are not")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 200 else f"{text[:200]}… ({len(text)} characters)"
