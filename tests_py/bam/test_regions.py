"""Regions give what pysam finds, for every file there is, by either kind of index."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pysam
import pytest

from rogtk_shim import read_bam, scan_bam
from tests_py.bam.cases import CORNER_NAMES, EXTRA, NOT_FOR_PYSAM, OWN_NAMES
from tests_py.bam.regions_truth import COLUMNS, Row, Span, Truth, fetched


def rows_of(table: Any) -> list[Row]:
    return [tuple(row.values()) for row in table.to_pylist()]


def read(path: Path, region: Any, **options: Any) -> list[Row]:
    return rows_of(read_bam(path, region=region, columns=COLUMNS, **options))


def sorted_copy(path: Path, folder: Path) -> Path:
    """The file's records in order of position, with both kinds of index beside it."""
    target = folder / "sorted.bam"
    try:
        pysam.sort("-o", str(target), str(path))
        pysam.index(str(target))
        pysam.index("-c", str(target), str(folder / "sorted.bam.csi"))
    except pysam.SamtoolsError as error:
        pytest.skip(f"samtools can't sort or index it: {error}")
    return target


def check(path: Path, index: Path, seed: int) -> None:
    truth = Truth(path)
    rng = random.Random(seed)
    if not truth.lengths:
        return
    for span in truth.spans(rng, 4):
        got = read(path, span.text, index=index)
        assert got == truth.overlapping([span]), span
        if span.begin < truth.lengths[span.name]:
            assert fetched(path, index, span) in (got, None), span
        assert read(path, span, index=index, coords="0-based") == [
            (name, chrom, None if start is None else start - 1, flags) for name, chrom, start, flags in got
        ]
    spans = truth.spans(rng, 30)
    texts = [one.text for one in spans]
    assert read(path, texts, index=index) == truth.overlapping(spans)
    assert read(path, [*texts, "*"], index=index) == truth.overlapping(spans, unplaced=True)
    assert read(path, "*", index=index) == truth.overlapping([], unplaced=True)
    assert read(path, [], index=index) == []
    every = [Span(name, 0, None).text for name in truth.lengths]
    placed = [row for row, place in truth.records if place is not None and place[1] >= 0]
    assert read(path, every, index=index) == placed
    statistics = scan_bam(path, region=texts, index=index).count()
    assert statistics.records + statistics["filtered"]["region"] == statistics["records_read"]


@pytest.mark.parametrize("case", sorted({*OWN_NAMES, *CORNER_NAMES} - NOT_FOR_PYSAM), indirect=True)
def test_a_sorted_copy(case: Path, tmp_path: Path) -> None:
    path = sorted_copy(case, tmp_path)
    check(path, tmp_path / "sorted.bam.bai", 1)
    check(path, tmp_path / "sorted.bam.csi", 2)


@pytest.mark.parametrize("index", sorted(EXTRA.glob("*.bam.[bc][as]i")), ids=lambda path: path.name)
def test_the_index_that_came_with_a_file(index: Path) -> None:
    check(index.with_suffix(""), index, 3)
