"""Who can read a scan through the Arrow PyCapsule interface."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset
import pytest

from rogtk_shim import TruncatedFileError, scan_bam
from tests_py.bam import expected
from tests_py.bam.rows import assert_same

ds: Any = pyarrow.dataset  # its stubs know neither the protocol nor all types
DATA = Path(__file__).parents[1] / "data" / "bam"
SMALL = DATA / "biopython-ex1.bam"
LARGE = DATA / "pybedtools-x.bam"


@pytest.fixture
def truth() -> pa.Table:
    return expected.by_pysam(SMALL)


def test_pyarrow(truth: pa.Table) -> None:
    scan = scan_bam(SMALL)
    for _ in range(2):
        assert_same(pa.table(scan), truth)
    assert_same(pa.RecordBatchReader.from_stream(scan).read_all(), truth)
    of_capsule: Any = pa.schema  # its stubs don't know the protocol
    assert of_capsule(scan).equals(scan.schema, check_metadata=True)


def test_pyarrow_with_a_schema_of_its_own() -> None:
    wanted = pa.schema([("start", pa.int64())])
    reader = pa.RecordBatchReader.from_stream(scan_bam(SMALL, columns=["start"]), schema=wanted)
    assert reader.read_all().schema.types == [pa.int64()]


def test_polars(truth: pa.Table) -> None:
    frame = pl.DataFrame(truth)
    scan = scan_bam(SMALL)
    assert pl.DataFrame(scan).equals(frame)
    assert scan.to_polars().equals(frame)


def test_pandas(truth: pa.Table) -> None:
    scan = scan_bam(SMALL)
    frame = scan.to_pandas()
    assert list(frame.columns) == truth.column_names
    assert frame["name"].tolist() == truth.column("name").to_pylist()
    assert frame["flags"].tolist() == truth.column("flags").to_pylist()
    from_arrow: Any = getattr(pd.DataFrame, "from_arrow", None)  # new in pandas 3
    if from_arrow is not None:
        pd.testing.assert_frame_equal(from_arrow(scan), frame)


def test_duckdb(truth: pa.Table) -> None:
    flags = [row["flags"] for row in truth.to_pylist() if row["chrom"] == "chr2"]
    with duckdb.connect() as connection:
        for _ in range(2):
            connection.register("reads", scan_bam(SMALL))
            found = connection.sql("select count(*), max(flags) from reads where chrom = 'chr2'").fetchall()
            assert found == [(len(flags), max(flags))]


def test_duckdb_finds_a_scan_by_its_variable(truth: pa.Table) -> None:
    reads = scan_bam(SMALL, columns=["name", "chrom"])
    assert reads is not None
    with duckdb.connect() as connection:
        counts = connection.sql("select chrom, count(*) from reads group by chrom order by chrom").fetchall()
        names = connection.sql(
            "select count(distinct a.name) from reads a join reads b using (name)"
        ).fetchall()
        whole = connection.from_arrow(reads).aggregate("count(*)").fetchall()
    chroms = truth.column("chrom").to_pylist()
    assert counts == [(name, chroms.count(name)) for name in ("chr1", "chr2")]
    assert names == [(len(set(truth.column("name").to_pylist())),)]
    assert whole == [(len(chroms),)]


def test_scanner_of_pyarrow_dataset(truth: pa.Table) -> None:
    kept = [row["name"] for row in truth.to_pylist() if row["flags"] > 100]
    scanner = ds.Scanner.from_batches(scan_bam(SMALL), columns=["name"], filter=ds.field("flags") > 100)
    assert scanner.to_table().to_pydict() == {"name": kept}
    reader = pa.RecordBatchReader.from_stream(scan_bam(SMALL))
    assert ds.Scanner.from_batches(reader).count_rows() == truth.num_rows


def test_dataset_in_parts(truth: pa.Table, tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    parts = ds.partitioning(pa.schema([("chrom", pa.utf8())]), flavor="hive")
    ds.write_dataset(scan_bam(SMALL), folder, format="parquet", partitioning=parts)
    assert {path.name for path in folder.iterdir()} == {"chrom=chr1", "chrom=chr2"}
    again = ds.dataset(folder, partitioning=parts)
    assert again.count_rows() == truth.num_rows
    one = again.to_table(filter=ds.field("chrom") == "chr2", columns=["name"])
    assert one["name"].to_pylist() == [row["name"] for row in truth.to_pylist() if row["chrom"] == "chr2"]


def test_errors_keep_their_message(tmp_path: Path) -> None:
    path = tmp_path / "cut.bam"
    path.write_bytes(LARGE.read_bytes()[:100_000])

    def by_duckdb(scan: Any) -> Any:
        with duckdb.connect() as connection:
            return connection.sql("select max(name) from scan").fetchall()

    def by_dataset(scan: Any) -> Any:
        return ds.Scanner.from_batches(scan).count_rows()

    for consume in (pa.table, pl.DataFrame, by_duckdb, by_dataset):
        with pytest.raises(Exception, match=r"cut\.bam: the file ends .* Copy or download the file again"):
            consume(scan_bam(path))
    with pytest.raises(TruncatedFileError, match=r"cut\.bam"):
        scan_bam(path).to_polars()
