"""A BAM file as Parquet, read back by others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rogtk_shim import OptionError, read_bam, scan_bam

DATA = Path(__file__).resolve().parents[1] / "data" / "bam"
FILES = sorted(path.name for path in DATA.glob("*.bam"))
COMPRESSIONS = ["none", "snappy", "gzip", "brotli", "zstd", "lz4"]


def rows_of(path: Path) -> pa.Table:
    file: Any = pq.ParquetFile(path, page_checksum_verification=True)
    return file.read()


@pytest.mark.parametrize("name", FILES)
def test_pyarrow_gives_back_the_same_table(name: str, tmp_path: Path) -> None:
    output = tmp_path / "out.parquet"
    scan_bam(DATA / name).write_parquet(output, row_group_size=1000)
    expected = read_bam(DATA / name)
    table = rows_of(output)
    assert table.schema.equals(expected.schema, check_metadata=True)
    assert table.equals(expected)


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_duckdb_and_polars_read_the_same(compression: str, tmp_path: Path) -> None:
    output = tmp_path / "out.parquet"
    source = DATA / "biopython-ex1.bam"
    statistics = scan_bam(source).write_parquet(output, compression=compression, row_group_size=999)
    expected = read_bam(source)
    assert (statistics.records, statistics.batches) == (3270, 4)
    assert statistics.bytes_out == output.stat().st_size
    assert rows_of(output).equals(expected)
    with duckdb.connect() as connection:
        rows: Any = connection.execute("SELECT * FROM read_parquet(?)", [str(output)]).fetchall()
    assert rows == [tuple(row.values()) for row in expected.to_pylist()]
    assert polars.read_parquet(output).rows() == rows


def test_the_bytes_are_the_same_for_any_number_of_threads(tmp_path: Path) -> None:
    files: list[bytes] = []
    for threads in (1, 2, 4):
        output = tmp_path / f"{threads}.parquet"
        scan_bam(DATA / "pybedtools-x.bam", threads=threads).write_parquet(output, row_group_size=5000)
        files.append(output.read_bytes())
    assert files[0] == files[1] == files[2]


@pytest.mark.parametrize(
    "options",
    [
        {"compression": "zip"},
        {"compression_level": 23},
        {"compression": "gzip", "compression_level": 10},
        {"compression": "none", "compression_level": 1},
        {"row_group_size": 0},
    ],
)
def test_senseless_options_are_refused_before_any_work(options: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(OptionError):
        scan_bam("missing.bam").write_parquet(tmp_path / "out.parquet", **options)
    with pytest.raises(TypeError):
        scan_bam("missing.bam").write_parquet(tmp_path / "out.parquet", compression=1)  # type: ignore[arg-type]
