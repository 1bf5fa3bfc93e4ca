"""Row by row what pysam reads, for every file there is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest

from rogtk_shim import read_bam, scan_bam
from rogtk_shim.rogtk import bam_to_arrow_ipc
from tests_py.bam.cases import CORNER_NAMES, EXTRA, EXTRA_NAMES, NAMES, OWN_NAMES
from tests_py.bam.rows import SCHEMA, assert_same

Truth = Callable[[Path], pa.Table]

#: Files whose batches end early, at the ceiling of raw bytes.
LARGE_RECORDS = frozenset({"larger-than-a-batch"})


def read_ipc(path: Path) -> pa.Table:
    """The file by pyarrow, every batch checked."""
    with pa.OSFile(str(path), "rb") as source, pa.ipc.open_file(source) as file:
        batches = [file.get_batch(number) for number in range(file.num_record_batches)]
        for batch in batches:
            batch.validate(full=True)
        return pa.Table.from_batches(batches, file.schema)


def batch_rows(rows: int, batch_size: int) -> list[int]:
    """The lengths of the batches that `rows` rows are cut into."""
    full, rest = divmod(rows, batch_size)
    return [batch_size] * full + [rest] * bool(rest)


def batch_sizes(rows: int, stem: str) -> list[int]:
    """Batch sizes worth trying on a file of so many rows."""
    if stem in LARGE_RECORDS:
        return [2, 20_000]
    return (
        [1, 2, 7, 1_000, 20_000] if rows <= 400 else [7, 1_000, 20_000] if rows <= 6_000 else [1_000, 20_000]
    )


@pytest.mark.parametrize("case", NAMES, indirect=True)
def test_a_table_is_what_pysam_reads(case: Path, truth: Truth) -> None:
    table = read_bam(case)
    table.validate(full=True)
    assert_same(table, truth(case))


@pytest.mark.parametrize("case", NAMES, indirect=True)
def test_an_ipc_file_is_what_pysam_reads(case: Path, out: Path, truth: Truth) -> None:
    statistics = bam_to_arrow_ipc(case, out)
    table = read_ipc(out)
    assert table.schema.remove_metadata().equals(SCHEMA)
    assert_same(table, truth(case))
    assert statistics.records == table.num_rows
    assert statistics.bytes_in == case.stat().st_size
    assert statistics.bytes_out == out.stat().st_size
    assert [path.name for path in out.parent.iterdir()] == [out.name]


@pytest.mark.parametrize("case", OWN_NAMES + CORNER_NAMES, indirect=True)
def test_polars_reads_the_ipc_file(case: Path, out: Path, truth: Truth) -> None:
    bam_to_arrow_ipc(case, out)
    table = truth(case)
    frame = pl.read_ipc(out)
    assert frame.equals(pl.DataFrame(table))
    assert dict(frame.schema) == dict(pl.DataFrame(table).schema)


@pytest.mark.parametrize("case", NAMES, indirect=True)
def test_batches_are_exact_and_threads_change_nothing(case: Path, out: Path, truth: Truth) -> None:
    rows = truth(case).num_rows
    for batch_size in batch_sizes(rows, case.stem):
        digests: set[str] = set()
        for threads in (1, 2, 4):
            out.unlink(missing_ok=True)
            scan_bam(case, batch_size=batch_size, threads=threads).write_ipc(out)
            digests.add(hashlib.sha256(out.read_bytes()).hexdigest())
        assert len(digests) == 1, f"batch_size={batch_size}: the file depends on the number of threads"
        table = read_ipc(out)
        assert_same(table, truth(case))
        if case.stem not in LARGE_RECORDS:
            assert [batch.num_rows for batch in table.to_batches()] == batch_rows(rows, batch_size)


@pytest.mark.parametrize("case", ["corner/many-spans", "own/pybedtools-x", "corner/flags"], indirect=True)
@pytest.mark.parametrize("threads", [1, 2, 4])
def test_a_stream_is_the_file(case: Path, threads: int, truth: Truth) -> None:
    rows = truth(case).num_rows
    with scan_bam(case, batch_size=999, threads=threads).open() as stream:
        batches = list(stream)
    for batch in batches:
        batch.validate(full=True)
    assert [batch.num_rows for batch in batches] == batch_rows(rows, 999)
    assert_same(pa.Table.from_batches(batches, stream.schema), truth(case))
    assert stream.stats is not None
    assert stream.stats.records == rows
    assert stream.stats.complete


@pytest.mark.parametrize("case", ["corner/larger-than-a-batch"], indirect=True)
def test_a_record_above_the_byte_ceiling_travels_alone(case: Path, truth: Truth) -> None:
    batches = list(scan_bam(case, batch_size=20_000))
    assert [batch.num_rows for batch in batches] == [2, 1, 3]
    assert_same(pa.Table.from_batches(batches), truth(case))


@pytest.mark.parametrize("case", ["own/pybedtools-x", "corner/many-spans"], indirect=True)
def test_working_memory_changes_nothing(case: Path, out: Path) -> None:
    from rogtk_shim.rogtk import bam_to_arrow_ipc_htslib_optimized as optimized

    small, large = out.with_name("small.arrow"), out.with_name("large.arrow")
    optimized(case, small, read_buffer_mb=1, write_buffer_mb=1)
    optimized(case, large, read_buffer_mb=2048, write_buffer_mb=512)
    assert small.read_bytes() == large.read_bytes()


def test_enough_was_compared() -> None:
    assert len(OWN_NAMES) >= 14
    assert len(CORNER_NAMES) >= 60


def test_the_extra_folder_was_compared() -> None:
    if not EXTRA.is_dir():
        pytest.skip(f"no extra files: {EXTRA} is not there (ROGTK_SHIM_TEST_DATA names its parent)")
    assert len(EXTRA_NAMES) >= 60
