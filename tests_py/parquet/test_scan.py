"""What a scan of a Parquet file says and takes, and files at the limits."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from rogtk_shim import scan_parquet
from rogtk_shim.errors import FormatError, InputNotFoundError, LimitError, TruncatedFileError
from tests_py.parquet.tables import as_read, make_table
from tests_py.parquet.writers import read, write

pa: Any = import_module("pyarrow")

MiB = 2**20
PLAIN: dict[str, Any] = {"use_dictionary": False, "compression": "none"}


def test_header(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    table = make_table(50).replace_schema_metadata({"source": "somewhere", "ümlaut": "é"})
    write(table, path, row_group_size=20)
    header = scan_parquet(path, columns=["text"]).header
    assert (header.rows, header.row_groups) == (50, (20, 20, 10))
    assert header.created_by.startswith("parquet-cpp-arrow")
    assert header.columns == tuple(table.column_names)
    assert dict(header.key_values)["ümlaut"] == "é"
    schema: Any = scan_parquet(path, columns=["text"]).schema
    assert schema.metadata == {b"source": b"somewhere", "ümlaut".encode(): "é".encode()}


def test_columns_come_in_the_order_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    table = make_table(300, nulls=0.1)
    write(table, path)
    names = ["word", "bool", "int16"]
    got: Any = scan_parquet(path, columns=names).to_arrow()
    assert got.replace_schema_metadata(None) == as_read(table).select(names)


@pytest.mark.parametrize("limit", [0, 1, 99, 100, 101, 250, 300, 1000])
def test_limit(tmp_path: Path, limit: int) -> None:
    path = tmp_path / "t.parquet"
    table = make_table(300)
    write(table, path, row_group_size=100, data_page_size=300, write_batch_size=10)
    scan = scan_parquet(path, limit=limit, batch_size=64)
    got: Any = scan.to_arrow()
    assert got.replace_schema_metadata(None) == as_read(table).slice(0, limit)
    assert scan.check().complete is (limit >= 300)


def test_damage_behind_the_limit_goes_unnoticed(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    write(pa.table({"n": range(1000)}), path, row_group_size=500, write_page_checksum=True, **PLAIN)
    file = bytearray(path.read_bytes())
    # The metadata stands at the end, the second row group's page in front of it.
    at = file.index((700).to_bytes(8, "little"))
    file[at] ^= 1
    path.write_bytes(file)
    assert scan_parquet(path, limit=500).to_arrow().num_rows == 500
    with pytest.raises(FormatError, match="wrong checksum") as found:
        scan_parquet(path).to_arrow()
    assert (found.value.code, found.value.record) == ("PARQUET_CRC", 500)


def test_a_type_that_is_not_read_matters_only_where_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    write(pa.table({"day": [date(2020, 1, 1)], "n": [1], "list": [[1, 2]]}), path)
    assert scan_parquet(path, columns=["n"]).to_arrow().to_pydict() == {"n": [1]}
    header = scan_parquet(path).header
    assert (header.rows, header.columns) == (1, ("day", "n", "list"))
    for name, kind in (("day", "date"), ("list", "nested")):
        with pytest.raises(
            LimitError, match=f'column "{name}" is of a type that isn\'t read: {kind}'
        ) as found:
            scan_parquet(path, columns=["n", name]).to_arrow()
        assert found.value.code == "PARQUET_COLUMN_TYPE"


def test_text_that_is_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    values = [b"good", b"\xc3", b"\xa9", b"good"]
    table = pa.table({"t": pa.Array.from_buffers(pa.string(), 4, pa.array(values, pa.binary()).buffers())})
    write(table, path)
    with pytest.raises(FormatError, match="isn't UTF-8") as found:
        scan_parquet(path).to_arrow()
    assert (found.value.code, found.value.record) == ("PARQUET_UTF8", 1)


@pytest.mark.parametrize(
    "file", [b"", b"PAR1", b"PAR1PAR1", b"not a file of this kind", b"PAR1\0\0\0\0PAR1", b"PARE" * 5]
)
def test_files_that_are_something_else(tmp_path: Path, file: bytes) -> None:
    path = tmp_path / "t.parquet"
    path.write_bytes(file)
    with pytest.raises((FormatError, TruncatedFileError)):
        scan_parquet(path).to_arrow()
    with pytest.raises(InputNotFoundError):
        scan_parquet(tmp_path / "nothing").to_arrow()


def test_a_large_row_group_needs_no_more_memory_than_small_ones(tmp_path: Path) -> None:
    rows = 600_000
    table = pa.table({name: [f"{name}{i:080}" for i in range(rows)] for name in ("a", "b")})
    peaks: list[int] = []
    for group in (rows, rows // 16):
        path = tmp_path / f"{group}.parquet"
        write(table, path, row_group_size=group, use_dictionary=False, compression="snappy")
        peaks.append(scan_parquet(path, threads=1).check().extra["memory_peak_bytes"])
    assert max(peaks) < 48 * MiB < table.nbytes / 2
    assert peaks[0] < 1.5 * peaks[1]


@pytest.mark.timeout(60)
def test_a_dictionary_that_unfolds_to_more_than_2_gib(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    rows = 2300
    values = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), [b"x" * MiB])
    write(pa.table({"b": values}), path, dictionary_pagesize_limit=4 * MiB, store_schema=False)
    assert path.stat().st_size < 2 * MiB
    assert scan_parquet(path, columns=["b"]).check().records == rows
    for batch in scan_parquet(path, limit=30):
        assert batch.num_rows <= 12


@pytest.mark.timeout(60)
def test_prefixes_that_unfold(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    start = "p" * 100_000
    table = pa.table({"t": [start + str(i) for i in range(500)]})
    encodings = {"t": "DELTA_BYTE_ARRAY"}
    write(
        table,
        path,
        use_dictionary=False,
        column_encoding=encodings,
        data_page_size=64 * MiB,
        compression="none",
    )
    assert path.stat().st_size < MiB
    got: Any = scan_parquet(path, batch_size=64).to_arrow()
    assert got.column("t").to_pylist() == table.column("t").to_pylist()


def test_to_parquet_and_back(tmp_path: Path) -> None:
    table = make_table(3000, nulls=0.2).replace_schema_metadata({"key": "value"})
    path, out, again = (tmp_path / name for name in ("t.parquet", "out.parquet", "again.parquet"))
    write(table, path)
    scan_parquet(path).write_parquet(out)
    scan_parquet(out).write_parquet(again)
    for one in (out, again):
        assert read(one).replace_schema_metadata(None) == as_read(table)
        schema: Any = scan_parquet(one).schema
        assert schema.metadata == {b"key": b"value"}
