"""Streams: one run each, closed in whatever way."""

from __future__ import annotations

import gc
from pathlib import Path

import pyarrow as pa
import pytest

from rogtk_shim import Stream, read_bam, scan_bam
from tests_py.bam import expected
from tests_py.bam.rows import assert_same

DATA = Path(__file__).parents[1] / "data" / "bam"
SMALL = DATA / "biopython-ex1.bam"
LARGE = DATA / "pybedtools-x.bam"


@pytest.fixture
def truth() -> pa.Table:
    return expected.by_pysam(SMALL)


def test_runs_once() -> None:
    stream = scan_bam(SMALL, batch_size=3000).open()
    assert isinstance(stream, Stream)
    assert stream.stats is None
    assert iter(stream) is stream
    assert next(stream).num_rows == 3000
    assert stream.stats is None
    assert next(stream).num_rows == 270
    for _ in range(2):
        with pytest.raises(StopIteration):
            next(stream)
    assert stream.stats is not None
    assert stream.stats.records == 3270
    assert stream.stats.complete
    assert stream.stats.bytes_in == SMALL.stat().st_size


def test_closing() -> None:
    stream = scan_bam(LARGE, batch_size=10).open()
    next(stream)
    stream.close()
    stream.close()
    with pytest.raises(ValueError, match="closed"):
        next(stream)
    assert stream.stats is None


def test_with() -> None:
    with scan_bam(LARGE, batch_size=10).open() as stream:
        next(stream)
    with pytest.raises(ValueError, match="closed"):
        next(stream)


def test_dropping_half_read_streams() -> None:
    for _ in range(50):
        next(iter(scan_bam(LARGE, batch_size=10)))
    gc.collect()
    assert read_bam(LARGE).num_rows == 45_593


def test_two_in_turn(truth: pa.Table) -> None:
    one, two = iter(scan_bam(SMALL, batch_size=100)), iter(scan_bam(SMALL, batch_size=100))
    pairs = list(zip(one, two, strict=True))
    assert_same(pa.Table.from_batches([a for a, _ in pairs]), truth)
    assert all(a.equals(b) for a, b in pairs)


def test_hands_over_what_is_left(truth: pa.Table) -> None:
    stream = scan_bam(SMALL, batch_size=1000).open()
    next(stream)
    assert_same(pa.table(stream), truth.slice(1000))
