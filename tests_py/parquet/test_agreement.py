"""What pyarrow, polars and duckdb write is read value by value as it was."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pytest

from rogtk_shim import scan_parquet
from tests_py.parquet.tables import as_read, make_table
from tests_py.parquet.writers import read, write

CODECS = ["none", "snappy", "gzip", "brotli", "zstd", "lz4"]


def assert_read(path: Path, expected: Any, **options: Any) -> None:
    """Read a file and compare types, names and values."""
    got: Any = scan_parquet(path, **options).to_arrow()
    got.validate(full=True)
    expected = as_read(expected)
    assert got.schema.remove_metadata() == expected.schema
    for name in expected.column_names:
        assert got.column(name).equals(expected.column(name)), name


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("dictionary", [True, False])
def test_codecs_versions_and_dictionaries(tmp_path: Path, codec: str, version: str, dictionary: bool) -> None:
    table = make_table(3000, seed=1, nulls=0.2)
    path = tmp_path / "t.parquet"
    write(
        table,
        path,
        compression=codec,
        data_page_version=version,
        use_dictionary=dictionary,
        data_page_size=2000,
        write_batch_size=97,
        row_group_size=1100,
        write_page_checksum=True,
    )
    assert_read(path, table, batch_size=700)


DELTAS: dict[str, str] = {
    **dict.fromkeys(["int32", "int64", "uint32", "uint64", "int8", "counted", "few"], "DELTA_BINARY_PACKED"),
    **dict.fromkeys(["float", "double"], "BYTE_STREAM_SPLIT"),
    "bool": "RLE",
    "bytes": "DELTA_LENGTH_BYTE_ARRAY",
    "text": "DELTA_LENGTH_BYTE_ARRAY",
    "sorted": "DELTA_BYTE_ARRAY",
    "word": "DELTA_BYTE_ARRAY",
    "fixed": "DELTA_BYTE_ARRAY",
}
SPLIT = {**dict.fromkeys(["int32", "int64"], "BYTE_STREAM_SPLIT"), "text": "DELTA_BYTE_ARRAY"}


@pytest.mark.parametrize("encodings", [DELTAS, SPLIT], ids=["delta", "split"])
@pytest.mark.parametrize(("version", "codec"), list(product(["1.0", "2.0"], ["none", "zstd"])))
@pytest.mark.parametrize("nulls", [0.0, 0.3])
def test_encodings(tmp_path: Path, encodings: dict[str, str], version: str, codec: str, nulls: float) -> None:
    table = make_table(4000, seed=2, nulls=nulls)
    path = tmp_path / "t.parquet"
    write(
        table,
        path,
        compression=codec,
        data_page_version=version,
        use_dictionary=False,
        column_encoding=encodings,
        data_page_size=5000,
        write_batch_size=211,
        row_group_size=1500,
    )
    assert_read(path, table, batch_size=333)


@pytest.mark.parametrize("rows", [0, 1, 2, 7, 8, 9, 63, 64, 65, 1000])
@pytest.mark.parametrize("required", [True, False])
def test_sizes(tmp_path: Path, rows: int, required: bool) -> None:
    table = make_table(rows, seed=rows, required=required)
    path = tmp_path / "t.parquet"
    write(table, path)
    assert_read(path, table, batch_size=8)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("batch_size", [1000, 20_000, 300_000])
def test_spans_of_row_groups(tmp_path: Path, threads: int, batch_size: int) -> None:
    rows = 250_000
    texts = pa.array([f"{i:07}" * (1 + i % 17) for i in range(rows)])
    few = pa.array([None if i % 11 == 0 else ("ab", "c", "def")[i % 3] for i in range(rows)])
    table = pa.table({"n": pa.array(range(rows)), "text": texts, "few": few, "text2": texts.slice(0)})
    path = tmp_path / "t.parquet"
    write(table, path, row_group_size=200_000, compression="lz4", data_page_size=300_000)
    assert_read(path, table, batch_size=batch_size, threads=threads)
    sizes = [len(batch) for batch in scan_parquet(path, batch_size=batch_size, columns=["n"])]
    assert sizes == [batch_size] * (rows // batch_size) + ([rows % batch_size] if rows % batch_size else [])


def test_nothing_but_nulls(tmp_path: Path) -> None:
    table = pa.table(
        {"t": pa.nulls(500, pa.string()), "i": pa.nulls(500, pa.int16()), "b": pa.nulls(500, pa.bool_())}
    )
    path = tmp_path / "t.parquet"
    for version in ("1.0", "2.0"):
        write(table, path, data_page_version=version, compression="snappy")
        assert_read(path, table)


@pytest.mark.parametrize("compression", ["uncompressed", "snappy", "gzip", "brotli", "zstd", "lz4"])
def test_polars(tmp_path: Path, compression: Any) -> None:
    table = make_table(5000, seed=3, nulls=0.1).drop_columns(["fixed"])
    path = tmp_path / "t.parquet"
    pl.DataFrame(table).write_parquet(path, compression=compression, row_group_size=1800, data_page_size=3000)
    assert_read(path, table)


@pytest.mark.parametrize("compression", ["uncompressed", "snappy", "gzip", "brotli", "zstd", "lz4_raw"])
@pytest.mark.parametrize("version", ["V1", "V2"])
def test_duckdb(tmp_path: Path, compression: str, version: str) -> None:
    table = make_table(5000, seed=4, nulls=0.1).drop_columns(["fixed"])
    path = tmp_path / "t.parquet"
    given = table
    assert given.num_rows
    options = f"COMPRESSION {compression}, ROW_GROUP_SIZE 2048, PARQUET_VERSION {version}"
    duckdb.sql(f"COPY (FROM given) TO '{path}' (FORMAT parquet, {options})")
    assert_read(path, table)


_DATA = os.environ.get("ROGTK_SHIM_TEST_DATA")
_SHARED = Path(_DATA).parent if _DATA else Path(__file__).resolve().parents[3] / "shared"
GOLDEN = _SHARED / "golden" / "rcsfs"


def golden() -> Iterator[Path]:
    return GOLDEN.glob("*.parquet")


def test_files_of_rcsfs() -> None:
    files = sorted(golden())
    if not files:
        pytest.skip(f"no extra files: {GOLDEN} is not there (ROGTK_SHIM_TEST_DATA names its neighbour)")
    for path in files:
        assert_read(path, read(path), batch_size=700)
