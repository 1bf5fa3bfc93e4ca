"""Filters: the rows that plain Python keeps of pysam's, the reasons counted, the same wherever they go."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rogtk_shim import read_bam, scan_bam
from rogtk_shim.bam.columns import ALL_COLUMNS, TEXT_COLUMNS
from rogtk_shim.bam.options import FLAGS
from tests_py.bam.cases import DATA
from tests_py.bam.plain_filter import holds, reason
from tests_py.bam.records import ALL_FIELDS, Tag, field_rows, table_of, tag_rows
from tests_py.bam.rows import assert_same
from tests_py.bam.test_agreement import read_ipc
from tests_py.data.make_fixtures import write_corner

NAMES_OF_BITS = {bit: f"{1 << bit:#x}" for bit in range(16)} | {
    bits.bit_length() - 1: name for name, bits in FLAGS.items()
}
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
OPERATORS = ("==", "!=", "<", "<=", ">", ">=", "in", "not in", "is_null", "is_not_null")
FILES = ["own/biopython-ex1", "own/samtools-ce-unmap2", "corner/mixed", "corner/placement", "corner/flags"]
TAGS = {"NM": int, "MD": str, "XX": int}


@cache
def corner_folder() -> Path:
    return Path(tempfile.mkdtemp())


def file_of(name: str) -> Path:
    kind, stem = name.split("/")
    return DATA / "bam" / f"{stem}.bam" if kind == "own" else write_corner(corner_folder(), stem)


@cache
def facts(name: str) -> tuple[Path, list[dict[str, Any]], list[list[Tag]]]:
    path = file_of(name)
    return path, field_rows(path), tag_rows(path)


def constants(rows: list[dict[str, Any]], tags: list[list[Tag]], column: str) -> st.SearchStrategy[Any]:
    """Values that occur, their neighbours, and others."""
    if column in ALL_COLUMNS:
        text = column in TEXT_COLUMNS
        found: list[Any] = [row[column] for row in rows if row[column] is not None]
    else:
        text = TAGS[column] is str
        found = [
            value
            for row in tags
            for name, _, value in row
            if name == column and isinstance(value, TAGS[column])
        ]
    seen: list[Any] = sorted(set(found))[:200]
    near: list[Any]
    if text:
        other: st.SearchStrategy[Any] = st.text(max_size=5)
        near = [value[:-1] for value in seen] + [value + "0" for value in seen]
    else:
        other = st.integers(-(2**33), 2**33) | st.floats(-1000, 1000)
        near = [value + step for value in seen for step in (-1, -0.5, 0.5, 1)]
    return st.one_of([st.sampled_from(pool) for pool in (seen, near) if pool] + [other])


@st.composite
def condition(draw: st.DrawFn, name: str) -> tuple[Any, ...]:
    _, rows, tags = facts(name)
    usable = [
        tag for tag in TAGS if all(isinstance(v, TAGS[tag]) for row in tags for n, _, v in row if n == tag)
    ]
    column = draw(st.sampled_from([*ALL_COLUMNS, *usable]))
    asked = draw(st.sampled_from(OPERATORS))
    if asked.startswith("is"):
        return (column, asked)
    values = constants(rows, tags, column)
    if asked in ("in", "not in"):
        return (column, asked, draw(st.lists(values, max_size=8)))
    return (column, asked, draw(values))


@st.composite
def question(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    name = draw(st.sampled_from(FILES))
    bits = st.sampled_from([*FLAGS.values()]) | st.integers(0, 0xFFFF)
    options: dict[str, Any] = {}
    if draw(st.booleans()):
        options["exclude"] = draw(bits)
    if draw(st.integers(0, 3)) == 0:
        options["require"] = draw(bits)
    if draw(st.integers(0, 3)) == 0:
        options["min_mapq"] = draw(st.integers(0, 255))
    if draw(st.integers(0, 3)) > 0:
        options["where"] = draw(
            st.lists(st.lists(condition(name), min_size=1, max_size=3), min_size=1, max_size=3)
        )
    return name, options


@pytest.mark.timeout(300)
@settings(derandomize=True, database=None, deadline=None, max_examples=250, suppress_health_check=_SLOW)
@given(asked=question(), batch_size=st.sampled_from([1, 7, 500, 20_000]), threads=st.sampled_from([1, 2]))
def test_filters_keep_what_plain_python_keeps(
    asked: tuple[str, dict[str, Any]], batch_size: int, threads: int
) -> None:
    name, options = asked
    path, rows, tags = facts(name)
    reasons = [reason(row, own, options, NAMES_OF_BITS) for row, own in zip(rows, tags, strict=True)]
    kept = [row for row, why in zip(rows, reasons, strict=True) if why is None]
    batch_size = max(batch_size, len(rows) // 50)
    scan = scan_bam(path, columns="all", batch_size=batch_size, threads=threads, **options)
    with scan.open() as stream:
        batches = list(stream)
    assert all(batch.num_rows > 0 for batch in batches)
    assert_same(pa.Table.from_batches(batches, stream.schema), table_of(kept, ALL_FIELDS))
    # A batch is what is left of `batch_size` records.
    cut = [reasons[first : first + batch_size].count(None) for first in range(0, len(rows), batch_size)]
    assert [batch.num_rows for batch in batches] == [size for size in cut if size > 0]
    counted = scan.count()
    left_out = Counter(why for why in reasons if why is not None)
    for stats in (stream.stats, counted):
        assert stats is not None
        assert stats.records == len(kept)
        assert stats["records_read"] == len(rows)
        filtered = stats.extra.get("filtered", {})
        assert {why: count for why, count in filtered.items() if count} == dict(left_out)
        assert stats.complete


@pytest.mark.parametrize("name", ["own/biopython-ex1", "corner/many-spans"])
@pytest.mark.parametrize("limit", [0, 1, 50, 333, 1_000_000])
@pytest.mark.parametrize("batch_size", [7, 1_000])
def test_a_limit_counts_what_is_kept(name: str, limit: int, batch_size: int, tmp_path: Path) -> None:
    path, rows, tags = facts(name)
    options: dict[str, Any] = {"exclude": 16, "where": [[("start", "!=", 0)]]}
    keep = [reason(row, own, options, NAMES_OF_BITS) is None for row, own in zip(rows, tags, strict=True)]
    kept = [row for row, good in zip(rows, keep, strict=True) if good]
    read = len(rows)
    if limit <= len(kept):
        # Up to the record that makes it full.
        positions = [number for number, good in enumerate(keep) if good]
        read = positions[limit - 1] + 1 if limit else 0
    digests: set[str] = set()
    for threads in (1, 2, 4):
        out = tmp_path / f"{threads}.arrow"
        scan = scan_bam(path, columns="all", limit=limit, batch_size=batch_size, threads=threads, **options)
        stats = scan.write_ipc(out)
        assert_same(read_ipc(out), table_of(kept[:limit], ALL_FIELDS))
        assert (stats.records, stats["records_read"]) == (min(limit, len(kept)), read)
        assert stats.records + sum(stats.extra.get("filtered", {}).values()) == read
        digests.add(hashlib.sha256(out.read_bytes()).hexdigest())
    assert len(digests) == 1


@pytest.mark.parametrize("name", ["corner/many-spans"])
@pytest.mark.parametrize("threads", [1, 2, 4])
def test_many_loads_with_filters_and_tags(name: str, threads: int) -> None:
    path, rows, tags = facts(name)
    options: dict[str, Any] = {
        "where": [[("flags", ">", 0), ("name", "!=", rows[3]["name"])], [("mapq", "<", 9)]]
    }
    kept = [
        row for row, own in zip(rows, tags, strict=True) if reason(row, own, options, NAMES_OF_BITS) is None
    ]
    table = read_bam(path, columns="all", tags="all", batch_size=999, threads=threads, **options)
    assert 0 < table.num_rows == len(kept) < len(rows)
    assert_same(table.select(ALL_FIELDS.names), table_of(kept, ALL_FIELDS))


@pytest.mark.parametrize("name", ["own/biopython-ex1"])
def test_coordinates_from_0_in_conditions(name: str) -> None:
    path, rows, tags = facts(name)
    zero = [
        row | {column: None if row[column] is None else row[column] - 1 for column in ("start", "mate_start")}
        for row in rows
    ]
    for column in ("start", "end", "mate_start"):
        for asked in ("==", "<=", ">", "in", "not in"):
            for value in (99, 100, 101, 134, 135):
                one = (column, asked, [value] if "in" in asked else value)
                kept = [row for row, own in zip(zero, tags, strict=True) if holds(one, row, own)]
                got = read_bam(path, columns=[column], where=[one], coords="0-based")
                assert got.column(column).to_pylist() == [row[column] for row in kept]
